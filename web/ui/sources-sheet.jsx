/*
What was opened and how it was read: files, formats, the first lines as they were understood, and a way to say better.
*/
import './sheet.css';
import './sources-sheet.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import * as controller from '../controller.js';
import { bytes, count } from '../lib/quantity.js';
import { formatOf, savedFormats, textOf } from '../own-formats.js';
import * as state from '../state.js';
import { Preview } from './preview.jsx';
import { Sheet } from './sheet.jsx';

/** @import { Format, Members, Preview as PreviewOf } from '../engine/types.js' */

/** Sources in the table; an archive may have more members than anyone reads. */
const SHOWN = 500;

/** @param {Members} members @returns {string} what is in an archive, as in '3 files; left out: 2 folders, 1 empty' */
function membersOf({ read, directories, empty, special, encrypted, unknown, sparse, deep, beyond }) {
  const left = [
    quantityOf(directories, 'folder', 'folders'),
    quantityOf(empty, 'empty', 'empty'),
    quantityOf(special, 'link or device', 'links or devices'),
    quantityOf(encrypted + unknown + sparse + deep + beyond, 'that could not be read', 'that could not be read'),
  ].filter((words) => words !== '');
  const files = `${count(read)} ${read === 1 ? 'file' : 'files'}`;
  return left.length === 0 ? files : `${files}; left out: ${left.join(', ')}`;
}

/** @param {number} number @param {string} one @param {string} many @returns {string} '' for none */
const quantityOf = (number, one, many) => (number === 0 ? '' : `${count(number)} ${number === 1 ? one : many}`);

/** @param {{ container: string, encoding: string, colours: boolean }} packing @returns {string} what the text is encoded and packed in */
const packingOf = ({ container, encoding, colours }) =>
  [encoding, container === 'plain' ? '' : container, colours ? 'colours left out' : '']
    .filter((word) => word !== '')
    .join(', ');

export function SourcesSheet() {
  return (
    <Sheet name="sources" title="What was opened">
      <Sources />
    </Sheet>
  );
}

function Sources() {
  const chosen = useSignal(0);
  const preview = useSignal(/** @type {PreviewOf | null} */ (null));
  const session = state.session.value;
  const index = chosen.value;
  useEffect(() => {
    let current = true;
    preview.value = null;
    session?.preview(index).then(
      (found) => {
        if (current) preview.value = found;
      },
      () => {},
    );
    return () => {
      current = false;
    };
  }, [session, index]);

  const sources = state.whole.value?.sources ?? [];
  return (
    <>
      <div class="sources-scroll">
        <table class="sources">
          <thead>
            <tr>
              <th scope="col">file</th>
              <th scope="col">size</th>
              <th scope="col">lines</th>
              <th scope="col">read as</th>
              <th scope="col">text</th>
            </tr>
          </thead>
          <tbody>
            {sources
              .slice(0, SHOWN)
              .map(({ name, bytes: size, members, lines, format, error, notice, ...packing }, at) => (
                <tr key={`${name} ${at}`} class={at === index ? 'chosen' : ''}>
                  <td>
                    <button
                      type="button"
                      class="quiet"
                      aria-pressed={at === index}
                      onClick={() => {
                        chosen.value = at;
                      }}
                    >
                      {name}
                    </button>
                    {error !== null && <p class="sources-error">{error}</p>}
                    {notice !== null && <p class="muted">{notice}</p>}
                  </td>
                  <td>{bytes(size)}</td>
                  <td>{members === null ? count(lines) : ''}</td>
                  <td>{members === null ? format : membersOf(members)}</td>
                  <td>{packingOf(packing)}</td>
                </tr>
              ))}
          </tbody>
        </table>
        {sources.length > SHOWN && <p class="muted">and {count(sources.length - SHOWN)} more</p>}
      </div>
      <FormatChoice
        key={index}
        index={sources[index]?.file ?? 0}
        candidates={preview.value?.candidates ?? []}
        detected={preview.value?.format ?? ''}
      />
      {preview.value !== null && preview.value.rows.length > 0 && (
        <Preview rows={preview.value.rows} name={sources[index]?.name ?? ''} />
      )}
    </>
  );
}

/** @param {{ index: number, candidates: PreviewOf['candidates'], detected: string }} props */
function FormatChoice({ index, candidates, detected }) {
  const formats = useSignal(/** @type {Format[]} */ ([]));
  useEffect(() => {
    controller.loadEngine().then(
      async (engine) => {
        formats.value = await engine.formats();
      },
      () => {},
    );
  }, []);
  const files = state.files.value;
  const { name, format: forced } = files[index] ?? { name: '', format: '' };
  const saved = savedFormats().map(textOf);
  const named = forced === '' || saved.includes(forced) || formats.value.some(({ name: of }) => of === forced);
  const own = named || formats.value.length === 0 ? saved : [...saved, forced];
  const score = (/** @type {string} */ of) => {
    const found = candidates.find((candidate) => candidate.name === of);
    return found === undefined || found.score === 0 ? '' : ` – fits ${Math.round(found.score * 100)}%`;
  };
  return (
    <p class="sources-format">
      <label>
        Read {files.length > 1 ? name : 'it'} as{' '}
        <select value={forced} onChange={(event) => controller.readAs(event.currentTarget.value, index)}>
          <option value="">
            {forced === '' && detected !== '' ? `what was detected: ${detected}` : 'what is detected'}
          </option>
          {own.length > 0 && (
            <optgroup label="Your own">
              {own.map((text) => (
                <option key={text} value={text}>
                  {formatOf(text).name || 'pattern'}
                </option>
              ))}
            </optgroup>
          )}
          <optgroup label="Formats">
            {formats.value.map(({ name: of, title }) => (
              <option key={of} value={of}>
                {title}
                {score(of)}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      <button type="button" title="A pattern with named fields" onClick={() => controller.writeFormat(index)}>
        Own format…
      </button>
      {files.some(({ format }) => format !== forced) && (
        <button type="button" onClick={() => controller.readAs(forced)}>
          Read all {files.length} files like this
        </button>
      )}
      <span class="muted">A change reads everything again.</span>
    </p>
  );
}
