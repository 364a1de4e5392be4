/*
What a user makes of the templates by hand: some are merged, some are split, some have a name. Rows of the table are the templates as
found with all this applied; every record is in exactly one of them, so their counts add up as before.

It is kept by the ids and texts of templates and signatures, which hold nothing that varies from record to record, and by the places of
variables; only a part that was split off by its value and then named or merged is kept by that value.
*/
import { shownValue, templateChip } from './filter.js';

/** @import { Parameters, Share, Signatures, Template } from './engine/types.js' */
/** @import { Chip } from './filter.js' */

/**
 * @typedef {object} Hand
 * @property {Record<string, string>} names by the key of a row
 * @property {{ key: string, members: string[] }[]} groups keys of rows that are one
 * @property {Record<string, Split>} splits by the id of a template
 *
 * @typedef {'signatures' | number | { variable: number }} Split into what it was merged from, by the words at one of its `<*>`, or by
 *   the values of one of its variables, both from 0
 *
 * @typedef {Signatures | Parameters} Parts what is known of a template that is split: the latter where it is by values
 */

/**
 * @typedef {object} Row
 * @property {string} key
 * @property {string} name '' for none
 * @property {string[]} texts one, or those of all that were merged
 * @property {number} count
 * @property {{ name: string, count: number }[]} classes
 * @property {string | null} first
 * @property {string | null} last
 * @property {string} condition in the filter language
 * @property {string[]} ids the templates that are wholly in it
 * @property {string} part of this template, '' for whole ones
 */

/** @type {Hand} */
export const NOTHING = { names: {}, groups: [], splits: {} };

/** @param {Hand} hand */
export const isNothing = ({ names, groups, splits }) =>
  groups.length + Object.keys(names).length + Object.keys(splits).length === 0;

/** @param {string} id of a template @returns {string} the key of its row */
export const keyOf = (id) => `t ${id}`;

/**
 * The words at each `<*>` of a template in one of its signatures: the shortest that let the rest fit.
 *
 * @param {string} template
 * @param {string} signature
 * @returns {string[]} none where it does not fit
 */
export function wordsAt(template, signature) {
  const [head = '', ...parts] = template.split('<*>');
  if (!signature.startsWith(head)) return [];
  /** @type {string[]} */
  const words = [];
  let from = head.length;
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1;
    const at = last ? signature.length - part.length : signature.indexOf(part, from);
    if (at < from || !signature.startsWith(part, at)) return [];
    words.push(signature.slice(from, at));
    from = at + part.length;
  }
  return words;
}

/** @param {string[]} ids @param {string} field @returns {string} */
const oneOf = (field, ids) => `${field} : ${ids.length === 1 ? ids[0] : `(${ids.join(' or ')})`}`;

/** @param {Template} template @returns {Omit<Row, 'key' | 'condition' | 'ids' | 'part' | 'name'>} */
const factsOf = ({ text, count, classes, first, last }) => ({ texts: [text], count, classes, first, last });

/** @param {string | null} a @param {string | null} b @param {boolean} later */
const extreme = (a, b, later) => (a === null ? b : b === null ? a : a < b === later ? b : a);

/**
 * @template {Pick<Row, 'count' | 'classes' | 'first' | 'last'>} T
 * @param {T[]} rows at least one
 */
function together(rows) {
  /** @type {Map<string, number>} */
  const classes = new Map();
  for (const row of rows)
    for (const { name, count } of row.classes) classes.set(name, (classes.get(name) ?? 0) + count);
  // Those of the row with most of them come first, in their order.
  const order = rows.flatMap((row) => row.classes.map(({ name }) => name));
  const names = [...new Set(order)].sort((a, b) => GRAVE.indexOf(a) - GRAVE.indexOf(b));
  return {
    count: rows.reduce((sum, { count }) => sum + count, 0),
    classes: names.map((name) => ({ name, count: classes.get(name) ?? 0 })),
    first: rows.reduce((first, row) => extreme(first, row.first, false), /** @type {string | null} */ (null)),
    last: rows.reduce((last, row) => extreme(last, row.last, true), /** @type {string | null} */ (null)),
  };
}

