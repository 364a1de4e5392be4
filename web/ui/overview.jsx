/*
The panels by field, in an order that puts what people look for first: how grave, what came back, when, how long, who. The order
is that of the unfiltered log, so that panels keep their places when a filter changes what is in them.
*/
import './overview.css';
import { useSignal } from '@preact/signals';
import { Fragment } from 'preact';
import * as controller from '../controller.js';
import { plural } from '../lib/quantity.js';
import * as state from '../state.js';
import { ConstantsCard } from './constants-card.jsx';
import { ContrastsCard } from './contrasts-card.jsx';
import { HeatCard } from './heat-card.jsx';
import { NumbersCard } from './numbers-card.jsx';
import { ParametersCard } from './parameters-card.jsx';
import { RequestsCard } from './requests-card.jsx';
import { Unread } from './unread.jsx';
import { ValuesCard } from './values-card.jsx';
import { WeekCard } from './week-card.jsx';

/** @import { Field, Snapshot } from '../engine/types.js' */

/** Logs in JSON may have hundreds of fields. */
const SHOWN = 18;
/** The parameters stand behind the field that they are parts of. */
const QUERY = 'url.query';
/** Panels with so few values go to the end, where low ones stand side by side. */
const LOW = 4;

/**
 * @param {Snapshot} whole
 * @returns {{ panels: string[], constants: string[] }} names of fields
 */
function arrange(whole) {
  const isConstant = (/** @type {Field} */ field) => field.distinct === 1 && field.none === 0;
  const low = (/** @type {Field} */ { name, kind, distinct }) =>
    name !== 'severity_text' && kind !== 'number' && distinct <= LOW;
  const varied = whole.fields.filter((field) => !isConstant(field));
  const panels = [...varied.filter((field) => !low(field)), ...varied.filter(low)];
  return { panels: panels.map(({ name }) => name), constants: whole.fields.filter(isConstant).map(({ name }) => name) };
}

/** @param {{ snapshot: Snapshot }} props */
export function Overview({ snapshot }) {
  const search = useSignal('');
  const everything = useSignal(false);
  if (snapshot.lines.records === 0) return <Nothing snapshot={snapshot} />;
  const wanted = search.value.trim().toLowerCase();
  const { panels, constants } = arrange(state.whole.value ?? snapshot);
  const fields = panels
    .map((name) => snapshot.fields.find((field) => field.name === name))
    .filter((field) => field !== undefined)
    .filter(({ name, alias }) => `${name} ${alias ?? ''}`.toLowerCase().includes(wanted));
  const shown = everything.value || wanted !== '' ? fields : fields.slice(0, SHOWN);
  const first = wanted === '';
  const parameters = snapshot.parameters.length > 0 && <ParametersCard snapshot={snapshot} />;
  return (
    <>
      {panels.length > SHOWN && (
        <div class="overview-search">
          <input
            type="search"
            placeholder={`Find one of ${panels.length} fields`}
            aria-label="Find a field"
            value={search.value}
            onInput={(event) => {
              search.value = event.currentTarget.value;
            }}
          />
        </div>
      )}
      <div class="cards">
        {first && <ContrastsCard />}
        {first && snapshot.requests !== null && <RequestsCard snapshot={snapshot} requests={snapshot.requests} />}
        {first && snapshot.week.length > 0 && <WeekCard week={snapshot.week} />}
        {shown.slice(0, 1).map((field) => (
          <FieldCard key={field.name} field={field} snapshot={snapshot} />
        ))}
        {first && snapshot.heat.map((heat) => <HeatCard key={heat.field} heat={heat} snapshot={snapshot} />)}
        {shown.slice(1).map((field) => (
          <Fragment key={field.name}>
            <FieldCard field={field} snapshot={snapshot} />
            {first && field.name === QUERY && parameters}
          </Fragment>
        ))}
        {first && !shown.slice(1).some(({ name }) => name === QUERY) && parameters}
        {first && constants.length > 0 && <ConstantsCard snapshot={snapshot} names={constants} />}
      </div>
      {fields.length > shown.length && (
        <button
          type="button"
          class="overview-more"
          onClick={() => {
            everything.value = true;
          }}
        >
          Show {plural(fields.length - shown.length, 'more field')}
        </button>
      )}
      {first && <Unread snapshot={snapshot} />}
    </>
  );
}

/** @param {{ field: Field, snapshot: Snapshot }} props */
function FieldCard({ field, snapshot }) {
  const numbers = field.quantiles !== null && field.kind === 'number';
  return numbers ? <NumbersCard field={field} snapshot={snapshot} /> : <ValuesCard field={field} snapshot={snapshot} />;
}

/** @param {{ snapshot: Snapshot }} props */
function Nothing({ snapshot }) {
  if (state.filter.value === '') {
    return (
      <>
        {snapshot.lines.total === 0 && state.phase.value === 'loaded' && (
          <p class="overview-nothing">
            {state.outcome.value?.state === 'done'
              ? 'There is not a single line in what was opened.'
              : 'Nothing was read before it ended.'}
            <button type="button" onClick={() => document.getElementById('file-input')?.click()}>
              Open other files
            </button>
          </p>
        )}
        <Unread snapshot={snapshot} />
      </>
    );
  }
  return (
    <p class="overview-nothing">
      No record passes the filter.
      <button type="button" onClick={controller.resetFilter}>
        Remove all filters
      </button>
    </p>
  );
}
