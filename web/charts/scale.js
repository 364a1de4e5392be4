/*
Axes without a canvas: where a number lies between 0 and 1, and which round numbers to label.
*/

/**
 * @typedef {object} Scale
 * @property {(value: number) => number} place 0 at the start, 1 at the end
 * @property {(place: number) => number} value the inverse
 * @property {boolean} logarithmic
 */

/**
 * Logarithmic where numbers are positive and span more than a factor of 50, else linear.
 *
 * @param {number} from
 * @param {number} to
 * @returns {Scale}
 */
export function makeScale(from, to) {
  const logarithmic = from > 0 && to / from > 50;
  const map = logarithmic ? Math.log : (/** @type {number} */ value) => value;
  const unmap = logarithmic ? Math.exp : (/** @type {number} */ value) => value;
  const [start, end] = [map(from), map(to)];
  const width = end - start || 1;
  return {
    place: (value) => (map(value) - start) / width,
    value: (place) => unmap(start + place * width),
    logarithmic,
  };
}

/**
 * @param {number} from
 * @param {number} to
 * @param {boolean} logarithmic
 * @param {number} [wanted] about so many
 * @returns {number[]} round numbers within the range: 1, 2, 5 times a power of ten, or powers of ten only
 */
export function ticks(from, to, logarithmic, wanted = 5) {
  if (!(to > from)) return [from];
  if (logarithmic) {
    const first = Math.ceil(Math.log10(from) - 1e-9);
    const last = Math.floor(Math.log10(to) + 1e-9);
    const every = Math.max(1, Math.ceil((last - first + 1) / wanted));
    const powers = [];
    for (let power = first; power <= last; power += every) powers.push(10 ** power);
    if (powers.length >= 2) return powers;
  }
  const rough = (to - from) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough;
  const all = [];
  for (let index = Math.ceil(from / step - 1e-9) + 0; index * step <= to * (1 + 1e-12); index += 1)
    all.push(index * step);
  return all;
}

/**
 * Where the bars of a histogram stand. The engine leaves empty buckets out and joins others, and a bucket for exact zeros
 * has no width, so that one gets a place of its own before the rest.
 *
 * @param {{ from: number, to: number, count: number }[]} buckets rising
 * @returns {{ bars: { x: number, width: number }[], ticks: { at: number, value: number }[] }} in 0 to 1
 */
export function layBars(buckets) {
  const zero = buckets.findIndex(({ from, to }) => from === to);
  const wide = buckets.filter((_, index) => index !== zero);
  const slot = zero >= 0 && wide.length > 0 ? 0.05 : 0;
  const [least, to] = [wide[0] ?? { from: 0, to: 1 }, wide.at(-1)?.to ?? 1];
  // A bucket that was joined down to zero would have no start on a logarithmic axis.
  const from = least.from === 0 ? least.to / 4 : least.from;
  const scale = makeScale(from, to);
  const place = (/** @type {number} */ value) => slot + scale.place(Math.max(from, value)) * (1 - slot);
  const bars = buckets.map((bucket, index) => {
    if (index === zero) return { x: 0, width: wide.length > 0 ? slot * 0.7 : 1 };
    return { x: place(bucket.from), width: Math.max(0, place(bucket.to) - place(bucket.from)) };
  });
  const labels = wide.length === 0 ? [] : ticks(from, to, scale.logarithmic, 4);
  const marks = labels.map((value) => ({ at: place(value), value })).filter(({ at }) => at >= slot && at <= 1);
  if (slot === 0) return { bars, ticks: marks };
  // The label of the zeros comes first; one that it would touch gives way.
  return { bars, ticks: [{ at: slot / 3, value: 0 }, ...marks.filter(({ at }) => at > slot / 3 + 0.08)] };
}
