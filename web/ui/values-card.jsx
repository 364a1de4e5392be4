/*
The values of a field with counts: a click filters, the small button (or Alt) keeps out.
*/
import { useSignal } from '@preact/signals';
import { classLook } from '../charts/palette.js';
import * as controller from '../controller.js';
import { presenceChip, shortName, valueChip } from '../filter.js';
import { count, plural, share } from '../lib/quantity.js';
import { Figure } from './figure.jsx';
import { moveFocus } from './roving.js';
import { MoreButton, NoneRow, RestRow, ValueRow } from './value-row.jsx';

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
          <ValueRow
            key={value}
            text={value}
            look={lookOf(field, value)}
            add={(exclude) => controller.pick(valueChip(field, value, exclude))}
            {...{ number, most, records }}
          />
        ))}
        {hidden + field.other > 0 && <RestRow text="(other)" number={hidden + field.other} records={records} />}
        {field.none > 0 && (
          <NoneRow
            text="(none)"
            number={field.none}
            records={records}
            title={`Only records without ${name}`}
            keepOut={`Only records with ${name}`}
            add={(exclude) => controller.pick(presenceChip(field, !exclude))}
          />
        )}
      </ul>
      {field.top.length > FEW && <MoreButton all={all} hidden={field.top.length - FEW} class="more" />}
    </Figure>
  );
}

/** @param {Field} field @param {string} value @returns {ReturnType<typeof classLook> | null} null where a value has no colour */
function lookOf({ name, kind }, value) {
  if (name === 'severity_text') return classLook(value);
  return kind === 'code' && /^[1-5]\d\d$/.test(value) ? classLook(`${value[0]}xx`) : null;
}