/** As the engine orders them. */
const GRAVE = ['5xx', '4xx', '3xx', '2xx', '1xx', 'fatal', 'error', 'warn', 'info', 'debug', 'trace', 'none'];

/**
 * @param {Template} template
 * @param {Split} by
 * @param {Parts | undefined} known
 * @returns {Omit<Row, 'name'>[] | null} null where its parts are not known
 */
function split(template, by, known) {
  if (known === undefined) return null;
  if (typeof by === 'object') return 'parameters' in known ? splitByValue(template, by.variable, known) : null;
  return 'signatures' in known ? splitBySignature(template, by, known) : null;
}

/**
 * @param {Template} template
 * @param {number} variable
 * @param {Parameters} known
 * @returns {Omit<Row, 'name'>[] | null}
 */
function splitByValue(template, variable, { parameters }) {
  const of = parameters[variable];
  // What was asked before the filter changed is not of these records.
  if (!of?.shares || of.present + of.none !== template.count) return null;
  const { field, none } = of;
  const whole = { ids: [], part: template.id };
  /** @type {Map<string, Omit<Share, 'value'>[]>} those that are shown alike: cut values, or those with bytes that are no text */
  const alike = new Map();
  for (const { value, ...facts } of of.shares) alike.set(value, [...(alike.get(value) ?? []), facts]);
  const rows = [...alike].map(([value, shares]) => ({
    // No filter tells them apart, so they are one row.
    ...together(shares),
    ...whole,
    key: `v ${template.id} ${variable} ${value}`,
    texts: [withValue(template.text, variable, value)],
    condition: `${field} : ${shownValue(value)}`,
  }));
  if (none === 0) return rows;
  const condition = `template : ${template.id} and not ${field} : *`;
  return [...rows, { ...factsOf(template), count: none, classes: [], key: `r ${template.id}`, condition, ...whole }];
}

/** As they are written in templates. */
const MASKS = /<(?:num|size|duration|date|time|hex|uuid|mac|ip|url|email|path|id|str|\*)>/g;

/** @param {string} text of a template @param {number} at which of its variables @param {string} value that stands there */
function withValue(text, at, value) {
  let variable = 0;
  return text.replace(MASKS, (mask) => (variable++ === at ? value : mask));
}

/**
 * @param {Template} template
 * @param {'signatures' | number} by
 * @param {Signatures} known
 * @returns {Omit<Row, 'name'>[]}
 */
function splitBySignature(template, by, { signatures, other }) {
  /** @type {Map<string, Template[]>} */
  const parts = new Map();
  for (const signature of signatures) {
    const word = by === 'signatures' ? signature.id : (wordsAt(template.text, signature.text)[by] ?? '');
    parts.set(word, [...(parts.get(word) ?? []), signature]);
  }
  const rows = [...parts].map(([word, of]) => ({
    ...together(of),
    key: `${by === 'signatures' ? 's' : `w ${template.id} ${by}`} ${word}`,
    texts: [by === 'signatures' ? (of[0]?.text ?? '') : filled(template.text, by, word)],
    condition: oneOf(
      'signature',
      of.map(({ id }) => id),
    ),
    ids: [],
    part: template.id,
  }));
  if (other > 0) {
    const listed = signatures.map(({ id }) => id);
    rows.push({
      ...factsOf(template),
      count: other,
      classes: [],
      key: `r ${template.id}`,
      condition: `template : ${template.id} and not ${oneOf('signature', listed)}`,
      ids: [],
      part: template.id,
    });
  }
  return rows;
}

/** @param {string} text @param {number} at which of its `<*>` @param {string} word that stands there */
function filled(text, at, word) {
  const parts = text.split('<*>');
  return parts.reduce((whole, part, index) => whole + (index - 1 === at ? word : '<*>') + part);
}

/**
 * @param {Template[]} templates
 * @param {Hand} hand
 * @param {Map<string, Parts>} known of the templates that are split; they stay whole until theirs are known
 * @returns {Row[]} hand-made groups first
 */
