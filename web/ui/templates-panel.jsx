/*
Messages with what varies masked: how often each occurs, how grave and when, and what the user made of them.
*/
import './templates-panel.css';
import { useSignal } from '@preact/signals';
import * as controller from '../controller.js';
import { isNothing, merge, NOTHING, rowsOf } from '../hand.js';
import { count, plural, share } from '../lib/quantity.js';
import * as state from '../state.js';
import { moveFocus } from './roving.js';
import { Segmented } from './segmented.jsx';
import { TemplateRow } from './template-row.jsx';
import { useListed, useParts, useTrends } from './templates-data.js';

/** @import { Snapshot } from '../engine/types.js' */

/** Put into the page at once; more on demand. */
const PAGE = 200;

/** @param {{ snapshot: Snapshot }} props */
export function TemplatesPanel({ snapshot }) {
  const search = useSignal('');
  const limit = useSignal(PAGE);
  const opened = useSignal('');
  const reread = useSignal(false);
  /** The keys of the rows chosen to be merged; null while none is to be. */
  const chosen = useSignal(/** @type {string[] | null} */ (null));
  const { sort } = state.view.value;
  const hand = state.hand.value;
  const listed = useListed(snapshot, sort);
  const known = useParts(snapshot, listed, hand.splits);
  const { found: trends, settled: counted } = useTrends(snapshot, reread.value);
  const rows = rowsOf(listed, hand, known);
  const wanted = search.value.toLowerCase();
  const found = rows.filter(({ name, texts }) => [name, ...texts].some((text) => text.toLowerCase().includes(wanted)));
  const records = snapshot.lines.records;
  const most = Math.max(1, ...rows.map((row) => row.count));
  const other = records - rows.reduce((sum, row) => sum + row.count, 0);
  const rough = snapshot.approximations.some(({ what }) => what === 'templates');
  const names = new Map(listed.map(({ id, text }) => [id, text]));
  const byId = new Map(trends?.templates.map((trend) => [trend.id, trend]));
  return (
    <section class="templates" aria-label="Templates">
      <div class="templates-tools">
        <p class="muted">
          <strong>
            {rough && '≈'}
            {plural(snapshot.templates_distinct, 'template')}
          </strong>{' '}
          in {plural(records, 'record')}. <mark class="mask">&lt;…&gt;</mark> marks what varies.
        </p>
        <span class="spacer" />
        {trends === null && counted && !reread.value && records > 0 && (
          <button
            type="button"
            title="Not all of the log is in memory: it is read again for this"
            onClick={() => {
              reread.value = true;
            }}
          >
            Show over time
          </button>
        )}
        {(rows.length > 1 || !isNothing(hand)) && <Arrange chosen={chosen} />}
        <input
          type="search"
          placeholder="Find in templates"
          aria-label="Find in templates"
          value={search.value}
          onInput={(event) => {
            search.value = event.currentTarget.value;
          }}
        />
        <Segmented
          label="Order"
          options={[
            ['count', 'frequent'],
            ['rare', 'rare'],
            ['new', 'newest'],
            ['level', 'gravest'],
            ['text', 'A–Z'],
          ]}
          value={sort}
          onChange={(next) => controller.show({ sort: next })}
        />
      </div>
      <ul class={`template-list${chosen.value === null ? '' : ' choosing'}`} onKeyDown={moveFocus}>
        {found.slice(0, limit.value).map((row) => (
          <TemplateRow
            key={row.key}
            row={row}
            snapshot={snapshot}
            trends={row.ids.map((id) => byId.get(id)).filter((trend) => trend !== undefined)}
            names={names}
            most={most}
            open={opened.value === row.key}
            onOpen={() => {
              opened.value = opened.value === row.key ? '' : row.key;
            }}
            chosen={chosen.value?.includes(row.key) ?? null}
            onChoose={() => {
              const keys = chosen.value ?? [];
              chosen.value = keys.includes(row.key) ? keys.filter((key) => key !== row.key) : [...keys, row.key];
            }}
          />
        ))}
        {wanted === '' && other > 0 && (
          <li class="template rest">
            <span class="template-count">{count(other)}</span>
            <span class="template-share">{share(other, records)}</span>
            <span>records of templates that are not listed</span>
          </li>
        )}
      </ul>
      {found.length === 0 && (
        <p class="muted template-none">No template {wanted === '' ? 'was found' : 'contains this'}.</p>
      )}
      {found.length > limit.value && (
        <button
          type="button"
          onClick={() => {
            limit.value += PAGE;
          }}
        >
          Show more
        </button>
      )}
    </section>
  );
}

/** @param {{ chosen: import('@preact/signals').Signal<string[] | null> }} props */
function Arrange({ chosen }) {
  const hand = state.hand.value;
  const keys = chosen.value ?? [];
  return (
    <>
      {chosen.value === null ? (
        <button
          type="button"
          title="Choose templates that are one to you"
          onClick={() => {
            chosen.value = [];
          }}
        >
          Merge…
        </button>
      ) : (
        <>
          <button
            type="button"
            disabled={keys.length < 2}
            onClick={() => {
              controller.arrange(merge(hand, keys));
              chosen.value = null;
            }}
          >
            {keys.length < 2 ? 'Choose two or more' : `Merge ${keys.length}`}
          </button>
          <button
            type="button"
            onClick={() => {
              chosen.value = null;
            }}
          >
            Cancel
          </button>
        </>
      )}
      {state.handBefore.value.length > 0 && (
        <button type="button" title="Take back the last change by hand" onClick={controller.undoArrange}>
          Undo
        </button>
      )}
      {!isNothing(hand) && (
        <button type="button" title="Show all templates as they were found" onClick={() => controller.arrange(NOTHING)}>
          As found
        </button>
      )}
    </>
  );
}
