/*
Percentiles over time, read off a heat map: each of its columns is a small histogram.
*/

/** @import { Heat } from '../engine/types.js' */

/**
 * @param {number[]} counts of the value bins
 * @param {number[]} edges one more than counts
 * @param {number} q 0 to 1
 * @returns {number | null} interpolated within its bin, so off by less than the bin is wide; null without counts
 */
export function percentile(counts, edges, q) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = q * total;
  let before = 0;
  for (const [bin, count] of counts.entries()) {
    if (count > 0 && before + count >= rank) {
      const [from = 0, to = from] = [edges[bin], edges[bin + 1]];
      const part = (rank - before) / count;
      return from > 0 ? from * (to / from) ** part : from + (to - from) * part;
    }
    before += count;
  }
  return edges.at(-1) ?? null;
}

/** Zeros and what is below this lie in the lowest bin that the engine has. */
const LEAST = 2 ** -29;

/**
 * Closes the gap between the bin of zeros and the least other number: dozens of empty bins that only push the rest together.
 *
 * @param {Heat} heat
 * @returns {Heat} with a lowest bin that starts at zero, if there are zeros
 */
export function closeGap(heat) {
  if ((heat.edges[0] ?? 1) > LEAST) return heat;
  const next = heat.edges.findIndex((_, bin) => bin > 0 && heat.counts.some((column) => (column[bin] ?? 0) > 0));
  if (next < 0) return heat;
  const counts = heat.counts.map((column) => [column[0] ?? 0, ...column.slice(next)]);
  return { ...heat, edges: [0, ...heat.edges.slice(next)], counts };
}

/**
 * Joins neighbouring value bins until there are few enough to be seen apart.
 *
 * @param {Heat} heat
 * @param {number} most
 * @returns {Heat}
 */
export function joinBins(heat, most) {
  const bins = heat.edges.length - 1;
  const join = Math.ceil(bins / most);
  if (join <= 1) return heat;
  const starts = Array.from({ length: Math.ceil(bins / join) }, (_, index) => index * join);
  const edges = [...starts, bins].map((bin) => heat.edges[bin] ?? 0);
  const counts = heat.counts.map((column) =>
    starts.map((start) => column.slice(start, start + join).reduce((sum, count) => sum + count, 0)),
  );
  return { ...heat, edges, counts };
}

/**
 * A percentile of too few records is one of those records, and jumps about: p95 wants 20, p99 wants 100.
 *
 * @param {Heat} heat
 * @returns {{ time: number, count: number, p50: number | null, p95: number | null, p99: number | null }[]} one a time bin; time in
 *   milliseconds since the epoch
 */
export function percentilesOverTime({ start, step, edges, counts }) {
  const first = Date.parse(start);
  return counts.map((bins, index) => {
    const count = bins.reduce((sum, one) => sum + one, 0);
    return {
      time: first + index * step * 1000,
      count,
      p50: percentile(bins, edges, 0.5),
      p95: count < 20 ? null : percentile(bins, edges, 0.95),
      p99: count < 100 ? null : percentile(bins, edges, 0.99),
    };
  });
}
