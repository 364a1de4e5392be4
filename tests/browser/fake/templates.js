/*
Templates of the sample's entries, and what is asked about them, found the plain way.
*/
import { mask } from './engine.js';
import { tally } from './snapshot.js';

/** @import { Order, Parameters, Signatures, Template, Trends } from '../../../web/engine/types.js' */
/** @import { Entry } from './sample.js' */

const GRAVE = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'];
/** What the masks of the sample stand for. */
const DIGITS = /\d+/g;

/** @param {string} text @returns {string} the same for the same text */
const idOf = (text) =>
  [...text]
    .reduce((hash, c) => (hash * 31n + BigInt(c.charCodeAt(0))) % 2n ** 60n, 7n)
    .toString(16)
    .padStart(16, '0');

/** @param {Entry[]} entries @param {Order} [order] @returns {Template[]} */
export function templatesOf(entries, order = 'count') {
  /** @type {Map<string, Entry[]>} */
  const groups = new Map();
  for (const entry of entries) {
    const text = mask(entry.msg);
    groups.set(text, [...(groups.get(text) ?? []), entry]);
  }
  const all = [...groups].map(([text, of]) => {
    const classes = tally(of.map(({ level }) => level)).map(({ value, count }) => ({ name: value, count }));
    return {
      id: idOf(text),
      text,
      count: of.length,
      classes: classes.sort((a, b) => GRAVE.indexOf(a.name) - GRAVE.indexOf(b.name)),
      first: of[0]?.time ?? null,
      last: of.at(-1)?.time ?? null,
    };
  });
  const by = {
    count: (/** @type {Template} */ a, /** @type {Template} */ b) => b.count - a.count,
    rare: (/** @type {Template} */ a, /** @type {Template} */ b) => a.count - b.count,
    new: (/** @type {Template} */ a, /** @type {Template} */ b) => ((a.first ?? '') < (b.first ?? '') ? 1 : -1),
    level: (/** @type {Template} */ a, /** @type {Template} */ b) =>
      GRAVE.indexOf(a.classes[0]?.name ?? '') - GRAVE.indexOf(b.classes[0]?.name ?? ''),
    text: (/** @type {Template} */ a, /** @type {Template} */ b) => (a.text < b.text ? -1 : 1),
  };
  return all.sort(by[order]);
}

/** @param {Entry[]} entries @returns {Trends} */
export function trendsOf(entries) {
  const bins = 48;
  const [start = 0, end = 1] = [entries[0], entries.at(-1)].map((entry) => Date.parse(entry?.time ?? ''));
  const step = (end - start + 1) / bins;
  const texts = entries.map(({ msg }) => mask(msg));
  return {
    start: entries[0]?.time ?? null,
    step: step / 1000,
    templates: templatesOf(entries).map(({ id, text }) => {
      const counts = new Array(bins).fill(0);
      /** @type {string[]} */
      const next = [];
      for (const [index, entry] of entries.entries()) {
        if (texts[index] !== text) continue;
        counts[Math.floor((Date.parse(entry.time) - start) / step)] += 1;
        const follower = texts[index + 1];
        if (follower !== undefined) next.push(follower);
      }
      return {
        id,
        counts,
        followed: next.length,
        next: tally(next)
          .slice(0, 3)
          .map(({ value, count }) => ({ id: idOf(value), count })),
      };
    }),
  };
}

/** @param {Entry[]} entries @param {string} id @returns {Signatures} each template is its own signature but one */
export function signaturesOf(entries, id) {
  const of = templatesOf(entries).filter((template) => template.id === id);
  return { signatures: of, other: 0 };
}

/** @param {Entry[]} entries @param {string} id @returns {Parameters | null} */
export function parametersOf(entries, id) {
  const of = entries.filter(({ msg }) => idOf(mask(msg)) === id);
  const text = mask(of[0]?.msg ?? '');
  if (of.length === 0) return null;
  const variables = [...text.matchAll(/<num>/g)].length;
  return {
    id,
    text,
    records: of.length,
    parameters: Array.from({ length: variables }, (_, at) => {
      const values = of.map(({ msg }) => [...msg.matchAll(DIGITS)][at]?.[0] ?? '');
      const top = tally(values);
      return {
        name: at === 0 ? 'num' : `num ${at + 1}`,
        field: `template.${id}.${at + 1}`,
        class: 'num',
        present: of.length,
        distinct: top.length,
        top: top.slice(0, 100),
        other: top.slice(100).reduce((sum, { count }) => sum + count, 0),
        none: 0,
        unit: '',
        quantiles: null,
        shares: null,
      };
    }),
    examples: of.slice(0, 3).map(({ msg }) => {
      let variable = -1;
      return msg.split(/(\d+)/).map((part, index) => {
        if (index % 2 === 1) variable += 1;
        return { text: part, variable: index % 2 === 1 ? variable : null };
      });
    }),
    timeline: null,
    approximations: [],
  };
}
