/*
One row of the templates: how many records, of which classes, when, what they say; on wish what is behind it.
*/
import * as controller from '../controller.js';
import { rowChip } from '../hand.js';
import { count, moment, plural, share } from '../lib/quantity.js';
import { Icon } from './icon.jsx';
import { lazy } from './lazy.jsx';
import { Masked } from './masked.jsx';
import { Mix } from './mix.jsx';
import { Sparkline } from './sparkline.jsx';

/** @import { Snapshot, Trend } from '../engine/types.js' */
/** @import { Row } from '../hand.js' */

const TemplateDetails = lazy(async () => (await import('./template-details.jsx')).TemplateDetails);

/**
 * @param {object} props
 * @param {Row} props.row
 * @param {Snapshot} props.snapshot
 * @param {Trend[]} props.trends of the templates in it
 * @param {Map<string, string>} props.names of templates, by their ids
 * @param {number} props.most records of the largest row
 * @param {boolean} props.open
 * @param {() => void} props.onOpen
 * @param {boolean | null} props.chosen null while nothing is to be chosen
 * @param {() => void} props.onChoose
 */
export function TemplateRow({ row, snapshot, trends, names, most, open, onOpen, chosen, onChoose }) {
  const records = snapshot.lines.records;
  const add = (/** @type {boolean} */ exclude) => controller.pick(rowChip(row, exclude));
  const said = row.name === '' ? (row.texts[0] ?? '') : row.name;
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key !== (open ? 'ArrowLeft' : 'ArrowRight')) return;
    event.preventDefault();
    onOpen();
  };
  return (
    <li class={`template${open ? ' open' : ''}`}>
      <button
        type="button"
        class="template-pick"
        title="Click to filter, Alt-click to keep out"
        onKeyDown={onKeyDown}
        onClick={(event) => add(event.altKey || event.shiftKey)}
      >
        <span class="template-count">{count(row.count)}</span>
        <span class="template-share">
          {share(row.count, records)}
          <span class="template-meter" aria-hidden="true">
            <span style={{ transform: `scaleX(${row.count / most})` }} />
          </span>
        </span>
        <span class="template-text">
          {row.name !== '' && <strong class="template-name">{row.name}</strong>}
          {row.texts.slice(0, open ? row.texts.length : 3).map((text) => (
            <span key={text} class="template-one">
              <Masked text={text} />
            </span>
          ))}
          {!open && row.texts.length > 3 && <span class="muted">and {plural(row.texts.length - 3, 'other')}</span>}
        </span>
      </button>
      <Mix classes={row.classes} />
      <span class="template-trend">{trends.length > 0 && <Sparkline counts={summed(trends)} />}</span>
      <Seen row={row} />
      {chosen !== null && (
        <input
          type="checkbox"
          class="template-choose"
          aria-label={`Choose ${said}`}
          checked={chosen}
          onChange={onChoose}
        />
      )}
      <button
        type="button"
        class="icon-button"
        aria-expanded={open}
        aria-label={`Details of ${said}`}
        title={open ? 'Fewer details (←)' : 'Values, example, what follows (→)'}
        onClick={onOpen}
      >
        <Icon name={open ? 'up' : 'down'} />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={`Keep out ${said}`}
        title="Keep these out"
        onClick={() => add(true)}
      >
        <Icon name="minus" />
      </button>
      {open && <TemplateDetails row={row} trends={trends} names={names} />}
    </li>
  );
}

/** @param {Trend[]} trends at least one @returns {number[]} all of them together */
function summed(trends) {
  const [first] = trends;
  return (first?.counts ?? []).map((_, bin) => trends.reduce((sum, { counts }) => sum + (counts[bin] ?? 0), 0));
}

/** @param {{ row: Row }} props */
function Seen({ row: { first, last } }) {
  if (first === null || last === null) return <span class="template-seen" />;
  return (
    <span class="template-seen" title="First and last seen, UTC">
      <time dateTime={first}>{moment(first)}</time>
      {last !== first && <time dateTime={last}>{moment(last)}</time>}
    </span>
  );
}
