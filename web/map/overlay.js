/*
What is drawn over the points on a flat canvas: names, rings around what is pointed at and chosen, the loop of the lasso, the small map. A few
dozen things at most, so they are drawn anew each time.
*/
import { project } from './camera.js';
import { LINE, placeLabels, placeRegions } from './labels.js';
import { drawMinimap } from './minimap.js';

/** @import { Camera, Size } from './camera.js' */

const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';

const REGION_FONT = '600 13px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';

/** How far outside its disc a ring runs, in CSS pixels. */
const RING = 3.5;

/** @typedef {{ text: string, ground: string, accent: string }} Ink colours as CSS writes them */

/**
 * @typedef {object} Overlaid
 * @property {Camera} camera
 * @property {Size} size
 * @property {number} zoom how much the user has come closer
 * @property {number} ratio device pixels a CSS pixel
 * @property {Float32Array} positions
 * @property {(index: number) => number} radius in CSS pixels, as drawn
 * @property {(index: number) => string} name
 * @property {Uint32Array} order the points by how much they deserve a name
 * @property {number} most names
 * @property {(index: number) => boolean} named whether a point may have its name written
 * @property {import('./labels.js').Region[]} regions to be named in their middle
 * @property {(box: import('./labels.js').Box) => number} covered how many points lie in a box on the screen
 * @property {number} hovered -1 for none
 * @property {number} chosen -1 for none
 * @property {number[]} lasso
 * @property {Ink} ink
 */

export class Overlay {
  #context;
  /** Widths of names, since measuring them is the slow part. @type {Map<string, number>} */
  #widths = new Map();

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  }

  /** @param {string} key of the text in its font @param {string} text @returns {number} its width in CSS pixels */
  #measure(key, text) {
    let width = this.#widths.get(key);
    if (width === undefined) {
      width = this.#context.measureText(text).width;
      if (this.#widths.size > 2000) this.#widths.clear();
      this.#widths.set(key, width);
    }
    return width;
  }

  /** @param {Overlaid} scene */
  draw(scene) {
    const { size, ratio, ink } = scene;
    const context = this.#context;
    const { canvas } = context;
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    context.font = FONT;
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    this.#names(scene, this.#regions(scene));
    this.#ring(scene, scene.hovered, ink.text, 1.5);
    this.#ring(scene, scene.chosen, ink.accent, 3);
    this.#loop(scene);
    drawMinimap(context, scene);
  }

  /**
   * Writes what regions have in common over their middles, where there is room.
   *
   * @param {Overlaid} scene
   * @returns {import('./labels.js').Box[]} what is written on now
   */
  #regions({ camera, size, positions, regions, ink }) {
    const context = this.#context;
    context.font = REGION_FONT;
    context.textAlign = 'center';
    const written = placeRegions(
      regions,
      (row) => project(camera, positions[2 * row], positions[2 * row + 1]),
      size,
      (text) => this.#measure(`${REGION_FONT}${text}`, text),
    );
    context.lineWidth = 5;
    context.strokeStyle = ink.ground;
    context.fillStyle = ink.text;
    for (const { text, detail, x, y } of written) {
      this.#write(text, x, y - LINE / 2);
      context.font = FONT;
      this.#write(detail, x, y + LINE / 2);
      context.font = REGION_FONT;
    }
    context.font = FONT;
    context.textAlign = 'start';
    return written.map(({ box }) => box);
  }

  /** @param {Overlaid} scene @param {import('./labels.js').Box[]} taken */
  #names({ camera, size, positions, radius, name, order, most, named, covered, chosen, ink }, taken) {
    const first = chosen >= 0 ? [chosen] : [];
    const labels = placeLabels({
      order: (function* () {
        yield* first;
        for (const index of order) if (index !== chosen && named(index)) yield index;
      })(),
      most,
      disc: (index) => {
        const ring = index === chosen ? RING + 2 : 0;
        return [...project(camera, positions[2 * index], positions[2 * index + 1]), radius(index) + ring];
      },
      text: name,
      measure: (text) => this.#measure(text, text),
      size,
      taken,
      // The name of what is chosen is wanted whatever it hides.
      covered: (box, index) => (index === chosen ? 0 : covered(box)),
    });
    const context = this.#context;
    context.lineWidth = 4;
    context.strokeStyle = ink.ground;
    context.fillStyle = ink.text;
    for (const { text, x, y } of labels) this.#write(text, x, y);
  }

  /** Text in the ink that is set, with the ground around it. @param {string} text @param {number} x @param {number} y */
  #write(text, x, y) {
    const context = this.#context;
    context.globalAlpha = 0.85;
    context.strokeText(text, x, y);
    context.globalAlpha = 1;
    context.fillText(text, x, y);
  }

  /** @param {Overlaid} scene @param {number} index @param {string} colour @param {number} width */
  #ring({ camera, positions, radius, ink }, index, colour, width) {
    if (index < 0) return;
    const [x, y] = project(camera, positions[2 * index], positions[2 * index + 1]);
    const context = this.#context;
    const rings = /** @type {const} */ ([
      [ink.ground, width + 3],
      [colour, width],
    ]);
    for (const [stroke, thick] of rings) {
      context.beginPath();
      context.arc(x, y, radius(index) + RING, 0, 2 * Math.PI);
      context.strokeStyle = stroke;
      context.lineWidth = thick;
      context.stroke();
    }
  }

  /** @param {Overlaid} scene */
  #loop({ lasso, ink }) {
    if (lasso.length < 4) return;
    const context = this.#context;
    context.beginPath();
    for (let i = 0; i < lasso.length; i += 2) context.lineTo(lasso[i], lasso[i + 1]);
    context.closePath();
    context.fillStyle = ink.accent;
    context.globalAlpha = 0.12;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = ink.accent;
    context.lineWidth = 1.5;
    context.setLineDash([5, 4]);
    context.stroke();
    context.setLineDash([]);
  }
}
