/*
The camera of the map: it shows everything, it follows, and the way to the screen and back is the same.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundsOf, fitTo, follow, project, unproject, zoomed } from '../../web/map/camera.js';

const SIZE = { width: 800, height: 500 };
const BOUNDS = { left: -3, right: 9, bottom: 2, top: 4 };

/** @param {import('../../web/map/camera.js').Camera} camera @param {typeof BOUNDS} bounds */
function onScreen(camera, bounds) {
  const [left, top] = project(camera, bounds.left, bounds.top);
  const [right, bottom] = project(camera, bounds.right, bounds.bottom);
  return left >= 0 && top >= 0 && right <= SIZE.width && bottom <= SIZE.height;
}

test('bounds leave out points that lie nowhere', () => {
  assert.deepEqual(boundsOf(new Float32Array([1, 2, NaN, 9, -4, 7, Infinity, 0]), 4), {
    left: -4,
    right: 1,
    bottom: 2,
    top: 7,
  });
  assert.equal(boundsOf(new Float32Array([NaN, NaN]), 1), null);
});

test('the fitting camera shows all, upright', () => {
  const camera = fitTo(BOUNDS, SIZE);
  assert.ok(onScreen(camera, BOUNDS));
  assert.ok(project(camera, 0, 4)[1] < project(camera, 0, 2)[1]);
});

test('a map of one place has a camera with finite numbers', () => {
  const camera = fitTo({ left: 5, right: 5, bottom: 5, top: 5 }, SIZE);
  assert.ok([camera.k, ...project(camera, 5, 5)].every(Number.isFinite));
});

test('the way back from the screen undoes the way there, under any zoom', () => {
  const camera = zoomed(fitTo(BOUNDS, SIZE), { k: 7.5, x: -310, y: 42 });
  const [x, y] = unproject(camera, ...project(camera, 1.25, 3.5));
  assert.ok(Math.abs(x - 1.25) < 1e-9 && Math.abs(y - 3.5) < 1e-9);
});

test('following never loses a point of a growing map', () => {
  let camera = fitTo(BOUNDS, SIZE);
  for (let step = 1; step < 60; step++) {
    const factor = 1.08 ** step;
    const grown = { left: -3 * factor, right: 9 * factor, bottom: 2 * factor, top: 4 * factor };
    ({ camera } = follow(camera, grown, SIZE));
    assert.ok(onScreen(camera, grown), `step ${step}`);
  }
});

test('following closes in on a map that has shrunk, calmly, and comes to rest', () => {
  const goal = fitTo(BOUNDS, SIZE);
  let camera = { ...goal, k: goal.k / 10, x: 400, y: 250 };
  const first = follow(camera, BOUNDS, SIZE);
  assert.ok(first.camera.k > camera.k && first.camera.k < goal.k && !first.settled);
  let steps = 0;
  for (let settled = false; !settled && steps < 200; steps++) ({ camera, settled } = follow(camera, BOUNDS, SIZE));
  assert.ok(steps < 200);
  assert.deepEqual(camera, goal);
});
