/*
Moving and scaling the picture by dragging, pinching and the wheel. Lengths are CSS pixels of the element.
*/

/** @typedef {{ k: number, x: number, y: number }} Transform scale and shift: a point (px, py) is shown at (k px + x, k py + y) */

/** How far one may move away from the whole map, and come close to it. */
const SCALES = { least: 0.3, most: 500 };
/** A press that travels farther than this is no click. */
const CLICK = 4;
/** Doublings a unit of the wheel, by what the browser counts in: pixels, lines, pages. */
const WHEEL = [0.002, 0.05, 1];
/** A pinch on a touchpad arrives as small turns of the wheel with Ctrl. */
const PINCH = 10;
/** A wheel that scrolled the page this many milliseconds ago goes on scrolling it when the map comes under the pointer. */
const PASSING = 350;

/** @type {Transform} */
export const IDENTITY = { k: 1, x: 0, y: 0 };

/**
 * @param {Transform} transform
 * @param {number} factor is cut at the ends of the scale
 * @param {number} x what stays where it is
 * @param {number} y
 * @returns {Transform}
 */
export function scaledAbout(transform, factor, x, y) {
  const k = Math.min(SCALES.most, Math.max(SCALES.least, transform.k * factor));
  const ratio = k / transform.k;
  return { k, x: x - (x - transform.x) * ratio, y: y - (y - transform.y) * ratio };
}

/**
 * What one or two fingers do to the picture when they move: it follows their middle, and grows with their distance.
 *
 * @param {Transform} transform
 * @param {[number, number][]} before where they were
 * @param {[number, number][]} after as many
 * @returns {Transform}
 */
export function dragged(transform, before, after) {
  const [from, to] = [middle(before), middle(after)];
  const moved = { k: transform.k, x: transform.x + to[0] - from[0], y: transform.y + to[1] - from[1] };
  const [apart, now] = [spread(before), spread(after)];
  return apart > 0 && now > 0 ? scaledAbout(moved, now / apart, to[0], to[1]) : moved;
}

/** @param {[number, number][]} places @returns {[number, number]} */
const middle = (places) => [
  places.reduce((sum, [x]) => sum + x, 0) / places.length,
  places.reduce((sum, [, y]) => sum + y, 0) / places.length,
];

/** @param {[number, number][]} places @returns {number} 0 for a single one */
const spread = ([a, b]) => (b === undefined ? 0 : Math.hypot(a[0] - b[0], a[1] - b[1]));

export class PanZoom {
  transform = IDENTITY;
  /** Whether the last press has moved the picture, so that the click it ends with is none. */
  moved = false;
  /** @type {Map<number, [number, number]>} */
  #fingers = new Map();
  #onChange;

  /**
   * @param {HTMLElement} element
   * @param {object} events
   * @param {(event: PointerEvent) => boolean} events.takes whether a press is for the picture
   * @param {(transform: Transform, byUser: boolean) => void} events.onChange
   * @param {AbortSignal} signal ends the listening
   */
  constructor(element, { takes, onChange }, signal) {
    this.#onChange = onChange;
    element.addEventListener('pointerdown', (event) => takes(event) && this.#press(element, event), { signal });
    element.addEventListener('pointermove', (event) => this.#drag(event), { signal });
    for (const end of /** @type {const} */ (['pointerup', 'pointercancel'])) {
      element.addEventListener(end, ({ pointerId }) => this.#fingers.delete(pointerId), { signal });
    }
    let scrolled = -Infinity;
    const onScroll = () => {
      scrolled = performance.now();
    };
    addEventListener('scroll', onScroll, { signal, passive: true, capture: true });
    const onWheel = (/** @type {WheelEvent} */ event) => {
      if (performance.now() - scrolled > PASSING) this.#turn(event);
    };
    element.addEventListener('wheel', onWheel, { signal, passive: false });
  }

  /** @param {Transform} transform @param {boolean} [byUser] */
  set(transform, byUser = false) {
    this.transform = transform;
    this.#onChange(transform, byUser);
  }

  /** @param {HTMLElement} element @param {PointerEvent} event */
  #press(element, { button, pointerId, offsetX, offsetY }) {
    if (button !== 0 || this.#fingers.size === 2) return;
    if (this.#fingers.size === 0) this.moved = false;
    element.setPointerCapture(pointerId);
    this.#fingers.set(pointerId, [offsetX, offsetY]);
  }

  /** @param {PointerEvent} event */
  #drag({ pointerId, offsetX, offsetY }) {
    const old = this.#fingers.get(pointerId);
    if (old === undefined) return;
    // What trembles under a click does not move the picture.
    if (!this.moved && Math.hypot(offsetX - old[0], offsetY - old[1]) <= CLICK) return;
    this.moved = true;
    const before = [...this.#fingers.values()];
    this.#fingers.set(pointerId, [offsetX, offsetY]);
    this.set(dragged(this.transform, before, [...this.#fingers.values()]), true);
  }

  /** @param {WheelEvent} event */
  #turn(event) {
    event.preventDefault();
    const doublings = -event.deltaY * (WHEEL[event.deltaMode] ?? 0) * (event.ctrlKey ? PINCH : 1);
    this.set(scaledAbout(this.transform, 2 ** doublings, event.offsetX, event.offsetY), true);
  }
}
