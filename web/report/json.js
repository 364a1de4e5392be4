/*
The snapshot as the command line prints it, with what is masked masked.
*/

/** @import { Snapshot } from '../engine/types.js' */
/** @import { Row } from '../hand.js' */

/**
 * @param {Snapshot} snapshot
 * @param {(text: string) => string} mask
 * @param {Row[]} [rows] the templates with what the user made of them, if that is anything: they are added as `templates_by_hand`
 * @returns {string}
 */
export function snapshotJson(snapshot, mask, rows) {
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
  const byHand = rows?.map(({ name, texts, count, classes, first, last, condition }) => ({
    name,
    templates: texts.map((text) => ({ text })),
    count,
    classes,
    first,
    last,
    // With a value in it only where that can be told.
    filter: texts.every((text) => mask(text) === text) ? mask(condition) : null,
  }));
  return `${JSON.stringify({ ...snapshot, parameters, templates_by_hand: byHand }, masked, 2)}\n`;
}
