/*
Where on the screen a point of the map lies, and the camera that shows all of them. The map's y axis points up, the screen's
down; screen lengths are CSS pixels.
*/

/** @typedef {{ k: number, x: number, y: number }} Camera a point (px, py) of the map is drawn at (x + k px, y - k py) */
/** @typedef {{ left: number, right: number, bottom: number, top: number }} Bounds in units of the map */
/** @typedef {{ width: number, height: number }} Size in CSS pixels */

/** What stays free around the outermost points: room for discs and names, and for the legend at the bottom. */
const MARGIN = { side: 44, top: 44, bottom: 62 };
/** A point closer to the edge than this share of the margin makes the camera jump back. */
const TOLERANCE = 0.5;
/** How much of the way to the fitting camera is gone in one frame. */
const EASE = 0.12;
/** A map narrower than this is drawn as if it were this wide, so that equal positions do not divide by zero. */
const LEAST_EXTENT = 1e-30;

/**
 * @param {Float32Array | Float64Array} positions x and y by turns
 * @param {number} count points to look at
 * @returns {Bounds | null} null if no point lies anywhere
 */
export function boundsOf(positions, count) {
  let left = Infinity;
  let right = -Infinity;
  let bottom = Infinity;
  let top = -Infinity;
  for (let i = 0; i < count; i++) {
    const x = positions[2 * i];
    const y = positions[2 * i + 1];
    if (!Number.isFinite(x + y)) continue;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < bottom) bottom = y;
    if (y > top) top = y;
  }
  return left <= right ? { left, right, bottom, top } : null;
}

/**
 * The camera that shows the bounds in the middle, as large as they fit.
 *
 * @param {Bounds} bounds
 * @param {Size} size
 * @param {{ side: number, top: number, bottom: number }} [margin] what stays free, in CSS pixels
 * @returns {Camera}
 */
export function fitTo({ left, right, bottom, top }, { width, height }, margin = MARGIN) {
  const across = Math.max(right - left, LEAST_EXTENT);
  const up = Math.max(top - bottom, LEAST_EXTENT);
  const roomAcross = Math.max(1, width - 2 * margin.side);
  const roomUp = Math.max(1, height - margin.top - margin.bottom);
  const k = Math.min(roomAcross / across, roomUp / up);
  const middle = margin.top + roomUp / 2;
  return { k, x: width / 2 - (k * (left + right)) / 2, y: middle + (k * (bottom + top)) / 2 };
}

/**
 * One step from a camera towards the one that fits. Points never leave the screen: where the map outgrows it, the step is a jump;
 * where it shrinks, the camera closes in calmly.
 *
 * @param {Camera} from
 * @param {Bounds} bounds
 * @param {Size} size
 * @returns {{ camera: Camera, settled: boolean }}
 */
export function follow(from, bounds, size) {
  const goal = fitTo(bounds, size);
  const [left, top] = project(from, bounds.left, bounds.top);
  const [right, bottom] = project(from, bounds.right, bounds.bottom);
  const aside = MARGIN.side * TOLERANCE;
  const outgrown =
    left < aside ||
    right > size.width - aside ||
    top < MARGIN.top * TOLERANCE ||
    bottom > size.height - MARGIN.bottom * TOLERANCE;
  const near = Math.abs(Math.log(goal.k / from.k)) < 0.002 && Math.hypot(goal.x - from.x, goal.y - from.y) < 0.5;
  if (outgrown || near || !(from.k > 0)) return { camera: goal, settled: true };
  const k = from.k * (goal.k / from.k) ** EASE;
  const [x, y] = unproject(from, size.width / 2, size.height / 2);
  const [goalX, goalY] = unproject(goal, size.width / 2, size.height / 2);
  const middleX = x + (goalX - x) * EASE;
  const middleY = y + (goalY - y) * EASE;
  return { camera: { k, x: size.width / 2 - k * middleX, y: size.height / 2 + k * middleY }, settled: false };
}

/**
 * What a camera becomes under the user's zoom.
 *
 * @param {Camera} base
 * @param {{ k: number, x: number, y: number }} zoom scale and shift of the screen
 * @returns {Camera}
 */
export const zoomed = (base, zoom) => ({
  k: base.k * zoom.k,
  x: base.x * zoom.k + zoom.x,
  y: base.y * zoom.k + zoom.y,
});

/** @param {Camera} camera @param {number} x @param {number} y of the map @returns {[number, number]} on the screen */
export const project = (camera, x, y) => [camera.x + camera.k * x, camera.y - camera.k * y];

/** @param {Camera} camera @param {number} x @param {number} y on the screen @returns {[number, number]} of the map */
export const unproject = (camera, x, y) => [(x - camera.x) / camera.k, (camera.y - y) / camera.k];
