/*
Chips: conditions that a click puts into the filter, and what they are in the filter language.

A chip knows its condition without the negation, so that it can be turned round. The whole filter is all chips and the typed text,
joined by `and`.
*/
import { moment, period, quantity, unitOf } from './lib/quantity.js';

/** @import { Contrast, Field, Snapshot } from './engine/types.js' */

/**
 * @typedef {object} Chip
 * @property {string} label for people; it may hold log text, so it goes nowhere but the screen
 * @property {string} condition in the filter language
 * @property {boolean} exclude
 * @property {'time' | 'value' | 'range' | 'text'} kind there is at most one time chip
 * @property {string} key the same for chips that are about the same thing
 */

/** Longer values are cut where they are shown, in bytes; what was cut ends with the sign for it. */
const CUT = 1000;

/** @param {string} text @returns {string} the same within quotation marks, where a star is a wildcard, too */
const escaped = (text) =>
  text
    .replace(/["\\*]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t');

/** @param {string} value @returns {string} the value as the filter language takes it literally */
export function quote(value) {
  if (/^[\w.-]+$/.test(value) && !/^(and|or|not)$/i.test(value)) return value;
  return `"${escaped(value)}"`;
}

/**
 * A value as it is shown in the filter language: what cannot be shown of it, because it was cut or is no text, is left open.
 *
 * @param {string} shown
 * @returns {string}
 */
export function shownValue(shown) {
  const cut = shown.endsWith('…') && new TextEncoder().encode(shown).length > CUT;
  if (!cut && !shown.includes('\ufffd')) return quote(shown);
  const known = cut ? shown.slice(0, -1) : shown;
  return `"${escaped(known).replace(/\ufffd+/g, '*')}${cut && !known.endsWith('\ufffd') ? '*' : ''}"`;
}

/** @param {string} name of a field @returns {string} the same for the filter language */
const fieldName = (name) => (/^[\w.@-]+$/.test(name) ? name : quote(name));

/** @param {{ name: string, alias?: string | null }} field @returns {string} what people call it */
export const shortName = ({ name, alias }) => alias ?? name;

/**
 * @param {{ name: string, alias?: string | null }} field
 * @param {string} value
 * @param {boolean} [exclude]
 * @returns {Chip}
 */
export function valueChip(field, value, exclude = false) {
  const condition = `${fieldName(field.name)} : ${shownValue(value)}`;
  return {
    kind: 'value',
    key: condition,
    condition,
    exclude,
    label: `${shortName(field)} = ${value === '' ? '""' : value}`,
  };
}

/**
 * Records that have the field; excluded, those that lack it.
 *
 * @param {{ name: string, alias?: string | null }} field
 * @param {boolean} [exclude]
 * @returns {Chip}
 */
export function presenceChip(field, exclude = false) {
  const condition = `${fieldName(field.name)} : *`;
  return { kind: 'value', key: condition, condition, exclude, label: `has ${shortName(field)}` };
}

/**
 * @param {{ name: string, alias?: string | null }} field
 * @param {number} from
 * @param {number} to beyond the range, or the same as `from` for that number alone
 * @returns {Chip}
 */
export function rangeChip(field, from, to) {
  const name = fieldName(field.name);
  const unit = unitOf(field.name);
  // The bucket of zeros has no width.
  const single = from === to;
  const condition = single ? `${name} : ${from}` : `${name} >= ${from} and ${name} < ${to}`;
  const label = single
    ? `${shortName(field)} = ${quantity(from, unit)}`
    : `${shortName(field)} ${quantity(from, unit)} – ${quantity(to, unit)}`;
  return { kind: 'range', key: `range ${field.name}`, condition, exclude: false, label };
}

/**
 * @param {number} from in milliseconds since the epoch
 * @param {number} to beyond the range
 * @returns {Chip}
 */
export function timeChip(from, to) {
  const [first, last] = [from, to].map((ms) => new Date(ms).toISOString());
  const step = (to - from) / 1000 < 10 ? 0.001 : to - from < 3_600_000 ? 1 : 60;
  const condition = `@timestamp >= "${first}" and @timestamp < "${last}"`;
  return { kind: 'time', key: 'time', condition, exclude: false, label: period(from, to, step) };
}

/**
 * The records of one cell of the table of requests.
 *
 * @param {Snapshot} snapshot knows what the fields are called in this log
 * @param {string} method
 * @param {number} status
 * @param {boolean} [exclude]
 * @returns {Chip}
 */
export function requestChip(snapshot, method, status, exclude = false) {
  const [of, and] = [methodField(snapshot)?.name ?? 'method', statusField(snapshot)?.name ?? 'status'];
  const condition = `${fieldName(of)} : ${quote(method)} and ${fieldName(and)} : ${status}`;
  return { kind: 'value', key: condition, condition, exclude, label: `${method} ${status}` };
}

/** @param {string} name of a parameter of queries @returns {{ name: string, alias: string }} the field that it can be filtered as */
export const parameterField = (name) => ({ name: `url.query.${name}`, alias: `query.${name}` });

/** @param {string} text of the template @param {boolean} [exclude] @returns {Chip} */
export function templateChip(text, exclude = false) {
  const condition = `template : ${shownValue(text)}`;
  return { kind: 'value', key: condition, condition, exclude, label: `template ${text}` };
}

/**
 * The records of one class of the timeline: a severity, a status class, or neither.
 *
 * @param {string} name
 * @param {Snapshot} snapshot knows what the field of the status is called in this log
 * @param {boolean} [exclude]
 * @returns {Chip}
 */
export function classChip(name, snapshot, exclude = false) {
  const status = statusField(snapshot) ?? { name: 'http.response.status_code', alias: 'status' };
  const hundreds = /^([1-5])xx$/.exec(name)?.[1];
  if (hundreds !== undefined) {
    const of = fieldName(status.name);
    const condition = `${of} >= ${hundreds}00 and ${of} < ${Number(hundreds) + 1}00`;
    return { kind: 'value', key: condition, condition, exclude, label: `${shortName(status)} ${name}` };
  }
  if (name !== 'none') return valueChip({ name: 'severity_text', alias: 'level' }, name, exclude);
  const condition = `not severity_text : * and not ${fieldName(status.name)} : *`;
  return { kind: 'value', key: condition, condition, exclude, label: 'no level' };
}

/** @param {Snapshot} snapshot @returns {Field | undefined} */
export const statusField = (snapshot) => byRole(snapshot, 'http.response.status_code', /status(_?code)?$/i);

/** @param {Snapshot} snapshot @returns {Field | undefined} */
export const methodField = (snapshot) => byRole(snapshot, 'http.request.method', /(method|verb)$/i);

/**
 * @param {Snapshot} snapshot
 * @param {string} name by the conventions
 * @param {RegExp} like what other logs call it
 */
function byRole(snapshot, name, like) {
  return snapshot.fields.find((field) => field.name === name) ?? snapshot.fields.find((field) => like.test(field.name));
}

/**
 * Adds a chip. One about the same thing is replaced.
 *
 * @param {Chip[]} chips
 * @param {Chip} chip
 * @returns {Chip[]}
 */
export function withChip(chips, chip) {
  const before = chips.findIndex(({ key }) => key === chip.key);
  return before < 0 ? [...chips, chip] : chips.with(before, chip);
}

/**
 * Like {@link withChip}, but the very same chip is taken off again: a second click undoes the first.
 *
 * @param {Chip[]} chips
 * @param {Chip} chip
 * @returns {Chip[]}
 */
export function toggleChip(chips, chip) {
  const same = (/** @type {Chip} */ one) => one.condition === chip.condition && one.exclude === chip.exclude;
  return chips.some(same) ? chips.filter((one) => !same(one)) : withChip(chips, chip);
}

/**
 * @param {Chip[]} chips
 * @param {string} typed
 * @returns {string} the whole filter, '' for everything
 */
export function composeFilter(chips, typed) {
  const parts = chips.map(({ condition, exclude }) => (exclude ? `not (${condition})` : `(${condition})`));
  if (typed.trim() !== '') parts.push(parts.length > 0 ? `(${typed.trim()})` : typed.trim());
  return parts.join(' and ');
}

/**
 * Where an error of the whole filter lies in the typed text.
 *
 * @param {Chip[]} chips
 * @param {string} typed
 * @param {number | undefined} at in the whole filter
 * @returns {number | null} null if it does not lie there
 */
export function placeInTyped(chips, typed, at) {
  if (at === undefined) return null;
  const lead = typed.length - typed.trimStart().length;
  const before = composeFilter(chips, '');
  const place = at - (before === '' ? 0 : before.length + ' and ('.length) + lead;
  return place >= 0 && place <= typed.length ? place : null;
}

/** @param {Contrast} contrast @returns {Chip} its condition, said as short as can be */
export function contrastChip({ field, alias, says, filter: condition }) {
  const name = shortName({ name: field, alias });
  const unit = unitOf(field);
  const say = () => {
    if (says === 'exists') return `has ${name}`;
    if ('is' in says) return `${name} = ${says.is === '' ? '""' : says.is}`;
    if ('at_least' in says) return `${name} ≥ ${quantity(says.at_least, unit)}`;
    if ('below' in says) return `${name} < ${quantity(says.below, unit)}`;
    const [from, to] = says.between.map((time) => Date.parse(time));
    return period(from, to, to - from < 60_000 ? 1 : 60);
  };
  const time = typeof says === 'object' && 'between' in says;
  return { kind: time ? 'time' : 'value', key: time ? 'time' : condition, condition, exclude: false, label: say() };
}

/** @param {string} time of a record @returns {Chip} the minute around it */
export function minuteChip(time) {
  const minute = Math.floor(Date.parse(time) / 60_000) * 60_000;
  return { ...timeChip(minute, minute + 60_000), label: `minute of ${moment(minute, 60)}` };
}
