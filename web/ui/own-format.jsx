/*
The editor of a format of one's own: a pattern, tried on the first lines of the file while it is typed.
*/
import './own-format.css';
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import * as controller from '../controller.js';
import { count } from '../lib/quantity.js';
import { EXAMPLES, formatOf, savedFormats, textOf } from '../own-formats.js';
import * as state from '../state.js';
import { OwnFormatShelf } from './own-format-shelf.jsx';
import { PatternEcho, TriedLines } from './tried-lines.jsx';

/** @import { Trial } from '../engine/types.js' */

/** How long typing must rest before the pattern is tried, in milliseconds. */
const REST = 120;

export function OwnFormatEditor() {
  const index = state.formatFor.value;
  const file = state.files.value[index] ?? { name: '', format: '' };
  const format = useSignal(formatOf(/[%$(]/.test(file.format) ? file.format : ''));
  const trial = useSignal(/** @type {Trial | null} */ (null));
  const saved = useSignal(savedFormats());
  const { name, pattern } = format.value;
  const session = state.session.value;
  // The sheet was opened to type here, before this code was there.
  const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  useLayoutEffect(() => box.current?.focus(), []);
  useEffect(() => {
    if (session === null || pattern.trim() === '') {
      trial.value = null;
      return;
    }
    let current = true;
    const rest = setTimeout(async () => {
      const found = await session.tryPattern(index, pattern).catch(() => null);
      if (current) trial.value = found;
    }, REST);
    return () => {
      current = false;
      clearTimeout(rest);
    };
  }, [session, index, pattern]);

  const tried = trial.value;
  const usable = pattern.trim() !== '' && tried !== null && tried.fault === null;
  const apply = (/** @type {number | undefined} */ only) => {
    if (usable) void controller.readAs(textOf(format.value), only);
  };
  const start = (/** @type {string} */ key) => {
    const [kind, at] = key.split(' ');
    const chosen = (kind === 'saved' ? saved.value : EXAMPLES)[Number(at)];
    if (chosen !== undefined) format.value = kind === 'saved' ? chosen : { ...chosen, name };
  };

  return (
    <form
      class="own-format"
      onSubmit={(event) => {
        event.preventDefault();
        apply(index);
      }}
    >
      <p class="own-format-row">
        <label>
          Name{' '}
          <input
            value={name}
            placeholder="pattern"
            maxLength={60}
            onInput={(event) => {
              format.value = { name: event.currentTarget.value, pattern };
            }}
          />
        </label>
        <label>
          Start from{' '}
          <select value="" onChange={(event) => start(event.currentTarget.value)}>
            <option value="" />
            {saved.value.length > 0 && (
              <optgroup label="Saved in this browser">
                {saved.value.map((one, at) => (
                  <option key={one.name} value={`saved ${at}`}>
                    {one.name}
                  </option>
                ))}
              </optgroup>
            )}
            <optgroup label="Examples">
              {EXAMPLES.map((one, at) => (
                <option key={one.name} value={`example ${at}`}>
                  {one.name}
                </option>
              ))}
            </optgroup>
          </select>
        </label>
      </p>
      <label class="own-format-pattern">
        Pattern: nginx's log_format, Apache's LogFormat, GoAccess's log-format, grok, or a regular expression with named
        groups
        <textarea
          ref={box}
          rows={Math.min(8, Math.max(3, pattern.split('\n').length))}
          spellcheck={false}
          autocomplete="off"
          value={pattern}
          aria-invalid={tried?.fault != null}
          aria-describedby="own-format-says"
          onInput={(event) => {
            format.value = { name, pattern: event.currentTarget.value };
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            apply(index);
          }}
        />
      </label>
      <p id="own-format-says" role="status" class={tried?.fault == null ? 'muted' : 'own-format-fault'}>
        {says(pattern, tried, file.name)}
      </p>
      {tried !== null && <PatternEcho pattern={pattern} trial={tried} />}
      <p class="own-format-row">
        <button type="submit" class="primary" disabled={!usable} title="Ctrl Enter">
          Read {file.name} like this
        </button>
        {state.files.value.length > 1 && (
          <button type="button" disabled={!usable} onClick={() => apply(undefined)}>
            Read all {state.files.value.length} files like this
          </button>
        )}
        <OwnFormatShelf format={format.value} saved={saved} />
        <button type="button" class="quiet" onClick={() => controller.openDialog('sources')}>
          Back
        </button>
      </p>
      {tried !== null && <TriedLines trial={tried} />}
    </form>
  );
}

/** @param {string} pattern @param {Trial | null} trial @param {string} file */
function says(pattern, trial, file) {
  if (pattern.trim() === '')
    return `Type a pattern, or start from an example: it is tried on the first lines of ${file}.`;
  if (trial === null) return 'It is being tried…';
  if (trial.fault !== null) return `This can't be used: ${trial.fault}.`;
  const { matched, rows } = trial;
  if (rows.length === 0) return `${file} has no lines to try it on.`;
  return `${count(matched)} of the first ${count(rows.length)} lines fit.`;
}
