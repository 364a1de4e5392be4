/*
Kinds of names, for colouring: the first folder of a path, the network of an address, the host name without its numbers, the first
word of a template. They are read from the name alone, so that one sees whether what behaves alike is called alike.
*/
import { CLASSES } from './colours.js';

/** @type {Record<string, { title: string, of: (name: string) => string }>} what a name is reduced to, by what the map is grouped by */
const RULES = {
  client: { title: 'network', of: (name) => name.replace(/^(\d+\.\d+\.|[\da-f]+:[\da-f]*:).*/i, '$1*') },
  path: { title: 'folder', of: (name) => /^\/[^/?]*(?=\/)/.exec(name)?.[0] ?? '/' },
  host: { title: 'kind', of: (name) => name.split('.')[0].replace(/[-_]?\d+/g, '') || name },
  template: { title: 'first word', of: (name) => /[\p{L}\d]+/u.exec(name)?.[0] ?? name },
};

/** @param {string} by what the map is grouped by @returns {string | null} what kinds of such names are called; null if they have none */
export const kindTitle = (by) => RULES[by]?.title ?? null;

/**
 * The most frequent kinds as classes 0, 1, ...; names of other kinds have the class -1.
 *
 * @param {string} by
 * @param {string[]} names
 * @returns {{ classes: Int8Array, kinds: string[] }} equally frequent kinds in the order of their names
 */
export function kindsOf(by, names) {
  const kindOf = RULES[by]?.of ?? ((name) => name);
  const all = names.map(kindOf);
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const kind of all) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const kinds = [...counts]
    .filter(([, count]) => count > 1)
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .slice(0, CLASSES)
    .map(([kind]) => kind);
  const places = new Map(kinds.map((kind, place) => [kind, place]));
  return { classes: Int8Array.from(all, (kind) => places.get(kind) ?? -1), kinds };
}