export function rowsOf(templates, hand, known) {
  const single = templates.flatMap((template) => {
    const by = hand.splits[template.id];
    const parts = by === undefined ? null : split(template, by, known.get(template.id));
    if (parts !== null) return parts;
    const { condition } = templateChip(template.text);
    return [{ ...factsOf(template), key: keyOf(template.id), condition, ids: [template.id], part: '' }];
  });
  const groups = hand.groups.flatMap(({ key, members }) => {
    const of = single.filter((row) => members.includes(row.key));
    if (of.length === 0) return [];
    const ids = of.flatMap((row) => row.ids);
    const parts = of.filter((row) => row.part !== '').map((row) => row.condition);
    const condition = [...(ids.length > 0 ? [oneOf('template', ids)] : []), ...parts.map((part) => `(${part})`)];
    return [
      { ...together(of), key, texts: of.flatMap((row) => row.texts), condition: condition.join(' or '), ids, part: '' },
    ];
  });
  const taken = new Set(hand.groups.flatMap(({ members }) => members));
  const rows = [...groups, ...single.filter(({ key }) => !taken.has(key))];
  return rows.map((row) => ({ ...row, name: hand.names[row.key] ?? '' }));
}

/** @param {Row} row @param {boolean} [exclude] @returns {Chip} */
export function rowChip({ name, texts, condition, key }, exclude = false) {
  const label = name === '' ? `template ${texts.join(' | ')}` : `template “${name}”`;
  return { kind: 'value', key: `template ${key}`, condition, exclude, label };
}

/** @param {Hand} hand @param {string[]} keys of rows that become one; groups among them are taken up @returns {Hand} */
export function merge(hand, keys) {
  const taken = hand.groups.filter(({ key }) => keys.includes(key));
  const members = keys.flatMap((key) => taken.find((group) => group.key === key)?.members ?? [key]);
  const key = `g ${members[0] ?? ''}`;
  const names = { ...hand.names };
  const name = keys.map((one) => names[one]).find((one) => one !== undefined);
  for (const one of keys) delete names[one];
  if (name !== undefined) names[key] = name;
  return { ...hand, names, groups: [...hand.groups.filter((group) => !taken.includes(group)), { key, members }] };
}

/** @param {Hand} hand @param {string} key of a group @returns {Hand} with its members on their own again */
export function part(hand, key) {
  const { [key]: _, ...names } = hand.names;
  return { ...hand, names, groups: hand.groups.filter((group) => group.key !== key) };
}

/** @param {Hand} hand @param {string} id of a template @param {Split | null} by null to make it whole again @returns {Hand} */
export function splitBy(hand, id, by) {
  const { [id]: _, ...splits } = hand.splits;
  return { ...hand, splits: by === null ? splits : { ...splits, [id]: by } };
}

/** @param {Hand} hand @param {string} key of a row @param {string} name '' for none @returns {Hand} */
export function call(hand, key, name) {
  const { [key]: _, ...names } = hand.names;
  const given = name.trim().slice(0, 80);
  return { ...hand, names: given === '' ? names : { ...names, [key]: given } };
}

/** @param {unknown} kept @returns {Hand} what of it can be understood */
export function understood(kept) {
  if (kept === null || typeof kept !== 'object') return NOTHING;
  const { names = {}, groups = [], splits = {} } = /** @type {Partial<Hand>} */ (kept);
  const text = (/** @type {unknown} */ one) => typeof one === 'string';
  return {
    names: Object.fromEntries(Object.entries(names).filter(([, name]) => text(name))),
    groups: (Array.isArray(groups) ? groups : []).filter(
      (group) => text(group?.key) && Array.isArray(group.members) && group.members.every(text),
    ),
    splits: Object.fromEntries(
      Object.entries(splits).filter(
        ([, by]) => by === 'signatures' || Number.isInteger(typeof by === 'object' ? by?.variable : by),
      ),
    ),
  };
}
