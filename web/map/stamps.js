/*
The shapes of points as small pictures of how much each pixel is covered: what the fragment shader works out for each pixel of each
point, worked out once for all points of a shape and size.
*/

/** @param {number} x @param {number} y @param {number} width half of it @param {number} height @returns {number} to a box's edge */
function box(x, y, width, height) {
  const [dx, dy] = [Math.abs(x) - width, Math.abs(y) - height];
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0);
}

/** @param {number} x @param {number} y @param {number} r */
const triangle = (x, y, r) => Math.max(y - r * 0.62, Math.abs(x) * 0.866 - y * 0.5 - r * 0.62);

/** The distance to each outline, by the place of the shape in SHAPES: the same as in shaders.js. */
const OUTLINES = /** @type {((x: number, y: number, r: number) => number)[]} */ ([
  (x, y, r) => Math.hypot(x, y) - r,
  (x, y, r) => box(x, y, r * 0.86, r * 0.86),
  (x, y, r) => triangle(x, y, r * 1.15),
  (x, y, r) => (Math.abs(x) + Math.abs(y) - r * 1.2) * Math.SQRT1_2,
  (x, y, r) => Math.min(box(x, y, r * 1.1, r * 0.4), box(x, y, r * 0.4, r * 1.1)),
  (x, y, r) => triangle(x, -y, r * 1.15),
  (x, y, r) => Math.abs(Math.hypot(x, y) - r * 0.75) - r * 0.28,
  (x, y, r) => Math.max(Math.abs(y) * 0.866 + Math.abs(x) * 0.5, Math.abs(x)) - r * 0.92,
]);

/** Places that the middle of a point can have within a pixel, along one axis. */
export const PLACES = 4;
/** Steps of a radius, in a device pixel. */
const STEPS = 4;

/**
 * @typedef {object} Stamp what a point covers, pixel by pixel; places are counted from the pixel that its middle is in
 * @property {number} room how far it reaches from there, in device pixels
 * @property {Int16Array} across
 * @property {Int16Array} down
 * @property {Int32Array} steps the same places as steps in a picture of the width in use
 * @property {Uint16Array} cover 1 to 256
 * @property {Uint16Array | null} rim how much of each pixel is the rim's, before its strength, 0 to 256; null where none shows
 */

export class Stamps {
  /** By size, shape and place within a pixel; holes where none was needed yet. @type {(Stamp | undefined)[]} */
  #made = [];
  #width = 0;
  #ratio = 1;

  /** @param {number} width of the picture, in device pixels @param {number} ratio device pixels a CSS pixel, which is how wide rims are */
  use(width, ratio) {
    if (width === this.#width && ratio === this.#ratio) return;
    this.#width = width;
    this.#ratio = ratio;
    this.#made = [];
  }

  /**
   * @param {number} shape
   * @param {number} reach radius in CSS pixels
   * @returns {number} the first of the stamps of this shape and size, for {@link of}
   */
  first(shape, reach) {
    const steps = Math.round(reach * this.#ratio * STEPS);
    return (steps * OUTLINES.length + shape) * PLACES * PLACES;
  }

  /**
   * @param {number} first as {@link first} says
   * @param {number} across which of PLACES within its pixel the middle has
   * @param {number} down
   * @returns {Stamp}
   */
  of(first, across, down) {
    return this.#made[first + down * PLACES + across] ?? this.#make(first, across, down);
  }

  /** @param {number} first @param {number} across @param {number} down */
  #make(first, across, down) {
    const form = first / (PLACES * PLACES);
    const steps = Math.floor(form / OUTLINES.length);
    const middle = /** @type {[number, number]} */ ([(across + 0.5) / PLACES, (down + 0.5) / PLACES]);
    const stamp = make(form % OUTLINES.length, steps / STEPS, middle, this.#width, this.#ratio);
    this.#made[first + down * PLACES + across] = stamp;
    return stamp;
  }
}

/**
 * @param {number} shape
 * @param {number} radius in device pixels
 * @param {[number, number]} middle within its pixel
 * @param {number} width of the picture
 * @param {number} ratio
 * @returns {Stamp}
 */
function make(shape, radius, [x, y], width, ratio) {
  const outline = OUTLINES[shape] ?? OUTLINES[0];
  const room = Math.ceil(radius * (shape === 0 ? 1 : 1.45) + 0.5);
  const strength = Math.min(1, Math.max(0, (radius / ratio - 1.5) / 3));
  /** @type {number[][]} */
  const parts = [];
  for (let down = -room; down <= room; down++) {
    for (let across = -room; across <= room; across++) {
      const distance = outline(across + 0.5 - x, down + 0.5 - y, radius);
      const cover = Math.round(256 * Math.min(1, Math.max(0, 0.5 - distance)));
      const rim = Math.round(256 * strength * Math.min(1, Math.max(0, 1 + distance + ratio)));
      if (cover > 0) parts.push([across, down, cover, rim]);
    }
  }
  const column = (/** @type {number} */ at) => parts.map((part) => part[at]);
  return {
    room,
    across: Int16Array.from(column(0)),
    down: Int16Array.from(column(1)),
    steps: Int32Array.from(parts, ([across, down]) => down * width + across),
    cover: Uint16Array.from(column(2)),
    rim: strength > 0 ? Uint16Array.from(column(3)) : null,
  };
}
