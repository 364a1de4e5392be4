/*
The figures that everybody asks for first, in one row.
*/
import './totals.css';
import * as controller from '../controller.js';
import { compact, count, duration, period, plural, share } from '../lib/quantity.js';
import * as state from '../state.js';

/** @import { Snapshot } from '../engine/types.js' */

/** @param {{ snapshot: Snapshot }} props */
export function Totals({ snapshot }) {
  const { lines, time, rate } = snapshot;
  const all = state.whole.value?.lines ?? lines;
  const span = time === null ? null : (Date.parse(time.last) - Date.parse(time.first)) / 1000;
  const failing = failures(snapshot);
  const distinct = snapshot.templates_distinct;
  const bare = snapshot.sources.every(({ format, members }) => format === 'plain' || members !== null);
  const understood = bare ? 'plain text has nothing to parse' : 'every line was understood';
  return (
    <dl class="totals">
      <Total
        name="Records"
        value={large(lines.records)}
        title={count(lines.records)}
        note={`${plural(all.total, 'line')} read`}
      />
      {span !== null && time !== null && (
        <Total
          name="Span"
          value={duration(span)}
          title={`${time.first} – ${time.last}`}
          note={`${period(time.first, time.last, span < 120 ? 1 : 60)} UTC`}
        />
      )}
      {rate !== null && <Total name="Rate" value={`${perTime(rate)}`} note="records, on average" />}
      {failing !== null && (
        <Total
          name={failing.name}
          value={share(failing.count, lines.records)}
          note={plural(failing.count, 'record')}
          alarming={failing.count > lines.records / 100}
        />
      )}
      <Total
        name="Templates"
        value={large(distinct)}
        title={count(distinct)}
        note={snapshot.templates_other > 0 ? 'the top 1,000 are listed' : 'different messages'}
      />
      <Total
        name="Unparsed"
        value={large(all.unparsed)}
        title={count(all.unparsed)}
        note={all.unparsed === 0 ? understood : `${share(all.unparsed, all.total)} of all lines`}
        alarming={all.unparsed > all.total / 100}
        onClick={all.unparsed === 0 ? undefined : showUnread}
      />
    </dl>
  );
}

function showUnread() {
  controller.show({ section: 'overview' });
  requestAnimationFrame(() =>
    document.getElementById('unread')?.scrollIntoView({ behavior: 'smooth', block: 'start' }),
  );
}

/** @param {number} number @returns {string} every digit as long as they fit */
const large = (number) => (number < 1e7 ? count(number) : compact(number));

/** @param {number} rate a second @returns {string} in the unit in which it is at least 1 */
function perTime(rate) {
  if (rate >= 1) return `${compact(rate)} /s`;
  if (rate * 60 >= 1) return `${compact(rate * 60)} /min`;
  return `${compact(rate * 3600)} /h`;
}

/** @param {Snapshot} snapshot @returns {{ name: string, count: number } | null} null where nothing tells failures */
function failures({ timeline }) {
  const series = timeline?.series ?? [];
  const counted = (/** @type {string[]} */ names) =>
    series
      .filter(({ name }) => names.includes(name))
      .reduce((sum, { counts }) => sum + counts.reduce((a, b) => a + b, 0), 0);
  if (series.some(({ name }) => /^\dxx$/.test(name))) return { name: '5xx', count: counted(['5xx', 'error', 'fatal']) };
  if (series.some(({ name }) => name !== 'none')) return { name: 'Errors', count: counted(['error', 'fatal']) };
  return null;
}

/**
 * @param {{ name: string, value: string, note: string, title?: string, alarming?: boolean, onClick?: () => void }} props
 */
function Total({ name, value, note, title, alarming = false, onClick }) {
  return (
    <div class={`total${alarming ? ' alarming' : ''}`} title={title}>
      <dt>{name}</dt>
      <dd class="total-value">{value}</dd>
      <dd class="total-note">
        {onClick === undefined ? (
          note
        ) : (
          <button type="button" onClick={onClick}>
            {note}
          </button>
        )}
      </dd>
    </div>
  );
}
