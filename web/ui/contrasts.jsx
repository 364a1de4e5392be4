/*
What sets some records apart from all others: conditions with their share here and elsewhere. A click filters by one.
*/
import './contrasts.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import * as controller from '../controller.js';
import { contrastChip } from '../filter.js';
import { share } from '../lib/quantity.js';
import * as state from '../state.js';

/** @import { Contrast } from '../engine/types.js' */

/**
 * @param {string} filter of the records; '' for none
 * @param {number} most
 * @returns {import('@preact/signals').Signal<Contrast[] | null>} null until they are known; those of the filter before stay till then
 */
export function useContrasts(filter, most) {
  const found = useSignal(/** @type {Contrast[] | null} */ (null));
  const session = state.session.value;
  useEffect(() => {
    if (filter === '' || session === null) {
      found.value = null;
      return;
    }
    const job = new AbortController();
    session.contrasts({ filter, most, signal: job.signal }).then(
      (contrasts) => {
        if (!job.signal.aborted) found.value = contrasts;
      },
      // A filter that was overtaken, or a log that was closed: there is nothing to tell.
      () => {
        if (!job.signal.aborted) found.value = null;
      },
    );
    return () => job.abort();
  }, [session, filter, most]);
  return found;
}

/** @param {{ contrasts: Contrast[] }} props */
export function Contrasts({ contrasts }) {
  return (
    <ul class="contrasts">
      {contrasts.map((contrast) => (
        <Row key={contrast.filter} contrast={contrast} />
      ))}
    </ul>
  );
}

/** @param {{ contrast: Contrast }} props */
function Row({ contrast }) {
  const chip = contrastChip(contrast);
  const { share: here, elsewhere } = contrast;
  return (
    <li>
      <button
        type="button"
        class="contrast"
        title={`${chip.label}\nClick to filter, Alt-click to keep out`}
        onClick={(event) => controller.pick({ ...chip, exclude: event.altKey })}
      >
        <span class="contrast-label">{chip.label}</span>
        <span class="contrast-bars" aria-hidden="true">
          <span class="contrast-here" style={{ width: `${100 * here}%` }} />
          <span class="contrast-elsewhere" style={{ width: `${100 * elsewhere}%` }} />
        </span>
        <span class="contrast-share">
          <strong>{share(here, 1)}</strong> <span class="muted">elsewhere {share(elsewhere, 1)}</span>
        </span>
      </button>
    </li>
  );
}
