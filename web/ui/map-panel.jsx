/*
The map of what behaves alike: controls, the picture, what is chosen, and the same points as a table.
*/
import './map-panel.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { plural } from '../lib/quantity.js';
import * as state from '../state.js';
import { choicesOf, fieldsOf, MapControls } from './map-controls.jsx';
import { MapDetails } from './map-details.jsx';
import { MapFindings } from './map-findings.jsx';
import { runOf } from './map-run.js';
import { MapStage } from './map-stage.jsx';
import { MapTable } from './map-table.jsx';
import { MapWeights } from './map-weights.jsx';

/** @import { Snapshot } from '../engine/types.js' */
/** @import { Choice } from './map-controls.jsx' */
/** @import { MapRun } from './map-run.js' */

/** @param {{ snapshot: Snapshot }} props */
export function MapPanel({ snapshot }) {
  const session = state.session.value;
  if (session === null) return <p class="map-note">The map needs a log that is open.</p>;
  const run = runOf(session);
  // Ways to group do not depend on the filter: it would take away the way back.
  const whole = state.whole.value ?? snapshot;
  return <MapOfRun key={run.id} run={run} choices={choicesOf(whole)} fields={fieldsOf(whole)} />;
}

/** How many records were read so far. */
const read = () => state.whole.peek()?.lines.records ?? 0;

/** @param {{ run: MapRun, choices: Choice[], fields?: string[] }} props `fields` of the records that points stand for */
export function MapOfRun({ run, choices, fields = [] }) {
  const early = useSignal(false);
  const loaded = state.phase.value === 'loaded';
  const ready = loaded || early.value;
  const begin = () => void run.start(state.filter.peek(), { read: read() });
  const follow = () => void run.start(state.filter.peek(), { keepPlaces: true, read: read() });

  useEffect(() => {
    if (!ready || run.busy.peek() || run.map.peek() !== null || run.problem.peek() !== null) return;
    if (run.by.peek() === '') run.by.value = choices.find(({ enough }) => enough)?.by ?? choices[0].by;
    begin();
  }, [run, ready]);

  useEffect(() => {
    // What was drawn early is drawn with everything once everything is there.
    if (loaded && run.map.peek() !== null && run.made.peek().read < read()) follow();
  }, [run, loaded]);

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
      <MapControls run={run} choices={choices} fields={fields} onStart={begin} />
      <Outdated run={run} onStart={follow} />
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
            <MapWeights run={run} map={map} />
            <MapTable run={run} map={map} />
          </div>
        </div>
      )}
    </section>
  );
}

/** Of more records than were there, this share more is worth a sentence. */
const MORE = 0.05;

/**
 * The map does not follow the filter by itself: a click on it that filters would take it away. Nor does it follow a scan, which has
 * more records four times a second. Where it is drawn again, points keep their places.
 *
 * @param {{ run: MapRun, onStart: () => void }} props
 */
function Outdated({ run, onStart }) {
  const nothing = run.map.value === null && run.problem.value === null;
  if (nothing || run.busy.value) return null;
  const { filter, read: before } = run.made.value;
  const more = (state.whole.value?.lines.records ?? 0) - before;
  if (filter === state.filter.value) {
    if (!(more > MORE * before)) return null;
    return (
      <p class="map-outdated">
        <span>{plural(more, 'record')} more were read since this map was drawn.</span>
        <button type="button" onClick={onStart}>
          Draw it with them
        </button>
      </p>
    );
  }
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
