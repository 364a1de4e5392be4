/*
The filter: a box to type in, and the chips that clicks have made. What is wrong is said under the box, with the place.
*/
import './filter-bar.css';
import { useSignal, useSignalEffect } from '@preact/signals';
import * as controller from '../controller.js';
import { compact, share } from '../lib/quantity.js';
import * as state from '../state.js';
import { Icon } from './icon.jsx';

export function FilterBar() {
  const draft = useSignal(state.typed.value);
  useSignalEffect(() => {
    draft.value = state.typed.value;
  });
  const error = state.filterError.value;
  const filtered = state.filter.value !== '';

  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key === 'Enter') controller.typeFilter(draft.value, true);
    else if (event.key === 'Escape') /** @type {HTMLElement} */ (event.currentTarget).blur();
    else if (event.key === 'Backspace' && draft.value === '' && controller.removeLastChip()) event.preventDefault();
  };

  return (
    <search class="filter">
      <div class="filter-line">
        <div class={`filter-box${error === null ? '' : ' wrong'}`}>
          <Icon name="search" />
          {state.chips.value.map((chip, index) => (
            <ChipView key={`${chip.key} ${chip.exclude}`} chip={chip} index={index} />
          ))}
          <input
            id="filter"
            type="text"
            spellcheck={false}
            autocomplete="off"
            autocapitalize="off"
            aria-label="Filter"
            aria-invalid={error !== null}
            aria-describedby={error === null ? undefined : 'filter-error'}
            placeholder={filtered ? '' : 'status >= 500 and path : /api/*   or just a word'}
            value={draft.value}
            onInput={(event) => {
              draft.value = event.currentTarget.value;
              controller.typeFilter(draft.value);
            }}
            onKeyDown={onKeyDown}
          />
          {filtered ? (
            <button
              type="button"
              class="icon-button"
              aria-label="Remove all filters"
              title="Remove all filters"
              onClick={controller.resetFilter}
            >
              <Icon name="close" />
            </button>
          ) : (
            <kbd title="/ goes here">/</kbd>
          )}
        </div>
        <Sweep />
        <Matches />
      </div>
      {error !== null && <FilterError text={draft.value} message={error.message} at={error.at} />}
    </search>
  );
}

/** @param {{ chip: import('../filter.js').Chip, index: number }} props */
function ChipView({ chip, index }) {
  return (
    <span class={`chip${chip.exclude ? ' exclude' : ''}`}>
      <button
        type="button"
        class="chip-label"
        title={`${chip.exclude ? 'not ' : ''}${chip.condition}\nClick: ${chip.exclude ? 'include' : 'exclude'} instead`}
        onClick={() => controller.invertChip(index)}
      >
        {chip.exclude && <b>not </b>}
        {chip.label}
      </button>
      <button
        type="button"
        class="chip-remove"
        aria-label={`Remove filter: ${chip.exclude ? 'not ' : ''}${chip.label}`}
        onClick={() => controller.removeChip(index)}
      >
        <Icon name="close" />
      </button>
    </span>
  );
}

/** How far a filter is that has the files read again. */
function Sweep() {
  const share = state.sweep.value;
  if (share === null) return null;
  return (
    <span class="filter-sweep">
      <progress max={1} value={share} aria-label="Filtering" />
      <span class="muted">{Math.floor(share * 100)}% read again</span>
      <button type="button" title="Go back to the filter before (Esc)" onClick={controller.cancelFilter}>
        Cancel
      </button>
    </span>
  );
}

/** How many records pass the filter, of how many. */
function Matches() {
  if (state.sweep.value !== null) return null;
  const all = state.whole.value?.lines.records;
  const some = state.snapshot.value?.lines.records;
  if (state.filter.value === '' || all === undefined || some === undefined || state.filterError.value !== null)
    return null;
  return (
    <output class="filter-matches">
      <strong>{compact(some)}</strong> of {compact(all)} · {share(some, all)}
    </output>
  );
}

/** @param {{ text: string, message: string, at: number | null }} props */
function FilterError({ text, message, at }) {
  return (
    <p id="filter-error" class="filter-error" role="alert">
      {message}
      {at !== null && (
        <>
          {' '}
          <code>
            {text.slice(Math.max(0, at - 24), at)}
            <mark>{text.slice(at, at + 1) || ' '}</mark>
            {text.slice(at + 1, at + 16)}
          </code>
          <span class="muted"> at character {at + 1}</span>
        </>
      )}
    </p>
  );
}
