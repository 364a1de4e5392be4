/*
A loop or a box drawn around points: Shift and drag, or drag after the tool was chosen.
*/

/** Corners closer than this to the one before add nothing, in CSS pixels. */
const STEP = 3;

/**
 * @typedef {object} LassoEvents
 * @property {(event: PointerEvent) => 'loop' | 'box' | null} starts what this press begins to draw
 * @property {(path: number[]) => void} onChange x and y by turns, in CSS pixels of the element; empty when it is over
 * @property {(path: number[]) => void} onEnd the closed loop
 */

/**
 * @param {HTMLElement} element
 * @param {LassoEvents} events
 * @param {AbortSignal} signal ends the listening
 */
export function listenForLasso(element, { starts, onChange, onEnd }, signal) {
  /** @type {number[] | null} */
  let path = null;
  let shape = /** @type {'loop' | 'box' | null} */ (null);
  const finish = () => {
    path = null;
    onChange([]);
  };
  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0 || !event.isPrimary) return;
      shape = starts(event);
      if (shape === null) return;
      element.setPointerCapture(event.pointerId);
      path = [event.offsetX, event.offsetY];
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      if (path === null || !event.isPrimary) return;
      // The corner of a box that moves is its third.
      const [x, y] = shape === 'box' && path.length > 2 ? path.slice(4, 6) : path.slice(-2);
      if (Math.hypot(event.offsetX - x, event.offsetY - y) < STEP) return;
      if (shape === 'box') path = boxOf(path[0], path[1], event.offsetX, event.offsetY);
      else path.push(event.offsetX, event.offsetY);
      onChange(path);
    },
    { signal },
  );
  element.addEventListener(
    'pointerup',
    () => {
      const loop = path;
      if (loop === null) return;
      finish();
      if (loop.length >= 6) onEnd(loop);
    },
    { signal },
  );
  element.addEventListener('pointercancel', finish, { signal });
}

/** Its first corner stays where the press was. @param {number} x @param {number} y @param {number} toX @param {number} toY */
const boxOf = (x, y, toX, toY) => [x, y, toX, y, toX, toY, x, toY];

/**
 * @param {ArrayLike<number>} path corners, x and y by turns; the last is joined to the first
 * @param {number} x
 * @param {number} y
 * @returns {boolean} whether the point lies inside, by the even-odd rule
 */
export function inside(path, x, y) {
  let within = false;
  for (let i = 0, j = path.length - 2; i < path.length; j = i, i += 2) {
    const [ax, ay, bx, by] = [path[i], path[i + 1], path[j], path[j + 1]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
  }
  return within;
}
