/*
The map in words: what its points are called, what a number of a feature means, how far from the ordinary it is.
*/
import { clock, quantity, share, shortDay } from '../lib/quantity.js';

/** @type {Record<string, { one: string, many: string }>} */
const NOUNS = {
  client: { one: 'client', many: 'clients' },
  path: { one: 'path', many: 'paths' },
  template: { one: 'template', many: 'templates' },
  host: { one: 'host', many: 'hosts' },
  minute: { one: 'minute', many: 'minutes' },
};

/** @param {string} by what the map is grouped by @returns {{ one: string, many: string }} */
export const nouns = (by) => NOUNS[by] ?? { one: `value of ${by}`, many: `values of ${by}` };

/** @param {string} by @param {string} name of a point @returns {string} as people read it */
export function readable(by, name) {
  const ms = by === 'minute' ? Date.parse(name) : NaN;
  if (Number.isFinite(ms)) return `${shortDay(ms)}, ${clock(ms, 60)}`;
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
  return unit === 'per_minute' ? `${quantity(value, '')}\u00a0/min` : quantity(value, '');
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
