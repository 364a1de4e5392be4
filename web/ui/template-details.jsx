/*
What is behind one template: an example with its variables marked, the values of each variable, what often follows, and what the
user may make of it.
*/
import './template-details.css';
import { useSignal } from '@preact/signals';
import * as controller from '../controller.js';
import { valueChip } from '../filter.js';
import { plural, quantity, share } from '../lib/quantity.js';
import * as state from '../state.js';
import { HandTools } from './hand-tools.jsx';
import { Masked } from './masked.jsx';
import { moveFocus } from './roving.js';
import { useParameters } from './templates-data.js';
import { MoreButton, RestRow, ValueRow } from './value-row.jsx';

/** @import { Parameters, Part, Trend, Variable } from '../engine/types.js' */
/** @import { Row } from '../hand.js' */

/** Values that are seen at once. */
const FEW = 5;
/** What follows more seldom is chance. */
const OFTEN = 0.05;
const UNITS = /** @type {const} */ ({ '': '', s: 's', By: 'bytes' });

/** @param {{ row: Row, trends: Trend[], names: Map<string, string> }} props */
export function TemplateDetails({ row, trends, names }) {
  const { found, settled, problem } = useParameters(row.ids);
  return (
    <div class="template-details">
      {row.ids.length === 0 && (
        <p class="muted">
          A part of a template that was split by hand. The values of its variables are shown for the whole template.
        </p>
      )}
      {!settled && (
        <p class="muted" role="status">
          Reading its records…
        </p>
      )}
      {problem !== '' && <p role="alert">The values could not be read: {problem}</p>}
      {settled && found?.map((one) => <One key={one.id} parameters={one} several={row.ids.length > 1} />)}
      <Followers trends={trends} names={names} />
      <HandTools row={row} variables={(row.ids.length === 1 && found?.[0]?.parameters) || []} />
    </div>
  );
}

/** @param {Variable} variable @returns {boolean} whether its numbers have a spread to be shown */
const spreads = ({ quantiles, distinct }) => quantiles !== null && distinct > 1;

/** @param {{ parameters: Parameters, several: boolean }} props */
function One({ parameters, several }) {
  const noted = parameters.approximations.filter(
    ({ what }) => what !== 'quantiles' || parameters.parameters.some(spreads),
  );
  return (
    <section>
      {several && (
        <h3 class="template-text">
          <Masked text={parameters.text} />
        </h3>
      )}
      <h3>For example</h3>
      {parameters.examples.slice(0, 1).map((parts, index) => (
        <p key={index} class="template-example">
          <Example parts={parts} named={parameters.parameters} />
        </p>
      ))}
      {parameters.parameters.length === 0 ? (
        <p class="muted">Nothing varies in it.</p>
      ) : (
        <div class="parameters">
          {parameters.parameters.map((parameter) => (
            <Values key={parameter.name} parameter={parameter} records={parameters.records} />
          ))}
        </div>
      )}
      {noted.map(({ text }) => (
        <p key={text} class="muted">
          ≈ {text}
        </p>
      ))}
    </section>
  );
}

/** @param {{ parts: Part[], named: Variable[] }} props */
function Example({ parts, named }) {
  return (
    <>
      {parts.map(({ text, variable }, index) =>
        variable === null ? (
          text
        ) : (
          <mark key={index} class="mask" title={named[variable]?.name}>
            {text}
          </mark>
        ),
      )}
    </>
  );
}

/** @param {{ parameter: Variable, records: number }} props */
function Values({ parameter, records }) {
  const all = useSignal(false);
  const { name, field, top, distinct, quantiles, present, none, unit } = parameter;
  const shown = top.slice(0, all.value ? top.length : FEW);
  const most = Math.max(1, top[0]?.count ?? 0);
  const rest = present - shown.reduce((sum, { count: number }) => sum + number, 0);
  const show = (/** @type {number} */ value) => quantity(value, UNITS[unit]);
  return (
    <section class="parameter" aria-label={name}>
      <h4>
        {name} <mark class="mask">&lt;{parameter.class}&gt;</mark>
        <span class="muted"> {plural(distinct, 'value')}</span>
      </h4>
      {quantiles !== null && spreads(parameter) && (
        <p class="parameter-numbers">
          {show(quantiles.min)} – {show(quantiles.max)}; half are at most <strong>{show(quantiles.p50)}</strong>, 1% are
          above <strong>{show(quantiles.p99)}</strong>
        </p>
      )}
      <ul onKeyDown={moveFocus}>
        {shown.map(({ value, count: number }) => (
          <ValueRow
            key={value}
            text={value}
            add={(exclude) => controller.pick(valueChip({ name: field, alias: name }, value, exclude))}
            {...{ number, most, records }}
          />
        ))}
        {rest > 0 && <RestRow text="(other)" number={rest} records={records} />}
        {none > 0 && <RestRow text="(could not be told)" number={none} records={records} />}
      </ul>
      {top.length > FEW && <MoreButton all={all} hidden={top.length - FEW} />}
    </section>
  );
}

/** @param {{ trends: Trend[], names: Map<string, string> }} props */
function Followers({ trends, names }) {
  const [trend] = trends;
  if (trends.length !== 1 || trend === undefined || trend.followed === null) return null;
  const { followed, next } = trend;
  const often = next.filter(({ count: number }) => number >= OFTEN * followed);
  return (
    <section>
      <h3 title="Of the very next record in the same file, among those that are shown">Often followed by</h3>
      {often.length === 0 ? (
        <p class="muted">No template directly follows it in {share(OFTEN, 1)} of the cases or more.</p>
      ) : (
        <ul class="followers">
          {often.map(({ id, count: number }) => (
            <li key={id}>
              <strong>{share(number, followed)}</strong>
              <span class="template-text">
                {id === trend.id ? (
                  <em>itself</em>
                ) : (
                  <Masked text={state.hand.value.names[`t ${id}`] ?? names.get(id) ?? id} />
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
