/*
What to save and as what. Masks by default: reports travel further than logs.
*/
import './sheet.css';
import './export-sheet.css';
import { useSignal } from '@preact/signals';
import * as controller from '../controller.js';
import { isNothing, rowsOf } from '../hand.js';
import { count } from '../lib/quantity.js';
import { templatesCsv, valuesCsv } from '../report/csv.js';
import { reportHtml } from '../report/html.js';
import { snapshotJson } from '../report/json.js';
import { mapCsv, mapPng, mapSvg } from '../report/map.js';
import { makeRedactor } from '../report/redact.js';
import { save } from '../report/save.js';
import * as state from '../state.js';
import { runOf } from './map-run.js';
import { readable } from './map-words.js';
import { Sheet } from './sheet.jsx';
import { partsOf } from './templates-data.js';

/** @import { Snapshot } from '../engine/types.js' */
/** @import { Row } from '../hand.js' */

/** @typedef {{ title: string, what: string, file: string, type: string, make: () => string | Promise<string | Blob> }} Kind */

export function ExportSheet() {
  const snapshot = state.snapshot.value;
  return (
    <Sheet name="export" title="Export what is shown">
      {snapshot !== null && <Export snapshot={snapshot} />}
      {state.table.value !== null && <ExportTable />}
    </Sheet>
  );
}

/** @param {{ snapshot: Snapshot }} props */
function Export({ snapshot }) {
  const masked = useSignal(true);
  const lines = useSignal(false);
  const mask = masked.value ? makeRedactor() : (/** @type {string} */ text) => text;
  const shown = {
    ...snapshot,
    unparsed: lines.value ? snapshot.unparsed : [],
  };
  const filter = state.applied.value;
  /** @type {Kind[]} */
  const kinds = [
    {
      title: 'Report',
      what: 'one HTML file with tables and the timeline; opens anywhere',
      file: 'report.html',
      type: 'text/html',
      make: async () => reportHtml(shown, { mask, lines: lines.value, filter, rows: await handRows(snapshot) }),
    },
    {
      title: 'Values',
      what: 'every field, value and count, for a spreadsheet',
      file: 'values.csv',
      type: 'text/csv',
      make: () => valuesCsv(shown, mask),
    },
    {
      title: 'Templates',
      what: 'every template and count, for a spreadsheet',
      file: 'templates.csv',
      type: 'text/csv',
      make: () => templatesCsv(shown, mask),
    },
    {
      title: 'Everything',
      what: 'as JSON, for programs; what the command line prints',
      file: 'snapshot.json',
      type: 'application/json',
      make: async () => snapshotJson(shown, mask, isNothing(state.hand.value) ? undefined : await handRows(snapshot)),
    },
    ...mapKinds(mask),
  ];
  return (
    <div class="export">
      <p>
        About {count(snapshot.lines.records)} records{filter === '' ? '' : ', those that pass the filter'}. The file is
        made here and saved by your browser.
      </p>
      <p>
        <label>
          <input
            type="checkbox"
            checked={masked.value}
            onChange={(event) => {
              masked.value = event.currentTarget.checked;
            }}
          />
          Mask addresses, e-mails, secrets and long tokens
        </label>
        <label>
          <input
            type="checkbox"
            checked={lines.value}
            onChange={(event) => {
              lines.value = event.currentTarget.checked;
            }}
          />
          With the text of lines that could not be read ({snapshot.unparsed.length})
        </label>
      </p>
      <Kinds kinds={kinds} />
    </div>
  );
}

/** @param {Snapshot} snapshot @returns {Promise<Row[]>} its templates with what the user made of them */
async function handRows(snapshot) {
  const hand = state.hand.value;
  const [session, filter] = [state.session.value, state.applied.value];
  const known = session === null ? new Map() : await partsOf(session, snapshot.templates, hand.splits, { filter });
  return rowsOf(snapshot.templates, hand, known);
}

/** The map of a table's rows; the table itself is a file already. */
function ExportTable() {
  const kinds = mapKinds((text) => text);
  return (
    <div class="export">
      {kinds.length > 0 ? <p>The file is made here and saved by your browser.</p> : <p>The map is not drawn yet.</p>}
      <Kinds kinds={kinds} />
    </div>
  );
}

/** @param {{ kinds: Kind[] }} props */
function Kinds({ kinds }) {
  const base = (state.files.value[0]?.name ?? 'log').replace(/\.\w+$/, '');
  return (
    <ul>
      {kinds.map((kind) => (
        <li key={kind.title}>
          <button
            type="button"
            onClick={() => {
              state.dialog.value = null;
              void hand(`${base}-${kind.file}`, kind);
            }}
          >
            {kind.title}
          </button>
          <span>
            {kind.what}
            <br />
            <span class="muted">
              {base}-{kind.file}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** @param {string} name @param {Kind} kind */
async function hand(name, { type, make }) {
  try {
    save(name, type, await make());
    controller.tell(`${name} was handed to your browser.`);
  } catch (error) {
    controller.tell(`${name} could not be made: ${error instanceof Error ? error.message : error}`, 'error');
  }
}

/** @param {(text: string) => string} mask @returns {Kind[]} none where there is no map */
function mapKinds(mask) {
  const source = state.session.value ?? state.table.value;
  const run = source === null ? null : runOf(source);
  const [map, marks] = [run?.map.value, run?.marks.value];
  if (run === null || !map || !marks) return [];
  const name = (/** @type {number} */ index) => mask(readable(run.made.peek().by, map.names[index]));
  const style = getComputedStyle(document.documentElement);
  const ink = { text: style.getPropertyValue('--text'), ground: style.getPropertyValue('--panel') };
  return [
    {
      title: 'Map',
      what: 'its picture as pixels',
      file: 'map.png',
      type: 'image/png',
      make: () => mapPng({ map, marks, name, ink }),
    },
    {
      title: 'Map drawing',
      what: 'its picture as shapes, for print and for drawing programs',
      file: 'map.svg',
      type: 'image/svg+xml',
      make: () => mapSvg({ map, marks, name, ink }),
    },
    {
      title: 'Map points',
      what: 'name, place and records of each, for a spreadsheet',
      file: 'map.csv',
      type: 'text/csv',
      make: () => mapCsv(map, name),
    },
  ];
}
