/*
What was opened and how it was read: files, formats, the first lines as they were understood, and a way to say better.
*/
import './sheet.css';
import './sources-sheet.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import * as controller from '../controller.js';
import { bytes, count } from '../lib/quantity.js';
import * as state from '../state.js';
import { Preview } from './preview.jsx';
import { Sheet } from './sheet.jsx';

/** @import { Format, Preview as PreviewOf } from '../engine/types.js' */

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
            {sources.map(({ name, bytes: size, container, encoding, format, lines, error }, at) => (
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
                </td>
                <td>{bytes(size)}</td>
                <td>{count(lines)}</td>
                <td>{format}</td>
                <td>{container === 'plain' ? encoding : `${encoding}, ${container}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <FormatChoice
        candidates={preview.value?.candidates ?? []}
        detected={preview.value?.format ?? ''}
        several={sources.length > 1}
      />
      {preview.value !== null && preview.value.rows.length > 0 && (
        <Preview rows={preview.value.rows} name={sources[index]?.name ?? ''} />
      )}
    </>
  );
}

/** @param {{ candidates: PreviewOf['candidates'], detected: string, several: boolean }} props */
function FormatChoice({ candidates, detected, several }) {
  const formats = useSignal(/** @type {Format[]} */ ([]));
  useEffect(() => {
    controller.loadEngine().then(
      async (engine) => {
        formats.value = await engine.formats();
      },
      () => {},
    );
  }, []);
  const forced = state.forcedFormat.value;
  const score = (/** @type {string} */ name) => {
    const found = candidates.find((candidate) => candidate.name === name);
    return found === undefined || found.score === 0 ? '' : ` – fits ${Math.round(found.score * 100)}%`;
  };
  return (
    <p class="sources-format">
      <label>
        Read {several ? 'all of them' : 'it'} as{' '}
        <select value={forced} onChange={(event) => controller.readAs(event.currentTarget.value)}>
          <option value="">
            {forced === '' && detected !== '' ? `what was detected: ${detected}` : 'what is detected'}
          </option>
          {formats.value.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
              {score(name)}
            </option>
          ))}
        </select>
      </label>
      <span class="muted">A change reads everything again.</span>
    </p>
  );
}
