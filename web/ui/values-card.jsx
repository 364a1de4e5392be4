/*
The values of a field with counts: a click filters, the small button (or Alt) keeps out.
*/
import './values-card.css';
import { useSignal } from '@preact/signals';
import { classLook } from '../charts/palette.js';
import * as controller from '../controller.js';
import { presenceChip, shortName, valueChip } from '../filter.js';
import { count, plural, share } from '../lib/quantity.js';
import { Figure } from './figure.jsx';
import { Icon } from './icon.jsx';
import { moveFocus } from './roving.js';

/** @import { Field, Snapshot } from '../engine/types.js' */

/** What is seen at once. */
const FEW = 8;

/** @param {{ field: Field, snapshot: Snapshot }} props */
export function ValuesCard({ field, snapshot }) {
  const all = useSignal(false);
  const records = snapshot.lines.records;
  const roughly = snapshot.approximations.some(({ what }) => what === `${field.name}.distinct`) ? '≈' : '';
  const values = all.value ? field.top : field.top.slice(0, FEW);
  const hidden = field.top.slice(values.length).reduce((sum, { count }) => sum + count, 0);
  const most = Math.max(1, field.top[0]?.count ?? 0);
  const name = shortName(field);
  return (
    <Figure
      title={name}
      note={field.alias === null ? undefined : field.name}
      kind="values"
      summary={
        <>
          <strong>
            {roughly}
            {plural(field.distinct, 'value')}
          </strong>
          {field.present < records && ` in ${share(field.present, records)} of the records`}
        </>
      }
      twin={() => ({
        columns: [name, 'records', 'share'],
        rows: [
          ...field.top.map(({ value, count: number }) => [value, count(number), share(number, records)]),
          ['(other)', count(field.other), share(field.other, records)],
          ['(none)', count(field.none), share(field.none, records)],
        ],
      })}
    >
      <ul class={`value-list${all.value ? ' all' : ''}`} onKeyDown={moveFocus}>
        {values.map(({ value, count: number }) => (
          <Value key={value} field={field} value={value} number={number} most={most} records={records} />
        ))}
        {hidden + field.other > 0 && (
          <li class="value rest">
            <div class="value-pick">
              <Cells text="(other)" number={hidden + field.other} records={records} />
            </div>
          </li>
        )}
        {field.none > 0 && (
          <li class="value rest">
            <button
              type="button"
              class="value-pick"
              title={`Only records without ${name}`}
              onClick={() => controller.pick(presenceChip(field, true))}
            >
              <Cells text="(none)" number={field.none} records={records} />
            </button>
            <KeepOut label={`Only records with ${name}`} onClick={() => controller.pick(presenceChip(field))} />
          </li>
        )}
      </ul>
      {field.top.length > FEW && (
        <button
          type="button"
          class="quiet more"
          aria-expanded={all.value}
          onClick={() => {
            all.value = !all.value;
          }}
        >
          {all.value ? 'Show fewer' : `Show ${field.top.length - FEW} more`}
        </button>
      )}
    </Figure>
  );
}

/** @param {Field} field @param {string} value @returns {ReturnType<typeof classLook> | null} null where a value has no colour */
function lookOf({ name, kind }, value) {
  if (name === 'severity_text') return classLook(value);
  return kind === 'code' && /^[1-5]\d\d$/.test(value) ? classLook(`${value[0]}xx`) : null;
}

/** @param {{ field: Field, value: string, number: number, most: number, records: number }} props */
function Value({ field, value, number, most, records }) {
  const look = lookOf(field, value);
  const shown = value === '' ? '(empty)' : value;
  const add = (/** @type {boolean} */ exclude) => controller.pick(valueChip(field, value, exclude));
  return (
    <li class={look === null ? 'value' : 'value coloured'} style={look === null ? undefined : { '--hue': look.color }}>
      <button
        type="button"
        class="value-pick"
        title={`${shown}\n${count(number)} records. Click to filter, Alt-click to keep out`}
        onClick={(event) => add(event.altKey || event.shiftKey)}
      >
        <span class="value-bar" style={{ transform: `scaleX(${number / most})` }} />
        <Cells text={shown} number={number} records={records} letter={look?.letter} />
      </button>
      <KeepOut label={`Keep out ${shown}`} onClick={() => add(true)} />
    </li>
  );
}

/** @param {{ text: string, number: number, records: number, letter?: string }} props */
export function Cells({ text, number, records, letter }) {
  return (
    <>
      <span class="value-text">
        {letter !== undefined && (
          <span class="badge" aria-hidden="true">
            {letter}
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
export function KeepOut({ label, onClick }) {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={onClick}>
      <Icon name="minus" />
    </button>
  );
}
