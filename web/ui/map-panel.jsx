/*
The map of what behaves alike: controls, the picture, what is chosen, and the same points as a table.
*/
import './map-panel.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { plural } from '../lib/quantity.js';
import * as state from '../state.js';
import { choicesOf, MapControls } from './map-controls.jsx';
import { MapDetails } from './map-details.jsx';
import { MapFindings } from './map-findings.jsx';
import { runOf } from './map-run.js';
import { MapStage } from './map-stage.jsx';
import { MapTable } from './map-table.jsx';

/** @import { Snapshot } from '../engine/types.js' */
/** @import { MapRun } from './map-run.js' */

/** @param {{ snapshot: Snapshot }} props */
export function MapPanel({ snapshot }) {
  const session = state.session.value;
  if (session === null) return <p class="map-note">The map needs a log that is open.</p>;
  // Ways to group do not depend on the filter: it would take away the way back.
  return <MapOfRun key={runOf(session).id} run={runOf(session)} snapshot={state.whole.value ?? snapshot} />;
}

/** @param {{ run: MapRun, snapshot: Snapshot }} props */
function MapOfRun({ run, snapshot }) {
  const early = useSignal(false);
  const ready = state.phase.value === 'loaded' || early.value;
  const choices = choicesOf(snapshot);
  const begin = () => void run.start(state.filter.peek());

  useEffect(() => {
    if (!ready || run.busy.peek() || run.map.peek() !== null || run.problem.peek() !== null) return;
    if (run.by.peek() === '') run.by.value = choices.find(({ enough }) => enough)?.by ?? choices[0].by;
    begin();
  }, [run, ready]);

  if (!ready) {
    return (
      <div class="map-note">
        <p>The map is drawn when everything is read.</p>
        <button type="button" onClick={() => (early.value = true)}>
          Draw what was read so far
        </button>
      </div>
    );
  }
  const map = run.map.value;
  return (
    <section class="map" aria-label="Map of what behaves alike" aria-busy={run.busy.value}>
      <MapControls run={run} choices={choices} onStart={begin} />
      <Outdated run={run} onStart={() => void run.start(state.filter.peek(), { keepPlaces: true })} />
      {run.problem.value !== null && !run.busy.value && (
        <p class="map-note" role="alert">
          {run.problem}
        </p>
      )}
      {map !== null && (
        <div class="map-body">
          <MapStage run={run} map={map} />
          <div class="map-side">
            <MapDetails run={run} map={map} />
            <MapFindings run={run} map={map} />
            <MapTable run={run} map={map} />
          </div>
        </div>
      )}
    </section>
  );
}

/**
 * The map does not follow the filter by itself: a click on it that filters would take it away.
 *
 * @param {{ run: MapRun, onStart: () => void }} props
 */
function Outdated({ run, onStart }) {
  const nothing = run.map.value === null && run.problem.value === null;
  if (nothing || run.busy.value || run.made.value.filter === state.filter.value) return null;
  const records = state.snapshot.value?.lines.records;
  return (
    <p class="map-outdated">
      <span>
        The filter has changed since{run.map.value !== null && ' this map was drawn'}
        {records !== undefined &&
          !state.pending.value &&
          ` (${plural(records, 'record')} ${records === 1 ? 'passes' : 'pass'} it now)`}
        .
      </span>
      <button type="button" onClick={onStart}>
        Draw it for {state.filter.value === '' ? 'everything' : 'this filter'}
      </button>
    </p>
  );
}
