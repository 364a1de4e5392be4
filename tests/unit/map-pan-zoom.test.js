/*
What dragging, pinching and turning the wheel do to the picture.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dragged, IDENTITY, scaledAbout } from '../../web/map/pan-zoom.js';

/** @typedef {import('../../web/map/pan-zoom.js').Transform} Transform */

/** @param {Transform} transform @param {number} x @param {number} y @returns {[number, number]} what lies there */
const under = ({ k, x: dx, y: dy }, x, y) => [(x - dx) / k, (y - dy) / k];

/** @param {number[]} actual @param {number[]} expected */
function near(actual, expected) {
  for (const [at, value] of expected.entries()) assert.ok(Math.abs(actual[at] - value) < 1e-9, `${actual} ${expected}`);
}

test('what is under the pointer stays there while the picture grows', () => {
  const start = { k: 3, x: -40, y: 12 };
  for (const factor of [0.5, 1.4, 7]) near(under(scaledAbout(start, factor, 210, 95), 210, 95), under(start, 210, 95));
});

test('the scale has ends, and at them the picture does not creep', () => {
  const close = scaledAbout(IDENTITY, 1e9, 10, 20);
  assert.equal(close.k, 500);
  assert.deepEqual(scaledAbout(close, 2, 300, 300), close);
  assert.equal(scaledAbout(IDENTITY, 1e-9, 10, 20).k, 0.3);
});

test('one finger takes the picture along', () => {
  assert.deepEqual(dragged({ k: 2, x: 5, y: 6 }, [[10, 10]], [[13, 4]]), { k: 2, x: 8, y: 0 });
});

test('two fingers keep what is under each of them', () => {
  const start = { k: 1.5, x: 30, y: -20 };
  const after = dragged(start, [[100, 100], [200, 100]], [[60, 150], [260, 150]]); // biome-ignore format: pairs
  assert.equal(after.k, 3);
  near(under(after, 60, 150), under(start, 100, 100));
  near(under(after, 260, 150), under(start, 200, 100));
});

test('two fingers in one place move and do not scale', () => {
  assert.deepEqual(dragged(IDENTITY, [[5, 5], [5, 5]], [[6, 5], [6, 5]]), { k: 1, x: 1, y: 0 }); // biome-ignore format: pairs
});
