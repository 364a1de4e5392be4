/*
Tables as CSV (RFC 4180) that spreadsheets open without running anything: a cell that would be a formula gets an apostrophe in
front (OWASP, CSV injection).
*/

/** @import { Snapshot } from '../engine/types.js' */

/** @param {string | number} cell @returns {string} */
export function csvCell(cell) {
  const text = String(cell);
  const safe = typeof cell === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {(string | number)[][]} rows @returns {string} */
export const csv = (rows) => rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');

/**
 * @param {Snapshot} snapshot
 * @param {(text: string) => string} mask
 * @returns {string} the values of all fields; those of a field add up to the records
 */
export function valuesCsv({ fields }, mask) {
  const rows = fields.flatMap(({ name, top, other, none }) => [
    ...top.map(({ value, count }) => [name, mask(value), count]),
    [name, '(other)', other],
    [name, '(none)', none],
  ]);
  return csv([['field', 'value', 'records'], ...rows]);
}

/**
 * @param {Snapshot} snapshot
 * @param {(text: string) => string} mask
 * @returns {string}
 */
export function templatesCsv({ templates }, mask) {
  const rows = templates.map(({ id, count, first, last, text }) => [id, count, first ?? '', last ?? '', mask(text)]);
  return csv([['id', 'records', 'first', 'last', 'template'], ...rows]);
}
