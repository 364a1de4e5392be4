/*
The cloud of a crowd: when it is drawn, and that it is where the points are.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binned, crowding, opacityUnder, smoothed } from '../../web/map/density.js';
import { growth, radiiOf } from '../../web/map/sizes.js';

const ground = 800 * 600;
/** @param {number} count @param {number} zoom */
const crowd = (count, zoom) =>
  crowding(
    radiiOf(Float64Array.from({ length: count }, (_, at) => 1 + 1000 / (1 + (at % 500)))),
    growth(zoom),
    ground * zoom * zoom,
  );

test('a few thousand points are points; a hundred thousand a cloud until one comes near', () => {
  assert.equal(crowd(400, 1), 0);
  assert.ok(crowd(100_000, 1) > 0.8);
  assert.equal(crowd(100_000, 20), 0);
  const steps = [1, 1.5, 2, 3, 5, 8].map((zoom) => crowd(100_000, zoom));
  for (let at = 1; at < steps.length; at += 1) assert.ok(steps[at] <= steps[at - 1]);
  assert.ok(
    steps.some((step) => step > 0.05 && step < 0.95),
    String(steps),
  );
});

test('points fade as the cloud comes, and never wholly', () => {
  assert.equal(opacityUnder(0), 1);
  assert.ok(opacityUnder(1) > 0 && opacityUnder(1) < 0.5);
});

test('every point on the screen is in its bin, and smoothing keeps their number', () => {
  const positions = Float32Array.from([0, 0, 1, 1, 50, 0, Number.NaN, 0]);
  const colours = Uint8Array.from([255, 0, 0, 255, 0, 0, 255, 255, 9, 9, 9, 255, 9, 9, 9, 255]);
  const camera = { k: 10, x: 100, y: 100 };
  const size = { width: 200, height: 200 };
  const picture = binned({ positions, colours, count: 4, camera, size });
  const sum = (/** @type {Float32Array} */ bins, /** @type {number} */ part) =>
    bins.reduce((all, value, at) => all + (at % 4 === part ? value : 0), 0);
  assert.equal(sum(picture.bins, 0), 2);
  assert.equal(picture.bins[4 * (25 * picture.width + 25)], 1);
  assert.equal(picture.bins[4 * (25 * picture.width + 25) + 1], 255);
  const smooth = smoothed(picture);
  assert.ok(Math.abs(sum(smooth, 0) - 2) < 1e-4);
  assert.ok(Math.abs(sum(smooth, 3) - 255) < 1e-2);
  assert.ok(smooth[4 * (25 * picture.width + 27)] > 0);
});
