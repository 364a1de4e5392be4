/*
Which points get their name written beside them, and on which side. The largest and the most separate ones come first; a name
is written where it covers no other, or not at all.
*/

/** @import { PointGrid } from './pick.js' */

/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box in CSS pixels */
/** @typedef {{ index: number, text: string, x: number, y: number, box: Box }} Label (x, y): where the text starts, at half its height */

/** @typedef {{ rows: Uint32Array, label: string, detail: string }} Region points that lie together, and two lines about them */

/** The longest name and the longest first line about a region that are written out, in characters. */
const LONGEST = 32;
const LONGEST_LABEL = 56;
/** Height of a line of text, in CSS pixels. */
export const LINE = 16;
/** Between a disc and its name. */
const GAP = 4;
/** How many points a name may hide. */
const HIDDEN = 2;
/** How many points are tried before it is enough: bounds the work of a frame. */
const TRIES = 300;

/**
 * @param {ArrayLike<number>} sizes records behind each point
 * @param {PointGrid | null} grid null while the points move: then size alone decides, so that names do not come and go
 * @returns {Uint32Array} indices, the most worth a label first
 */
export function labelOrder(sizes, grid) {
  const worth = new Float64Array(sizes.length);
  for (let i = 0; i < sizes.length; i++) {
    const alone = grid === null ? 0 : 3 / (1 + grid.crowd(i));
    worth[i] = Math.log(1 + sizes[i]) + alone;
  }
  const order = Uint32Array.from({ length: sizes.length }, (_, index) => index);
  return order.sort((a, b) => worth[b] - worth[a] || a - b);
}

/** @param {string} name @param {number} [longest] @returns {string} its start and its end if it is long: paths differ in both */
export function shorten(name, longest = LONGEST) {
  const line = name.replace(/\s+/g, ' ').trim();
  const letters = [...line];
  if (letters.length <= longest) return line;
  const end = 10;
  return `${letters.slice(0, longest - end - 1).join('')}…${letters.slice(-end).join('')}`;
}

/**
 * @param {object} wish
 * @param {Iterable<number>} wish.order indices, those that matter most first
 * @param {number} wish.most labels at most
 * @param {(index: number) => [number, number, number]} wish.disc middle and radius on the screen
 * @param {(index: number) => string} wish.text
 * @param {(text: string) => number} wish.measure its width
 * @param {import('./camera.js').Size} wish.size of the screen
 * @param {Box[]} [wish.taken] where something is written already
 * @param {(box: Box, index: number) => number} wish.covered how many middles of discs the name of a point would hide
 * @returns {Label[]} no two of them overlap, all lie on the screen, and none hides more than a few points
 */
export function placeLabels({ order, most, disc, text, measure, size, taken = [], covered }) {
  /** @type {Label[]} */
  const placed = [];
  let tries = 0;
  for (const index of order) {
    if (placed.length >= most || tries >= TRIES) break;
    const [x, y, radius] = disc(index);
    if (!(x >= 0 && y >= 0 && x <= size.width && y <= size.height)) continue;
    tries += 1;
    const words = shorten(text(index));
    const width = measure(words);
    const off = radius + GAP;
    const starts = /** @type {const} */ ([
      [x + off, y],
      [x - off - width, y],
      [x - width / 2, y - off - LINE / 2],
      [x - width / 2, y + off + LINE / 2],
    ]);
    /** @type {Label | null} */
    let best = null;
    let least = HIDDEN + 1;
    for (const [left, middle] of starts) {
      const box = { left, right: left + width, top: middle - LINE / 2, bottom: middle + LINE / 2 };
      const inside = box.left >= 2 && box.right <= size.width - 2 && box.top >= 2 && box.bottom <= size.height - 2;
      const free = !placed.some((other) => overlap(other.box, box)) && !taken.some((other) => overlap(other, box));
      if (!inside || !free) continue;
      const hides = covered(box, index);
      if (hides >= least) continue;
      best = { index, text: words, x: left, y: middle, box };
      least = hides;
    }
    if (best !== null) placed.push(best);
  }
  return placed;
}

/** @param {Box} a @param {Box} b */
const overlap = (a, b) => a.left < b.right + 6 && b.left < a.right + 6 && a.top < b.bottom && b.top < a.bottom;

/**
 * @param {Region[]} regions those that matter most first
 * @param {(row: number) => [number, number]} place of a point on the screen
 * @param {import('./camera.js').Size} size of the screen
 * @param {(text: string) => number} measure its width
 * @returns {{ text: string, detail: string, x: number, y: number, box: Box }[]} (x, y): the middle of both lines; no two overlap, all
 *   lie on the screen
 */
export function placeRegions(regions, place, size, measure) {
  /** @type {{ text: string, detail: string, x: number, y: number, box: Box }[]} */
  const placed = [];
  for (const { rows, label, detail } of regions) {
    // The middle one in either direction: a few far members do not pull the name away.
    const places = [...rows].map(place);
    const middle = (/** @type {0 | 1} */ axis) =>
      places.map((at) => at[axis]).sort((a, b) => a - b)[places.length >> 1] ?? NaN;
    const [x, y] = [middle(0), middle(1)];
    const text = shorten(label, LONGEST_LABEL);
    const reach = Math.max(measure(text), measure(detail)) / 2;
    const box = { left: x - reach, right: x + reach, top: y - LINE, bottom: y + LINE };
    const inside = box.left >= 2 && box.right <= size.width - 2 && box.top >= 2 && box.bottom <= size.height - 2;
    if (inside && !placed.some((other) => overlap(other.box, box))) placed.push({ text, detail, x, y, box });
  }
  return placed;
}
