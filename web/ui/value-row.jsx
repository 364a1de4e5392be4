/*
The row of a value in a card: its text, how many records have it and their share of all, with a bar behind. A click filters, the
small button (or Alt) keeps out.
*/
import './value-row.css';
import { count, share } from '../lib/quantity.js';
import { Icon } from './icon.jsx';

/**
 * @typedef {object} Counted
 * @property {string} text
 * @property {number} number of records
 * @property {number} records that there are
 * @property {ReturnType<typeof import('../charts/palette.js').classLook> | null} [look] a colour of its own, and the letter that stands for it
 */

/**
 * @param {Counted & { most: number, keepOut?: string, add: (exclude: boolean) => void }} props most: records of the most frequent
 *   value, whose bar is full; keepOut: what the small button says; add: filters by the value, for or against
 */
export function ValueRow({ text, number, records, look = null, most, keepOut, add }) {
  const shown = text === '' ? '(empty)' : text;
  return (
    <li class={look === null ? 'value' : 'value coloured'} style={look === null ? undefined : { '--hue': look.color }}>
      <button
        type="button"
        class="value-pick"
        title={`${shown}\n${count(number)} records. Click to filter, Alt-click to keep out`}
        onClick={(event) => add(event.altKey || event.shiftKey)}
      >
        <span class="value-bar" style={{ transform: `scaleX(${number / most})` }} />
        <Cells text={shown} number={number} records={records} look={look} />
      </button>
      <KeepOut label={keepOut ?? `Keep out ${shown}`} onClick={() => add(true)} />
    </li>
  );
}

/** @param {Counted} props records with values that are not listed */
export function RestRow(props) {
  return (
    <li class="value rest">
      <div class="value-pick">
        <Cells {...props} />
      </div>
    </li>
  );
}

/** @param {Counted & { title: string, keepOut: string, add: (exclude: boolean) => void }} props records without a value */
export function NoneRow({ title, keepOut, add, ...cells }) {
  return (
    <li class="value rest">
      <button type="button" class="value-pick" title={title} onClick={() => add(false)}>
        <Cells {...cells} />
      </button>
      <KeepOut label={keepOut} onClick={() => add(true)} />
    </li>
  );
}

/** @param {{ all: import('@preact/signals').Signal<boolean>, hidden: number, class?: string }} props hidden: rows beyond the first few */
export function MoreButton({ all, hidden, class: kind = '' }) {
  return (
    <button
      type="button"
      class={`quiet ${kind}`}
      aria-expanded={all.value}
      onClick={() => {
        all.value = !all.value;
      }}
    >
      {all.value ? 'Show fewer' : `Show ${hidden} more`}
    </button>
  );
}

/** @param {Counted} props */
function Cells({ text, number, records, look = null }) {
  return (
    <>
      <span class="value-text">
        {look?.letter !== undefined && (
          <span class="badge" aria-hidden="true">
            {look.letter}
          </span>
        )}
        <span class="value-word">{text}</span>
      </span>
      <span class="value-count">{count(number)}</span>
      <span class="value-share">{share(number, records)}</span>
    </>
  );
}

/** @param {{ label: string, onClick: () => void }} props */
function KeepOut({ label, onClick }) {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={onClick}>
      <Icon name="minus" />
    </button>
  );
}
