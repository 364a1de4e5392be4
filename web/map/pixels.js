/*
Draws the points without a graphics card: each is a stamp that is laid on a picture in memory. Pixels are blended as the card does,
premultiplied with their opacity, two channels at a time.
*/
import { PLACES, Stamps } from './stamps.js';

/** @import { Look, Scene } from './renderer.js' */

/** Every second channel of a pixel: red and blue as they lie, green and opacity one place lower. */
const PAIR = 0xff00ff;
/** The other two where they lie. */
const OTHERS = 0xff00ff00 | 0;
/** Half of the last place, in both. */
const HALF = 0x800080;
/** From how many points on a hasty picture has half as many pixels each way, which it takes a quarter of the memory to fill. */
const MANY = 20_000;
/** How far beside the screen a point can still show, in device pixels. */
const BESIDE = 128;

/** @param {number} low @param {number} high @returns {number} two channels, 0 to 255 */
const pair = (low, high) => Math.round(low) | (Math.round(high) << 16);

/** @param {number} under @param {number} over @param {number} share of what is over, 0 to 256 @returns {number} both pairs, mixed */
const mixed = (under, over, share) => ((Math.imul(under, 256 - share) + Math.imul(over, share) + HALF) >>> 8) & PAIR;

/** @typedef {import('./stamps.js').Stamp} Stamp */
/** @typedef {{ even: number, odd: number, strength: number }} Ink a colour as two pairs of channels, and how far it covers, 0 to 256 */

export class PixelPoints {
  lost = false;
  #canvas;
  #context;
  #image = new ImageData(1, 1);
  #stamps = new Stamps();
  /** @type {Look | null} */
  #look = null;
  /** The colours of the look, one a word. */
  #colours = new Int32Array(0);
  /** The first of its stamps for each point, and at which size and growth they are. */
  #firsts = new Int32Array(0);
  #grown = { ratio: 0, growth: 0 };
  /** @type {Float32Array} */
  #positions = new Float32Array(0);

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  }

  reset() {}

  /** @param {Look} look */
  setLook(look) {
    this.#look = look;
    this.#colours = new Int32Array(look.colours.slice().buffer);
    this.#grown = { ratio: 0, growth: 0 };
  }

  /** @param {Float32Array} positions looked at when drawing */
  setPositions(positions) {
    this.#positions = positions;
  }

  /** @param {Scene} scene @returns {boolean} whether the picture is coarser than it could be */
  draw(scene) {
    const { size, hasty = false } = scene;
    const coarse = hasty && (this.#look?.order.length ?? 0) >= MANY;
    const ratio = scene.ratio * (coarse ? 0.5 : 1);
    const width = Math.max(1, Math.round(size.width * ratio));
    const height = Math.max(1, Math.round(size.height * ratio));
    if (this.#image.width !== width || this.#image.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#image = new ImageData(width, height);
    }
    const pixels = new Int32Array(this.#image.data.buffer);
    pixels.fill(0);
    if (this.#look !== null) {
      this.#stamps.use(width, ratio);
      this.#grow(this.#look, ratio, scene.growth);
      this.#stamp(pixels, { width, height }, this.#look.order, { ...scene, ratio });
    }
    divideByOpacity(pixels);
    this.#context.putImageData(this.#image, 0, 0);
    return coarse;
  }

  /** Finds out which stamps the points have, where that has changed. @param {Look} look @param {number} ratio @param {number} growth */
  #grow({ radii, shapes }, ratio, growth) {
    if (this.#grown.ratio === ratio && this.#grown.growth === growth) return;
    this.#grown = { ratio, growth };
    this.#firsts = Int32Array.from(radii, (radius, index) => this.#stamps.first(shapes[index], radius * growth));
  }

  /**
   * What is done for every point and every pixel makes no arrays and calls little: a hundred thousand points move in each frame.
   *
   * @param {Int32Array} pixels
   * @param {import('./camera.js').Size} size of the picture, in pixels
   * @param {Uint32Array} order
   * @param {Scene} scene
   */
  #stamp(pixels, { width, height }, order, { camera, ratio, opacity, edge }) {
    const stamps = this.#stamps;
    const positions = this.#positions;
    const colours = this.#colours;
    const firsts = this.#firsts;
    const rims = {
      even: pair(255 * edge[0], 255 * edge[2]),
      odd: pair(255 * edge[1], 255),
      strength: Math.round(256 * edge[3]),
    };
    const ink = { even: 0, odd: 0, strength: 0 };
    const strength = (opacity * 256) / 255;
    const left = ratio * camera.x;
    const top = ratio * camera.y;
    const scale = ratio * camera.k;
    for (let place = 0; place < order.length; place++) {
      const index = order[place];
      const x = left + scale * positions[2 * index];
      const y = top - scale * positions[2 * index + 1];
      // Comparisons with what is not a number are false.
      if (!(x > -BESIDE && y > -BESIDE && x < width + BESIDE && y < height + BESIDE)) continue;
      const column = Math.floor(x);
      const row = Math.floor(y);
      const across = Math.floor((x - column) * PLACES);
      const down = Math.floor((y - row) * PLACES);
      const stamp = stamps.of(firsts[index], across, down);
      const { room } = stamp;
      const colour = colours[index];
      ink.even = colour & PAIR;
      ink.odd = ((colour >>> 8) & 255) | 0xff0000;
      ink.strength = Math.round(strength * (colour >>> 24));
      const whole = column >= room && row >= room && column + room < width && row + room < height;
      if (whole && stamp.rim === null) fill(pixels, row * width + column, stamp, ink);
      else fillWithin(pixels, { width, height, column, row }, stamp, ink, rims);
    }
  }

  dispose() {
    this.#image = new ImageData(1, 1);
  }
}

