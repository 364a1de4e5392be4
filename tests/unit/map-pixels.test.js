/*
Points drawn by the processor, against the picture that an obvious program makes of the formulas in the fragment shader: every point
looked at for every pixel, in real numbers.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';

/** Stands in for the browser's. */
class Picture {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) });
  }
}
Object.assign(globalThis, { ImageData: Picture });
const { PixelPoints } = await import('../../web/map/pixels.js');

/** @typedef {import('../../web/map/renderer.js').Look & { positions: Float32Array }} Given */
/** @typedef {import('../../web/map/renderer.js').Scene} Scene */

/** @param {Given} given @param {Scene} scene @returns {Uint8ClampedArray} the picture, not premultiplied */
function draw({ positions, ...look }, scene) {
  /** @type {any} */
  let shown;
  const canvas = { getContext: () => ({ putImageData: (/** @type {any} */ image) => (shown = image) }) };
  const points = new PixelPoints(/** @type {any} */ (canvas));
  points.setLook(look);
  points.setPositions(positions);
  points.draw(scene);
  return shown.data;
}

const clamp = (/** @type {number} */ value) => Math.min(1, Math.max(0, value));
const box = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ w, /** @type {number} */ h) => {
  const [dx, dy] = [Math.abs(x) - w, Math.abs(y) - h];
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0);
};
const triangle = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ r) =>
  Math.max(y - r * 0.62, Math.abs(x) * 0.866 - y * 0.5 - r * 0.62);

/** The outlines as the shader has them. @param {number} form @param {number} x @param {number} y @param {number} r */
function outline(form, x, y, r) {
  if (form === 1) return box(x, y, r * 0.86, r * 0.86);
  if (form === 2) return triangle(x, y, r * 1.15);
  if (form === 3) return (Math.abs(x) + Math.abs(y) - r * 1.2) * Math.SQRT1_2;
  if (form === 4) return Math.min(box(x, y, r * 1.1, r * 0.4), box(x, y, r * 0.4, r * 1.1));
  if (form === 5) return triangle(x, -y, r * 1.15);
  if (form === 6) return Math.abs(Math.hypot(x, y) - r * 0.75) - r * 0.28;
  if (form === 7) return Math.max(Math.abs(y) * 0.866 + Math.abs(x) * 0.5, Math.abs(x)) - r * 0.92;
  return Math.hypot(x, y) - r;
}

/** @param {Given} given @param {Scene} scene @returns {number[]} premultiplied red, green, blue and opacity of each pixel, 0 to 1 */
function reference({ positions, order, radii, colours, shapes }, { camera, size, ratio, growth, opacity, edge }) {
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
  const picture = new Array(4 * width * height).fill(0);
  for (const index of order) {
    const [px = Number.NaN, py = Number.NaN] = positions.slice(2 * index, 2 * index + 2);
    if (!Number.isFinite(px + py)) continue;
    const reach = (radii[index] ?? 0) * growth;
    for (let at = 0; at < width * height; at++) {
      const x = ((at % width) + 0.5) / ratio - (camera.x + camera.k * px);
      const y = (Math.floor(at / width) + 0.5) / ratio - (camera.y - camera.k * py);
      const distance = outline(shapes[index] ?? 0, x, y, reach);
      const cover = clamp(0.5 - distance * ratio) * opacity * ((colours[4 * index + 3] ?? 0) / 255);
      const rim = clamp(1 + (distance + 1) * ratio) * edge[3] * clamp((reach - 1.5) / 3);
      for (let channel = 0; channel < 4; channel++) {
        const fill = (colours[4 * index + channel] ?? 0) / 255;
        const over = channel === 3 ? 1 : fill + ((edge[channel] ?? 0) - fill) * rim;
        picture[4 * at + channel] += (over - picture[4 * at + channel]) * cover;
      }
    }
  }
  return picture;
}

