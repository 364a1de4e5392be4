/*
The words of progress and cancel, read from the engine's memory. The twin of crate/engine/src/control.rs, where each word
is explained; a test holds the two together.
*/

/** The place of each word of 64 bits. */
export const WORDS = /** @type {const} */ ([
  'state',
  'cancel',
  'bytesDone',
  'bytesTotal',
  'lines',
  'records',
  'columns',
  'budget',
  'threads',
]);

/** The values of the word `state`. */
export const STATES = /** @type {const} */ (['scanning', 'done', 'cancelled']);

/**
 * @typedef {object} Progress
 * @property {'scanning' | 'done' | 'cancelled'} state
 * @property {number} bytesDone bytes of the files that were read
 * @property {number} bytesTotal bytes of all files
 * @property {number} lines lines parsed
 * @property {number} records records found
 * @property {number} columns memory of the columns in the cache, in bytes
 * @property {number} budget what they may take, in bytes
 * @property {number} threads threads that parse
 * @property {number} memory memory of the whole engine, in bytes
 */

/**
 * @param {ArrayBufferLike} buffer the engine's memory
 * @param {number} address where the words lie, in bytes
 * @returns {Progress}
 */
export function readProgress(buffer, address) {
  const words = new BigUint64Array(buffer, address, WORDS.length);
  const values = Object.fromEntries(WORDS.map((name, index) => [name, Number(Atomics.load(words, index))]));
  return /** @type {Progress} */ ({
    ...values,
    state: STATES[/** @type {any} */ (values).state] ?? 'cancelled',
    memory: buffer.byteLength,
  });
}

/**
 * Asks the scan to stop.
 *
 * @param {ArrayBufferLike} buffer
 * @param {number} address
 */
export function requestCancel(buffer, address) {
  Atomics.store(new BigUint64Array(buffer, address, WORDS.length), WORDS.indexOf('cancel'), 1n);
}
