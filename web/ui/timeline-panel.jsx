/*
Records over time by level or status class. Dragging takes a range, a click one bar; the legend counts what is under the pointer.
*/
import './timeline-panel.css';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { classLook } from '../charts/palette.js';
import { createTimeline } from '../charts/timeline.js';
import * as controller from '../controller.js';
import { classChip, timeChip } from '../filter.js';
import { count, duration, moment, share } from '../lib/quantity.js';
import * as state from '../state.js';
import { Figure } from './figure.jsx';
import { Segmented } from './segmented.jsx';

/** @import { Snapshot, Timeline } from '../engine/types.js' */

/** @param {number[]} counts */
const sum = (counts) => counts.reduce((all, one) => all + one, 0);

/** @param {Timeline} timeline @param {number} bin @returns {number} in milliseconds since the epoch */
const timeOf = (timeline, bin) => Date.parse(timeline.start) + bin * timeline.step * 1000;

/** @param {{ snapshot: Snapshot }} props */
export function TimelinePanel({ snapshot }) {
  const { timeline } = snapshot;
  const bin = useSignal(/** @type {number | null} */ (null));
  if (timeline === null || timeline.series.length === 0) {
    if (snapshot.lines.records === 0) {
      return <p class="timeline-none">{state.filter.value === '' ? 'No records.' : 'No record passes the filter.'}</p>;
    }
    return (
      <p class="timeline-none">
        No time was found in any record, so what is drawn over time is left out. If there are times, another format may
        read them:{' '}
        <button type="button" class="link" onClick={() => controller.openDialog('sources')}>
          see how the lines were read
        </button>
      </p>
    );
  }
  return (
    <Figure
      title="Timeline"
      kind="timeline"
      note={`${duration(timeline.step)} a bar, UTC`}
      summary={<Summary timeline={timeline} />}
      tools={
        <Segmented
          label="Scale of the counts"
          options={[
            ['linear', 'linear'],
            ['log', 'log'],
          ]}
          value={state.view.value.scale}
          onChange={(scale) => controller.show({ scale })}
        />
      }
      twin={() => twin(timeline)}
    >
      <Chart timeline={timeline} bin={bin} />
      <Legend snapshot={snapshot} timeline={timeline} bin={bin.value} />
    </Figure>
  );
}

/** @param {Timeline} timeline */
function twin(timeline) {
  const names = timeline.series.map(({ name }) => name);
  const length = timeline.series[0]?.counts.length ?? 0;
  const rows = Array.from({ length }, (_, bin) => {
    const counts = timeline.series.map(({ counts }) => counts[bin] ?? 0);
    return [moment(timeOf(timeline, bin), timeline.step), count(sum(counts)), ...counts.map(count)];
  });
  return { columns: ['from (UTC)', 'all', ...names], rows };
}

/** @param {{ timeline: Timeline }} props */
function Summary({ timeline }) {
  const length = timeline.series[0]?.counts.length ?? 0;
  const totals = Array.from({ length }, (_, bin) => sum(timeline.series.map(({ counts }) => counts[bin] ?? 0)));
  const peak = totals.indexOf(Math.max(...totals));
  const grave = timeline.series.filter(({ name }) => ['fatal', 'error', '5xx'].includes(name));
  const failures = totals.map((_, bin) => sum(grave.map(({ counts }) => counts[bin] ?? 0)));
  const most = Math.max(...failures);
  const worst = failures.indexOf(most);
  return (
    <>
      Peak of <strong>{count(totals[peak] ?? 0)}</strong> in {duration(timeline.step)} at{' '}
      {moment(timeOf(timeline, peak), timeline.step)}
      {most > 0 && (
        <>
          ; most {grave.every(({ name }) => name === '5xx') ? '5xx' : 'errors'} at{' '}
          {moment(timeOf(timeline, worst), timeline.step)} (<strong>{count(most)}</strong>)
        </>
      )}
      .
    </>
  );
}

