/*
Where points lie thick, as a cloud of their colours: what one sees of a crowd from afar, where discs would only hide each other. It is a
histogram of the screen, smoothed, on a canvas below the points; the nearer one comes the more it gives way to them.
*/

/** @import { Camera, Size } from './camera.js' */

/** The side of a bin in CSS pixels, and how far it runs into its neighbours: the mean over so many bins on either side, twice. */
const FINE = { side: 4, blur: 2 };
/** The same where the next picture comes at once. */
const HASTY = { side: 8, blur: 1 };
/** Parts of a bin: points, and the sums of their reds, greens and blues. */
const PARTS = 4;
/** From which share of its ground covered by discs on a crowd begins to be drawn as a cloud, and from which on as little else. */
const CROWDED = { from: 0.1, to: 0.6 };
/** Fewer points than this are told apart whatever their size. */
const MANY = { from: 2000, to: 10_000 };
/** What is left of the points under a full cloud. */
const LEFT = 0.2;
/** How opaque the cloud becomes at most. */
const THICKEST = 0.85;

/**
 * How much of a crowd the points are.
 *
 * @param {ArrayLike<number>} radii as drawn without a zoom, in CSS pixels
 * @param {number} growth of the radii
 * @param {number} ground that the points lie on, in square CSS pixels as it is drawn
 * @returns {number} 0 where discs lie apart, to 1 where they hide each other
 */
export function crowding(radii, growth, ground) {
  let squares = 0;
  for (let i = 0; i < radii.length; i++) squares += radii[i] * radii[i];
  const covered = (Math.PI * squares * growth * growth) / Math.max(1, ground);
  return between(covered, CROWDED) * between(radii.length, MANY);
}

/** @param {number} value @param {{ from: number, to: number }} ends @returns {number} 0 to 1, smoothly, by the logarithm */
function between(value, { from, to }) {
  const at = Math.min(1, Math.max(0, Math.log(value / from) / Math.log(to / from)));
  return at * at * (3 - 2 * at);
}

/** @param {number} crowd as {@link crowding} says @returns {number} what the opacity of the points is multiplied with */
export const opacityUnder = (crowd) => 1 - (1 - LEFT) * crowd;

/**
 * @param {object} scene
 * @param {Float32Array} scene.positions x and y by turns
 * @param {Uint8Array} scene.colours red, green, blue, opacity of each point
 * @param {number} scene.count
 * @param {Camera} scene.camera
 * @param {Size} scene.size
 * @param {number} [side] of a bin, in CSS pixels
 * @returns {{ bins: Float32Array, width: number, height: number }} four parts a bin: points and the sums of their colours, where a
 *   point that is faded counts less
 */
export function binned({ positions, colours, count, camera, size }, side = FINE.side) {
  const width = Math.max(1, Math.ceil(size.width / side));
  const height = Math.max(1, Math.ceil(size.height / side));
  const bins = new Float32Array(PARTS * width * height);
  for (let i = 0; i < count; i++) {
    const x = Math.floor((camera.x + camera.k * positions[2 * i]) / side);
    const y = Math.floor((camera.y - camera.k * positions[2 * i + 1]) / side);
    if (!(x >= 0 && x < width && y >= 0 && y < height)) continue;
    const at = PARTS * (y * width + x);
    const weight = colours[4 * i + 3] / 255;
    bins[at] += weight;
    for (let part = 1; part < PARTS; part++) bins[at + part] += weight * colours[4 * i + part - 1];
  }
  return { bins, width, height };
}

/**
 * The mean of each bin and its neighbours along lines. Lines that lie side by side are gone along together, so that what is read is
 * what the processor has at hand.
 *
 * @param {Float32Array} bins
 * @param {number} length of a line
 * @param {number} beside how many lines lie side by side: the step from one number of a line to its next
 * @param {number} blur how many neighbours on either side
 * @returns {Float32Array} others
 */
function blurred(bins, length, beside, blur) {
  const smooth = new Float32Array(bins.length);
  const sums = new Float64Array(beside);
  const ahead = blur * beside;
  const behind = (blur + 1) * beside;
  for (let start = 0; start < bins.length; start += length * beside) {
    const end = start + length * beside;
    sums.fill(0);
    for (let at = start; at < Math.min(start + ahead, end); at++) sums[(at - start) % beside] += bins[at];
    for (let at = start; at < end; at += beside) {
      for (let line = 0; line < beside; line++) {
        let sum = sums[line];
        if (at + ahead < end) sum += bins[at + ahead + line];
        if (at - behind >= start) sum -= bins[at - behind + line];
        sums[line] = sum;
        smooth[at + line] = sum / (2 * blur + 1);
      }
    }
  }
  return smooth;
}

/**
 * @param {ReturnType<typeof binned>} picture
 * @param {number} [blur] how far a bin runs into its neighbours
 * @returns {Float32Array} its bins, smoothed; their sum stays but for what runs over the edge
 */
export function smoothed({ bins, width, height }, blur = FINE.blur) {
  let smooth = bins;
  for (let pass = 0; pass < 2; pass++) {
    smooth = blurred(smooth, width, PARTS, blur);
    smooth = blurred(smooth, height, PARTS * width, blur);
  }
  return smooth;
}

export class Density {
  #context;
  #small = new OffscreenCanvas(1, 1);
  #drawn = false;

  /** @param {HTMLCanvasElement} canvas below the points */
  constructor(canvas) {
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  }

  /** @param {Parameters<typeof binned>[0] & { crowd: number, hasty: boolean }} scene */
  draw(scene) {
    const { crowd, size, hasty } = scene;
    const { side, blur } = hasty ? HASTY : FINE;
    const context = this.#context;
    const { canvas } = context;
    const [across, down] = [Math.round(size.width), Math.round(size.height)];
    if (canvas.width !== across || canvas.height !== down) {
      canvas.width = across;
      canvas.height = down;
    } else if (this.#drawn) context.clearRect(0, 0, across, down);
    this.#drawn = crowd > 0;
    if (!this.#drawn) return;
    const picture = binned(scene, side);
    const bins = smoothed(picture, blur);
    const { width, height } = picture;
    // A bin as full as the mean of those that hold anything is half opaque.
    let [full, sum] = [0, 0];
    for (let at = 0; at < bins.length; at += PARTS) {
      if (bins[at] < 0.05) continue;
      full += 1;
      sum += bins[at];
    }
    const halving = (Math.LN2 * Math.max(1, full)) / sum;
    const image = new ImageData(width, height);
    const { data } = image;
    for (let at = 0; at < bins.length; at += PARTS) {
      const points = bins[at];
      if (points <= 0) continue;
      for (let part = 1; part < PARTS; part++) data[at + part - 1] = bins[at + part] / points;
      data[at + 3] = 255 * THICKEST * crowd * (1 - Math.exp(-points * halving));
    }
    if (this.#small.width !== width) this.#small.width = width;
    if (this.#small.height !== height) this.#small.height = height;
    this.#small.getContext('2d')?.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.#small, 0, 0, width * side, height * side);
  }
}