/** @param {number} seed @returns {() => number} 0 to 1 */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** @param {number} seed @param {number} ratio @returns {{ given: Given, scene: Scene }} */
function scene(seed, ratio) {
  const random = numbers(seed);
  const count = 40;
  const given = {
    order: Uint32Array.from({ length: count }, (_, index) => count - 1 - index),
    // Steps of a quarter of a pixel, which is what stamps are cut to.
    radii: Float32Array.from({ length: count }, () => (1 + Math.floor(random() * 32)) / 4),
    colours: Uint8Array.from({ length: 4 * count }, () => Math.floor(random() * 256)),
    shapes: Uint8Array.from({ length: count }, () => Math.floor(random() * 8)),
    // The middle of one of the places that a stamp can have within a pixel; some lie on the edge of the screen or beyond it.
    positions: Float32Array.from({ length: 2 * count }, () => (Math.floor(random() * 400) - 40 + 0.5) / 4 / ratio),
  };
  given.positions[6] = Number.NaN;
  given.positions[9] = Number.POSITIVE_INFINITY;
  const edge = /** @type {[number, number, number, number]} */ ([0.1, 0.9, 0.2, 0.7]);
  const camera = { k: 1, x: 0, y: 64 / ratio };
  const size = { width: 80 / ratio, height: 64 / ratio };
  return { given, scene: { camera, size, ratio, growth: 1, opacity: 0.8, edge } };
}

for (const ratio of [1, 2]) {
  test(`the picture is that of the formulas, ${ratio} pixels a CSS pixel`, () => {
    for (let seed = 1; seed <= 8; seed++) {
      const { given, scene: at } = scene(seed, ratio);
      const drawn = draw(given, at);
      const right = reference(given, at);
      assert.equal(drawn.length, right.length);
      let [worst, shown] = [0, 0];
      for (let place = 0; place < drawn.length; place += 4) {
        const opacity = (drawn[place + 3] ?? 0) / 255;
        if (opacity > 0) shown += 1;
        for (let channel = 0; channel < 4; channel++) {
          const part = channel === 3 ? opacity : ((drawn[place + channel] ?? 0) / 255) * opacity;
          worst = Math.max(worst, Math.abs(part - (right[place + channel] ?? 0)));
        }
      }
      assert.ok(shown > 300);
      // Every point on a pixel may round by half a step of 255 in its share and half in what comes of it.
      assert.ok(worst < 0.035, `seed ${seed}: ${worst}`);
    }
  });
}

test('nothing is drawn twice, and what is no longer there is gone', () => {
  const { given, scene: at } = scene(3, 1);
  /** @type {any} */
  let shown;
  const canvas = { getContext: () => ({ putImageData: (/** @type {any} */ image) => (shown = image.data.slice()) }) };
  const points = new PixelPoints(/** @type {any} */ (canvas));
  points.setLook(given);
  points.setPositions(given.positions);
  points.draw(at);
  const first = shown;
  points.draw(at);
  assert.deepEqual(shown, first);
  points.setPositions(new Float32Array(given.positions.length).fill(1e6));
  points.draw(at);
  assert.ok(shown.every((/** @type {number} */ value) => value === 0));
});

test('a hasty picture of very many points has half as many pixels each way, and shows the same places', () => {
  const { given, scene: at } = scene(5, 1);
  const times = 600;
  const repeated = (/** @type {any} */ list) =>
    list.constructor.from(
      { length: times * list.length },
      (/** @type {any} */ _, /** @type {number} */ place) => list[place % list.length],
    );
  const many = {
    ...given,
    order: Uint32Array.from({ length: 40 * times }, (_, index) => index),
    radii: repeated(given.radii),
    colours: repeated(given.colours),
    shapes: repeated(given.shapes),
  };
  /** @type {any} */
  let shown;
  const canvas = {
    width: 0,
    height: 0,
    getContext: () => ({ putImageData: (/** @type {any} */ image) => (shown = image) }),
  };
  const points = new PixelPoints(/** @type {any} */ (canvas));
  points.setPositions(repeated(given.positions));
  points.setLook(given);
  assert.equal(points.draw({ ...at, hasty: true }), false);
  assert.deepEqual([canvas.width, canvas.height], [80, 64]);
  points.setLook(many);
  assert.equal(points.draw({ ...at, hasty: false }), false);
  const fine = shown;
  assert.equal(points.draw({ ...at, hasty: true }), true);
  assert.deepEqual([canvas.width, canvas.height], [40, 32]);
  assert.deepEqual([shown.width, shown.height], [40, 32]);
  let alike = 0;
  for (let row = 0; row < 32; row++) {
    for (let column = 0; column < 40; column++) {
      const coarse = shown.data[4 * (40 * row + column) + 3] > 127;
      const four = [0, 1, 80, 81].map((step) => fine.data[4 * (160 * row + 2 * column + step) + 3]);
      if (coarse === four.reduce((sum, opacity) => sum + opacity, 0) > 4 * 127) alike += 1;
    }
  }
  assert.ok(alike > 0.9 * 40 * 32, `${alike} of ${40 * 32}`);
});
