/*
The map in words: what its points are called, what a number of a feature means, how far from the ordinary it is.
*/
import { clock, count, quantity, share, shortDay } from '../lib/quantity.js';

/** @type {Record<string, { one: string, many: string }>} */
const NOUNS = {
  client: { one: 'client', many: 'clients' },
  path: { one: 'path', many: 'paths' },
  template: { one: 'template', many: 'templates' },
  host: { one: 'host', many: 'hosts' },
  minute: { one: 'minute', many: 'minutes' },
  session: { one: 'session', many: 'sessions' },
  record: { one: 'record', many: 'records' },
  row: { one: 'row', many: 'rows' },
};

/** Points that stand for one record each, whose number says nothing. */
const SINGLE = ['record', 'row'];

/** @param {string} by @returns {boolean} whether points have a number of records worth telling */
export const counted = (by) => !SINGLE.includes(by);

/** @param {string} by what the map is grouped by @returns {{ one: string, many: string }} */
export function nouns(by) {
  const field = by.replace(/^field:/, '');
  return NOUNS[by] ?? { one: `value of ${field}`, many: `values of ${field}` };
}

/** @param {string} by @param {string} name of a point @returns {string} as people read it */
export function readable(by, name) {
  const ms = by === 'minute' ? Date.parse(name) : NaN;
  if (Number.isFinite(ms)) return `${shortDay(ms)}, ${clock(ms, 60)}`;
  if (by === 'session') {
    const at = name.lastIndexOf(', ');
    const start = Date.parse(name.slice(at + 2));
    if (at >= 0 && Number.isFinite(start)) return `${name.slice(0, at)}, ${shortDay(start)}, ${clock(start, 60)}`;
  }
  return name === '' ? '(empty)' : name;
}

/**
 * @param {number} value
 * @param {string} unit of the feature; durations are in whatever unit the log has them, so they stay bare
 * @returns {string}
 */
export function inUnit(value, unit) {
  if (unit === 'share') return share(value, 1);
  if (unit === 'bytes') return quantity(value, 'bytes');
  if (unit === 'seconds') return seconds(value);
  return unit === 'per_minute' ? `${quantity(value, '')}\u00a0/min` : quantity(value, '');
}

/** @param {number} value @returns {string} */
function seconds(value) {
  if (value < 120) return `${quantity(value, '')}\u00a0s`;
  return value < 7200 ? `${quantity(value / 60, '')}\u00a0min` : `${quantity(value / 3600, '')}\u00a0h`;
}

/** @param {number} score standard deviations from what is typical @returns {string} */
export function howFar(score) {
  const size = Math.abs(score);
  if (size < 0.5) return 'typical';
  const side = score > 0 ? 'above' : 'below';
  return size < 1.5 ? `${side} typical` : size < 3 ? `well ${side} typical` : `far ${side} typical`;
}

/** @param {string} name of a feature @returns {string} its words apart */
export const spoken = (name) => name.replaceAll('_', ' ');

/**
 * @param {import('../engine/types.js').Quality} quality
 * @returns {string} what to make of closeness and of distance on the map
 */
export function trusted({ trustworthiness, spearman }) {
  const close =
    trustworthiness >= 0.95 ? 'is alike' : trustworthiness >= 0.85 ? 'is mostly alike' : 'is often not alike';
  const far =
    spearman >= 0.7
      ? 'how far groups lie apart tells how unlike they are'
      : spearman >= 0.4
        ? 'how far groups lie apart tells roughly how unlike they are'
        : 'how far groups lie apart tells little';
  return `What lies close ${close}; ${far}.`;
}

/**
 * @param {import('../engine/types.js').Cluster} cluster
 * @param {string} by what the map is grouped by
 * @returns {string} how many points it has, and when
 */
export function sizeOf({ rows, hours }, by) {
  const { one, many } = nouns(by);
  const size = `${count(rows.length)} ${rows.length === 1 ? one : many}`;
  return hours === null ? size : `${size}, ${hours}`;
}