/** @param {{ timeline: Timeline, bin: import('@preact/signals').Signal<number | null> }} props */
function Chart({ timeline, bin }) {
  const host = useRef(/** @type {HTMLDivElement | null} */ (null));
  const chart = useRef(/** @type {ReturnType<typeof createTimeline> | null} */ (null));
  const newest = useRef(timeline);
  const anchor = useRef(/** @type {number | null} */ (null));
  newest.current = timeline;
  const { scale } = state.view.value;
  const theme = state.theme.value;
  const classes = timeline.series.map(({ name }) => name).join();

  const filter = (/** @type {number} */ from, /** @type {number} */ to) =>
    controller.pick(timeChip(timeOf(newest.current, from), timeOf(newest.current, to)));

  useEffect(() => {
    if (host.current === null) return;
    const made = createTimeline(host.current, newest.current, {
      scale,
      onBrush: filter,
      onHover: (index) => {
        bin.value = index;
      },
    });
    chart.current = made;
    return () => {
      chart.current = null;
      made.destroy();
    };
  }, [scale, theme, classes]);

  useEffect(() => {
    chart.current?.update(timeline);
  }, [timeline]);

  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    const last = (timeline.series[0]?.counts.length ?? 1) - 1;
    const at = bin.value ?? -1;
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -last - 1, End: last + 1 }[event.key];
    if (step !== undefined) {
      const next = Math.min(last, Math.max(0, at + step));
      anchor.current = event.shiftKey ? (anchor.current ?? Math.max(0, at)) : null;
      bin.value = next;
      chart.current?.point(next, anchor.current ?? next);
    } else if (event.key === 'Enter' && bin.value !== null) {
      const other = anchor.current ?? at;
      anchor.current = null;
      filter(Math.min(at, other), Math.max(at, other) + 1);
    } else return;
    event.preventDefault();
  };

  return (
    <div
      class="timeline-chart"
      ref={host}
      role="slider"
      tabIndex={0}
      aria-label="Position on the timeline"
      aria-valuemin={0}
      aria-valuemax={(timeline.series[0]?.counts.length ?? 1) - 1}
      aria-valuenow={bin.value ?? 0}
      aria-valuetext={bin.value === null ? 'none' : described(timeline, bin.value)}
      onKeyDown={onKeyDown}
    />
  );
}

/** @param {Timeline} timeline @param {number} bin */
function described(timeline, bin) {
  const counts = timeline.series.map(({ name, counts }) => `${name} ${count(counts[bin] ?? 0)}`);
  return `${moment(timeOf(timeline, bin), timeline.step)}: ${counts.join(', ')}`;
}

/** @param {{ snapshot: Snapshot, timeline: Timeline, bin: number | null }} props */
function Legend({ snapshot, timeline, bin }) {
  const counts = timeline.series.map(({ name, counts }) => ({
    name,
    counted: bin === null ? sum(counts) : (counts[bin] ?? 0),
  }));
  const all = sum(counts.map(({ counted }) => counted));
  return (
    <div class="timeline-legend">
      {counts.map(({ name, counted }) => {
        const { color, letter, title } = classLook(name);
        return (
          <button
            key={name}
            type="button"
            title={`${title}: click to filter, Alt-click to keep out`}
            onClick={(event) => controller.pick(classChip(name, snapshot, event.altKey || event.shiftKey))}
          >
            <span class="badge" style={{ '--badge': color }} aria-hidden="true">
              {letter}
            </span>
            {name}
            <strong>{count(counted)}</strong>
            <span class="muted">{share(counted, all)}</span>
          </button>
        );
      })}
      <span class="spacer" />
      <span class="muted timeline-at">
        {bin === null ? 'Drag to take a range' : `${moment(timeOf(timeline, bin), timeline.step)} · ${count(all)}`}
      </span>
    </div>
  );
}
