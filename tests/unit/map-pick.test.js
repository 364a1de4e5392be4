/*
The grid of the map against looking at every point.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inside } from '../../web/map/lasso.js';
import { neighbourTowards, PointGrid } from '../../web/map/pick.js';

/** @param {number} seed */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** @param {number} count @param {number} seed @returns {Float32Array} half of them crowded, some nowhere */
function scatter(count, seed) {
  const random = randomFrom(seed);
  return Float32Array.from({ length: 2 * count }, (_, at) => {
    if (at % 97 === 13) return NaN;
    return at % 4 < 2 ? random() * 100 - 50 : random();
  });
}

for (const count of [0, 1, 2, 50, 3000]) {
  test(`a rectangle holds the same of ${count} points as by looking at each`, () => {
    const positions = scatter(count, count + 1);
    const grid = new PointGrid(positions, count);
    for (const area of [
      { left: -10, right: 12, bottom: -8, top: 30 },
      { left: 0.2, right: 0.21, bottom: -60, top: 60 },
      { left: 70, right: 90, bottom: 0, top: 1 },
      { left: -Infinity, right: Infinity, bottom: -Infinity, top: Infinity },
    ]) {
      /** @type {number[]} */
      const found = [];
      grid.within(area, (index) => found.push(index));
      const expected = Array.from({ length: count }, (_, index) => index).filter((index) => {
        const [x, y] = [positions[2 * index], positions[2 * index + 1]];
        return x >= area.left && x <= area.right && y >= area.bottom && y <= area.top;
      });
      assert.deepEqual(
        found.sort((a, b) => a - b),
        expected,
      );
    }
  });
}

test('a hit is the point that is hit closest to its middle for its size', () => {
  const count = 2000;
  const positions = scatter(count, 5);
  const grid = new PointGrid(positions, count);
  const radius = (/** @type {number} */ index) => 0.5 + (index % 7) / 3;
  const random = randomFrom(9);
  let hits = 0;
  for (let trial = 0; trial < 300; trial++) {
    const [x, y] = [random() * 110 - 55, random() * 110 - 55];
    let expected = -1;
    let least = 1;
    for (let i = 0; i < count; i++) {
      const share = Math.hypot(positions[2 * i] - x, positions[2 * i + 1] - y) / radius(i);
      if (share < least) {
        least = share;
        expected = i;
      }
    }
    assert.equal(grid.hit(x, y, radius, 2.5), expected);
    if (expected >= 0) hits += 1;
  }
  assert.ok(hits > 50);
});

test('the grid keeps the positions it was built from', () => {
  const positions = new Float32Array([0, 0, 10, 10]);
  const grid = new PointGrid(positions, 2);
  positions.fill(99);
  assert.equal(
    grid.hit(10, 10, () => 1, 1),
    1,
  );
});

test('crowded points have more company than lonely ones', () => {
  const positions = Float32Array.from({ length: 400 }, (_, at) => (at < 390 ? (at % 20) / 100 : 50 + at));
  const grid = new PointGrid(positions, 200);
  assert.ok(grid.crowd(0) > 50);
  assert.ok(grid.crowd(199) < 10);
});

test('arrows lead to the nearest point that way, and stay where there is none', () => {
  //           0: middle, 1: right, 2: farther right, 3: above, a little aside
  const positions = new Float32Array([0, 0, 2, 0.5, 5, 0, 0.4, 3]);
  assert.equal(neighbourTowards(positions, 4, 0, 1, 0), 1);
  assert.equal(neighbourTowards(positions, 4, 1, 1, 0), 2);
  assert.equal(neighbourTowards(positions, 4, 0, 0, 1), 3);
  assert.equal(neighbourTowards(positions, 4, 0, -1, 0), 0);
});

test('a loop with a dent holds what lies in it and not what lies in the dent', () => {
  const path = [0, 0, 10, 0, 10, 10, 5, 2, 0, 10];
  assert.ok(inside(path, 1, 5));
  assert.ok(inside(path, 9, 5));
  assert.ok(!inside(path, 5, 6));
  assert.ok(!inside(path, -1, 5));
});
