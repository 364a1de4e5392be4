/*
How large the points are: by the logarithm of the records behind them, smaller where there are many points.
*/

/** Radii that few points get, in CSS pixels: for one record and for the most. */
const SMALLEST = 3;
const LARGEST = 13;
/** From how many points on all of them shrink, with the square root, and down to which share. */
const CROWD = { from: 1500, least: 0.35 };

/**
 * @param {ArrayLike<number>} sizes records behind each point
 * @returns {Float32Array} radii in CSS pixels
 */
export function radiiOf(sizes) {
  let most = 1;
  for (let i = 0; i < sizes.length; i++) most = Math.max(most, sizes[i]);
  const shrink = Math.max(CROWD.least, Math.min(1, Math.sqrt(CROWD.from / sizes.length)));
  const range = Math.log(most) || 1;
  const radii = new Float32Array(sizes.length);
  for (let i = 0; i < sizes.length; i++) {
    const share = Math.log(Math.max(1, sizes[i])) / range;
    radii[i] = shrink * (SMALLEST + (LARGEST - SMALLEST) * share ** 1.5);
  }
  return radii;
}

/**
 * @param {ArrayLike<number>} sizes
 * @returns {Uint32Array} indices by falling size, equal ones in their order; drawn so, small discs lie on large ones
 */
export function bySize(sizes) {
  const order = Uint32Array.from({ length: sizes.length }, (_, index) => index);
  return order.sort((a, b) => sizes[b] - sizes[a] || a - b);
}

/**
 * @param {number} count of points
 * @param {number} zoom of the user, 1 is the whole map
 * @returns {number} opacity of a point, 0 to 1: in a crowd one sees where it is densest, and single points when one comes close
 */
export function opacityOf(count, zoom) {
  const crowd = Math.max(0, Math.log(count / CROWD.from));
  return Math.min(1, Math.max(0.3, 1 - 0.16 * crowd) * Math.max(1, zoom ** 0.4));
}

/** @param {number} zoom of the user, 1 is the whole map @returns {number} what radii are multiplied with */
export const growth = (zoom) => Math.min(2.2, Math.max(0.7, zoom ** 0.25));