/**
 * Lays a stamp without a rim on a picture that has room for all of it.
 *
 * @param {Int32Array} pixels
 * @param {number} at
 * @param {Stamp} stamp
 * @param {Ink} ink
 */
function fill(pixels, at, { steps, cover }, { even, odd, strength }) {
  for (let part = 0; part < steps.length; part++) {
    const share = (cover[part] * strength) >> 8;
    const place = at + steps[part];
    const under = pixels[place];
    const evens = (Math.imul(under & PAIR, 256 - share) + Math.imul(even, share) + HALF) >>> 8;
    const odds = Math.imul((under >>> 8) & PAIR, 256 - share) + Math.imul(odd, share) + HALF;
    pixels[place] = (evens & PAIR) | (odds & OTHERS);
  }
}

/**
 * Lays any stamp on what the picture has of its place.
 *
 * @param {Int32Array} pixels
 * @param {{ width: number, height: number, column: number, row: number }} place
 * @param {Stamp} stamp
 * @param {Ink} ink
 * @param {Ink} rims
 */
function fillWithin(pixels, { width, height, column, row }, { across, down, cover, rim }, ink, rims) {
  for (let part = 0; part < cover.length; part++) {
    const x = column + across[part];
    const y = row + down[part];
    if (x < 0 || y < 0 || x >= width || y >= height) continue;
    const place = y * width + x;
    const share = (cover[part] * ink.strength) >> 8;
    const edged = rim === null ? 0 : (rim[part] * rims.strength) >> 8;
    const under = pixels[place];
    const evens = mixed(under & PAIR, mixed(ink.even, rims.even, edged), share);
    const odds = mixed((under >>> 8) & PAIR, mixed(ink.odd, rims.odd, edged), share);
    pixels[place] = evens | (odds << 8);
  }
}

/** What a premultiplied channel is multiplied with for each opacity, in 256ths. */
const UNDONE = Int32Array.from({ length: 256 }, (_, opacity) =>
  opacity === 0 ? 0 : Math.round((255 * 256) / opacity),
);

/** Turns premultiplied pixels into those that a picture in memory has. @param {Int32Array} pixels */
function divideByOpacity(pixels) {
  for (let at = 0; at < pixels.length; at++) {
    const pixel = pixels[at];
    const opacity = pixel >>> 24;
    if (opacity === 0 || opacity === 255) continue;
    const factor = UNDONE[opacity];
    // No channel is above the opacity, but for roundings.
    const red = Math.min(255, ((pixel & 255) * factor + 128) >> 8);
    const green = Math.min(255, (((pixel >> 8) & 255) * factor + 128) >> 8);
    const blue = Math.min(255, (((pixel >> 16) & 255) * factor + 128) >> 8);
    pixels[at] = red | (green << 8) | (blue << 16) | (opacity << 24);
  }
}
