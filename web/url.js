/*
The view and the URL fragment: which section is open, and how it is shown. Never the filter or anything else that may
hold log text: addresses end up in histories and chats. What is not understood is ignored.
*/

/** @typedef {'overview' | 'templates' | 'map' | 'lines'} Section */
/** @typedef {'count' | 'rare' | 'new' | 'level' | 'text'} Sort */
/** @typedef {'time' | 'file'} Order */
/** @typedef {{ section: Section, scale: 'linear' | 'log', sort: Sort, order: Order }} View */

/** @type {Section[]} */
export const SECTIONS = ['overview', 'templates', 'map', 'lines'];
/** @type {View['scale'][]} */
const SCALES = ['linear', 'log'];
/** @type {Sort[]} */
export const SORTS = ['count', 'rare', 'new', 'level', 'text'];
/** @type {Order[]} of the lines of several files */
export const ORDERS = ['time', 'file'];

/** @type {View} */
const START = { section: 'overview', scale: 'linear', sort: 'count', order: 'time' };

/**
 * @template {string} T
 * @param {string | null} value
 * @param {readonly T[]} allowed
 * @param {T} otherwise
 * @returns {T}
 */
const oneOf = (value, allowed, otherwise) => allowed.find((one) => one === value) ?? otherwise;

/** @param {string} hash with or without its # @returns {View} */
export function parseHash(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  return {
    section: oneOf(given.get('view'), SECTIONS, START.section),
    scale: oneOf(given.get('scale'), SCALES, START.scale),
    sort: oneOf(given.get('sort'), SORTS, START.sort),
    order: oneOf(given.get('order'), ORDERS, START.order),
  };
}

/** @param {View} view @returns {string} '' for the view one starts with */
export function formatHash(view) {
  const kept = new URLSearchParams();
  if (view.section !== START.section) kept.set('view', view.section);
  if (view.scale !== START.scale) kept.set('scale', view.scale);
  if (view.sort !== START.sort) kept.set('sort', view.sort);
  if (view.order !== START.order) kept.set('order', view.order);
  const text = kept.toString();
  return text === '' ? '' : `#${text}`;
}
