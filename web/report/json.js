/*
The snapshot as the command line prints it, with what is masked masked.
*/

/** @import { Snapshot } from '../engine/types.js' */

/**
 * @param {Snapshot} snapshot
 * @param {(text: string) => string} mask
 * @returns {string}
 */
export function snapshotJson(snapshot, mask) {
  /** Only what comes from the log's lines; names of fields and files say what the rest is about. */
  const fromLines = new Set(['value', 'text']);
  const masked = (/** @type {string} */ key, /** @type {unknown} */ value) =>
    fromLines.has(key) && typeof value === 'string' ? mask(value) : value;
  // What a value is called tells whether it is a secret.
  const parameters = snapshot.parameters.map((parameter) => {
    const start = `${parameter.name}=`;
    const top = parameter.top.map(({ value, count }) => {
      const named = mask(start + value);
      return { value: named.startsWith(start) ? named.slice(start.length) : named, count };
    });
    return { ...parameter, top };
  });
  return `${JSON.stringify({ ...snapshot, parameters }, masked, 2)}\n`;
}
