/*
How far reading is while it goes on, and afterwards what part of the input the figures are about, if not all.
*/
import './scan-bar.css';
import { useSignal, useSignalEffect } from '@preact/signals';
import * as controller from '../controller.js';
import { bytes, bytesOf, compact, duration, share } from '../lib/quantity.js';
import * as state from '../state.js';

export function ScanBar() {
  const reading = state.phase.value === 'scanning' || state.phase.value === 'opening';
  if (reading) return <Reading />;
  const { covered, state: end } = state.outcome.value ?? { covered: 1, state: /** @type {const} */ ('done') };
  if (covered >= 1) return null;
  const why = { done: 'Not all could be read', failed: 'Reading broke off', cancelled: 'You stopped reading' }[end];
  return (
    <p class="scan-partial" role="status">
      {why}: everything below is about{' '}
      <strong>
        {end === 'done' ? '' : 'the first '}
        {share(covered, 1)}
      </strong>{' '}
      of the input.
    </p>
  );
}

/** @returns {string} 1.2 / 4.0 GB · 640 MB/s · 12.3 M lines · 4 s left */
function wording() {
  const progress = state.progress.value;
  if (progress === null) return 'Opening…';
  const pace = state.pace.value;
  const parts = [bytesOf(progress.bytesDone, progress.bytesTotal)];
  if (pace !== null) parts.push(`${bytes(pace.perSecond)}/s`);
  parts.push(`${compact(progress.lines)} lines`);
  if (pace !== null && pace.secondsLeft !== null) parts.push(`${duration(Math.ceil(pace.secondsLeft))} left`);
  return parts.join(' · ');
}

function Reading() {
  const progress = state.progress.value;
  const share = progress === null || progress.bytesTotal === 0 ? 0 : progress.bytesDone / progress.bytesTotal;
  return (
    <div class="scan">
      <Announced share={Math.floor(share * 100)} />
      <div class="scan-track" aria-hidden="true">
        <div class="scan-done" style={{ transform: `scaleX(${share})` }} />
      </div>
      <span class="scan-text">{wording()}</span>
      <button type="button" onClick={controller.cancel} title="Stop and keep what was read (Esc)">
        Cancel
      </button>
    </div>
  );
}

/**
 * The same for screen readers, at most once a second.
 *
 * @param {{ share: number }} props in percent
 */
function Announced({ share }) {
  const said = useSignal({ share: 0, text: 'Opening…', at: 0 });
  useSignalEffect(() => {
    if (state.progress.value === null) return;
    const now = performance.now();
    if (now - said.peek().at >= 1000) said.value = { share, text: wording(), at: now };
  });
  return (
    <div
      class="visually-hidden"
      role="progressbar"
      aria-label="Reading"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={said.value.share}
      aria-valuetext={said.value.text}
    />
  );
}
