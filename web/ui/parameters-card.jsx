/*
The parameters of queries: how many records have each, and its most frequent values. A click filters, as in the cards of fields.
*/
import './parameters-card.css';
import { useSignal } from '@preact/signals';
import * as controller from '../controller.js';
import { parameterField, presenceChip, valueChip } from '../filter.js';
import { count, plural, share } from '../lib/quantity.js';
import { Figure } from './figure.jsx';
import { moveFocus } from './roving.js';
import { MoreButton, ValueRow } from './value-row.jsx';

/** @import { Parameter, Snapshot } from '../engine/types.js' */

/** Parameters that are seen at once, and values of each. */
const FEW = 5;
const VALUES = 3;

/** @param {{ snapshot: Snapshot }} props */
export function ParametersCard({ snapshot }) {
  const all = useSignal(false);
  const { parameters, parameters_distinct: distinct } = snapshot;
  const records = snapshot.lines.records;
  const roughly = snapshot.approximations.some(({ what }) => what === 'parameters') ? '≈' : '';
  const shown = all.value ? parameters : parameters.slice(0, FEW);
  const most = Math.max(1, parameters[0]?.count ?? 0);
  return (
    <Figure
      title="query parameters"
      note="url.query"
      kind="parameters"
      summary={
        <strong>
          {roughly}
          {plural(distinct, 'parameter')}
        </strong>
      }
      twin={() => ({
        columns: ['parameter', 'value', 'records', 'share'],
        rows: parameters.flatMap(({ name, count: number, top, other }) => [
          [name, '(any)', count(number), share(number, records)],
          ...top.map((one) => [name, one.value, count(one.count), share(one.count, records)]),
          ...(other > 0 ? [[name, '(other)', count(other), share(other, records)]] : []),
        ]),
      })}
    >
      <ul class={`value-list${all.value ? ' all' : ''}`} onKeyDown={moveFocus}>
        {shown.map((parameter) => (
          <Row key={parameter.name} parameter={parameter} most={most} records={records} />
        ))}
      </ul>
      {parameters.length > FEW && <MoreButton all={all} hidden={parameters.length - FEW} class="more" />}
    </Figure>
  );
}

/** @param {{ parameter: Parameter, most: number, records: number }} props */
function Row({ parameter, most, records }) {
  const { name, count: number, distinct, top } = parameter;
  const field = parameterField(name);
  const rest = (distinct ?? 0) - Math.min(VALUES, top.length);
  return (
    <>
      <ValueRow
        text={name}
        keepOut={`Keep out records with ${name}`}
        add={(exclude) => controller.pick(presenceChip(field, exclude))}
        {...{ number, most, records }}
      />
      {top.length > 0 && (
        <li class="parameter-values">
          {top.slice(0, VALUES).map((one) => (
            <button
              key={one.value}
              type="button"
              class="quiet"
              title={`${name} = ${one.value}\n${count(one.count)} records. Click to filter, Alt-click to keep out`}
              onClick={(event) => controller.pick(valueChip(field, one.value, event.altKey || event.shiftKey))}
            >
              {one.value === '' ? '(empty)' : one.value}
            </button>
          ))}
          {rest > 0 && <span title={`and ${plural(rest, 'more value')}`}>+{count(rest)}</span>}
        </li>
      )}
    </>
  );
}
