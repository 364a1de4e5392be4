/*
Where own formats are kept: this browser, and files for other ones.
*/
import * as controller from '../controller.js';
import { plural } from '../lib/quantity.js';
import { deleteFormat, readFormats, savedFormats, saveFormats, writeFormats } from '../own-formats.js';
import { save } from '../report/save.js';

/** @import { OwnFormat } from '../own-formats.js' */
/** @import { Signal } from '@preact/signals' */

/** @param {{ format: OwnFormat, saved: Signal<OwnFormat[]> }} props */
export function OwnFormatShelf({ format, saved }) {
  const name = format.name.trim();
  const known = saved.value.find((one) => one.name === name);
  const keep = (/** @type {OwnFormat[]} */ formats, /** @type {string} */ done) => {
    const kept = saveFormats(formats);
    saved.value = savedFormats();
    controller.tell(
      kept ? done : 'This browser stores nothing, so that it could not be saved.',
      kept ? 'info' : 'error',
    );
  };
  return (
    <>
      <button
        type="button"
        disabled={name === '' || format.pattern.trim() === '' || known?.pattern === format.pattern}
        title={name === '' ? 'Give it a name first' : 'Keep it in this browser'}
        onClick={() => keep([{ name, pattern: format.pattern }], `${name} was saved in this browser.`)}
      >
        Save
      </button>
      {known !== undefined && (
        <button
          type="button"
          onClick={() => {
            deleteFormat(name);
            saved.value = savedFormats();
            controller.tell(`${name} was deleted.`, 'info', [
              { label: 'Undo', run: () => keep([known], `${name} is back.`) },
            ]);
          }}
        >
          Delete
        </button>
      )}
      {saved.value.length > 0 && (
        <button
          type="button"
          onClick={() => save('logatlas-formats.json', 'application/json', writeFormats(saved.value))}
        >
          Export
        </button>
      )}
      <label class="own-format-import">
        <span class="visually-hidden">Import formats from a file</span>
        <input
          type="file"
          accept="application/json,.json"
          aria-label="Import formats from a file"
          onChange={async (event) => {
            const input = event.currentTarget;
            const file = input.files?.[0];
            if (file === undefined) return;
            try {
              const formats = readFormats(await file.text());
              keep(formats, `${plural(formats.length, 'format')} imported.`);
            } catch (error) {
              controller.tell(error instanceof Error ? error.message : String(error), 'error');
            }
            input.value = '';
          }}
        />
        <span aria-hidden="true" class="button">
          Import
        </span>
      </label>
    </>
  );
}
