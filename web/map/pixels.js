/*
Draws the points without a graphics card: each is a stamp that is laid on a picture in memory. Pixels are blended as the card does,
premultiplied with their opacity, two channels at a time.
*/
import { PLACES, Stamps } from './stamps.js';

/** @import { Look, Scene } from './renderer.js' */

/** Every second channel of a pixel: red and blue as they lie, green and opacity one place lower. */
const PAIR = 0xff00ff;
/** Half of the last place, in both. */
const HALF = 0x800080;
/** How far beside the screen a point can still show, in device pixels. */
const BESIDE = 128;

/** @param {number} low @param {number} high @returns {number} two channels, 0 to 255 */
const pair = (low, high) => Math.round(low) | (Math.round(high) << 16);

/** @param {number} under @param {number} over @param {number} share of what is over, 0 to 256 @returns {number} both pairs, mixed */
const mixed = (under, over, share) => ((Math.imul(under, 256 - share) + Math.imul(over, share) + HALF) >>> 8) & PAIR;

export class PixelPoints {
  lost = false;
  #canvas;
  #context;
  #image = new ImageData(1, 1);
  #stamps = new Stamps();
  /** @type {Look | null} */
  #look = null;
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
  }

  /** @param {Float32Array} positions looked at when drawing */
  setPositions(positions) {
    this.#positions = positions;
  }

  /** @param {Scene} scene */
  draw(scene) {
    const { size, ratio } = scene;
    const width = Math.max(1, Math.round(size.width * ratio));
    const height = Math.max(1, Math.round(size.height * ratio));
    if (this.#image.width !== width || this.#image.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#image = new ImageData(width, height);
    }
    const pixels = new Uint32Array(this.#image.data.buffer);
    pixels.fill(0);
    if (this.#look !== null) this.#stamp(pixels, width, height, this.#look, scene);
    divideByOpacity(pixels);
    this.#context.putImageData(this.#image, 0, 0);
  }

  /**
   * @param {Uint32Array} pixels
   * @param {number} width of the picture, in pixels
   * @param {number} height
   * @param {Look} look
   * @param {Scene} scene
   */
  #stamp(pixels, width, height, { order, radii, colours, shapes }, { camera, ratio, growth, opacity, edge }) {
    const [stamps, positions] = [this.#stamps, this.#positions];
    stamps.use(width, ratio);
    const [edgeEven, edgeOdd] = [pair(255 * edge[0], 255 * edge[2]), pair(255 * edge[1], 255)];
    const edgeStrength = Math.round(256 * edge[3]);
    for (const index of order) {
      const x = ratio * (camera.x + camera.k * positions[2 * index]);
      const y = ratio * (camera.y - camera.k * positions[2 * index + 1]);
      // Comparisons with what is not a number are false.
      if (!(x > -BESIDE && y > -BESIDE && x < width + BESIDE && y < height + BESIDE)) continue;
      const [column, row] = [Math.floor(x), Math.floor(y)];
      const across = Math.floor((x - column) * PLACES);
      const down = Math.floor((y - row) * PLACES);
      const stamp = stamps.of(shapes[index], radii[index] * growth, across, down);
      const { room, steps, cover, rim } = stamp;
      const at = row * width + column;
      const whole = column >= room && row >= room && column + room < width && row + room < height;
      const strength = Math.round((opacity * colours[4 * index + 3] * 256) / 255);
      const even = colours[4 * index] | (colours[4 * index + 2] << 16);
      const odd = colours[4 * index + 1] | 0xff0000;
      for (let part = 0; part < steps.length; part++) {
        if (!whole && !within(column + stamp.across[part], row + stamp.down[part], width, height)) continue;
        const share = (cover[part] * strength) >> 8;
        const place = at + steps[part];
        const under = pixels[place];
        let [overEven, overOdd] = [even, odd];
        if (rim !== null && rim[part] > 0) {
          const edged = (rim[part] * edgeStrength) >> 8;
          overEven = mixed(even, edgeEven, edged);
          overOdd = mixed(odd, edgeOdd, edged);
        }
        pixels[place] = mixed(under & PAIR, overEven, share) | (mixed((under >>> 8) & PAIR, overOdd, share) << 8);
      }
    }
  }

  dispose() {
    this.#image = new ImageData(1, 1);
  }
}

/** @param {number} x @param {number} y @param {number} width @param {number} height */
const within = (x, y, width, height) => x >= 0 && y >= 0 && x < width && y < height;

/** What a premultiplied channel is multiplied with for each opacity, in 256ths. */
const UNDONE = Uint32Array.from({ length: 256 }, (_, opacity) =>
  opacity === 0 ? 0 : Math.round((255 * 256) / opacity),
);

/** Turns premultiplied pixels into those that a picture in memory has. @param {Uint32Array} pixels */
function divideByOpacity(pixels) {
  for (let at = 0; at < pixels.length; at++) {
    const pixel = pixels[at];
    if (pixel === 0) continue;
    const opacity = pixel >>> 24;
    const factor = UNDONE[opacity];
    // No channel is above the opacity, but for roundings.
    const [red, green, blue] = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
    pixels[at] =
      Math.min(255, (red * factor + 128) >> 8) |
      (Math.min(255, (green * factor + 128) >> 8) << 8) |
      (Math.min(255, (blue * factor + 128) >> 8) << 16) |
      (opacity << 24);
  }
}
