/*
Messages with what varies masked, and how often each occurs.
*/
import './templates-panel.css';
import { useComputed, useSignal } from '@preact/signals';
import * as controller from '../controller.js';
import { templateChip } from '../filter.js';
import { count, plural, share } from '../lib/quantity.js';
import * as state from '../state.js';
import { Icon } from './icon.jsx';
import { moveFocus } from './roving.js';
import { Segmented } from './segmented.jsx';

/** @import { Snapshot, Template } from '../engine/types.js' */

/** Put into the page at once; more on demand. */
const PAGE = 200;
/** What a mask looks like: a word in angle brackets. */
const MASK = /(<[A-Za-z*][\w.:*-]*>)/;

const ORDER = {
  count: (/** @type {Template} */ a, /** @type {Template} */ b) => b.count - a.count,
  rare: (/** @type {Template} */ a, /** @type {Template} */ b) => a.count - b.count,
  text: (/** @type {Template} */ a, /** @type {Template} */ b) => (a.text < b.text ? -1 : 1),
};

/** @param {{ snapshot: Snapshot }} props */
export function TemplatesPanel({ snapshot }) {
  const search = useSignal('');
  const limit = useSignal(PAGE);
  const { sort } = state.view.value;
  const wanted = search.value.toLowerCase();
  const sorted = useComputed(() => [...(state.snapshot.value?.templates ?? [])].sort(ORDER[state.view.value.sort]));
  const found = wanted === '' ? sorted.value : sorted.value.filter(({ text }) => text.toLowerCase().includes(wanted));
  const records = snapshot.lines.records;
  const most = Math.max(1, ...snapshot.templates.map((template) => template.count));
  const rough = snapshot.approximations.some(({ what }) => what === 'templates');
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
            ['text', 'A–Z'],
          ]}
          value={sort}
          onChange={(next) => controller.show({ sort: next })}
        />
      </div>
      <ul class="template-list" onKeyDown={moveFocus}>
        {found.slice(0, limit.value).map((template) => (
          <Row key={template.id} template={template} records={records} most={most} />
        ))}
        {wanted === '' && snapshot.templates_other > 0 && (
          <li class="template rest">
            <span class="template-count">{count(snapshot.templates_other)}</span>
            <span class="template-share">{share(snapshot.templates_other, records)}</span>
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

/** @param {{ template: Template, records: number, most: number }} props */
function Row({ template, records, most }) {
  const add = (/** @type {boolean} */ exclude) => controller.pick(templateChip(template.text, exclude));
  return (
    <li class="template">
      <button
        type="button"
        class="template-pick"
        title="Click to filter, Alt-click to keep out"
        onClick={(event) => add(event.altKey || event.shiftKey)}
      >
        <span class="template-count">{count(template.count)}</span>
        <span class="template-share">{share(template.count, records)}</span>
        <span class="template-meter" aria-hidden="true">
          <span style={{ transform: `scaleX(${template.count / most})` }} />
        </span>
        <span class="template-text">
          <Masked text={template.text} />
        </span>
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={`Keep out ${template.text}`}
        title="Keep these out"
        onClick={() => add(true)}
      >
        <Icon name="minus" />
      </button>
    </li>
  );
}

/** @param {{ text: string }} props */
function Masked({ text }) {
  return (
    <>
      {text.split(MASK).map((part, index) =>
        index % 2 === 1 ? (
          <mark key={index} class="mask">
            {part}
          </mark>
        ) : (
          part
        ),
      )}
    </>
  );
}
