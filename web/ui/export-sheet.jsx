/*
What to save and as what. Masks by default: reports travel further than logs.
*/
import './sheet.css';
import './export-sheet.css';
import { useSignal } from '@preact/signals';
import * as controller from '../controller.js';
import { count } from '../lib/quantity.js';
import { templatesCsv, valuesCsv } from '../report/csv.js';
import { reportHtml } from '../report/html.js';
import { snapshotJson } from '../report/json.js';
import { makeRedactor } from '../report/redact.js';
import { save } from '../report/save.js';
import * as state from '../state.js';
import { Sheet } from './sheet.jsx';

/** @import { Snapshot } from '../engine/types.js' */

export function ExportSheet() {
  const snapshot = state.snapshot.value;
  return (
    <Sheet name="export" title="Export what is shown">
      {snapshot !== null && <Export snapshot={snapshot} />}
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
  const base = (state.files.value[0]?.name ?? 'log').replace(/\.\w+$/, '');
  const kinds = /** @type {const} */ ([
    ['Report', 'one HTML file with tables and the timeline; opens anywhere', `${base}-report.html`, 'text/html'],
    ['Values', 'every field, value and count, for a spreadsheet', `${base}-values.csv`, 'text/csv'],
    ['Templates', 'every template and count, for a spreadsheet', `${base}-templates.csv`, 'text/csv'],
    ['Everything', 'as JSON, for programs; what the command line prints', `${base}-snapshot.json`, 'application/json'],
  ]);
  const texts = [
    () => reportHtml(shown, { mask, lines: lines.value, filter }),
    () => valuesCsv(shown, mask),
    () => templatesCsv(shown, mask),
    () => snapshotJson(shown, mask),
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
      <ul>
        {kinds.map(([title, what, name, type], index) => (
          <li key={title}>
            <button
              type="button"
              onClick={() => {
                save(name, type, texts[index]?.() ?? '');
                state.dialog.value = null;
                controller.tell(`${name} was handed to your browser.`);
              }}
            >
              {title}
            </button>
            <span>
              {what}
              <br />
              <span class="muted">{name}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
