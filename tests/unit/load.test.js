/*
The shared memory is the largest that the browser grants.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemory } from '../../web/engine/load.js';

/** @param {number} limit in pages */
function browserWith(limit) {
  /** @type {number[]} */
  const tried = [];
  const Memory = function Memory(/** @type {{ maximum: number }} */ wanted) {
    tried.push(wanted.maximum);
    if (wanted.maximum > limit) throw new RangeError('could not allocate memory');
    return wanted;
  };
  return { tried, Memory: /** @type {any} */ (Memory) };
}

test('the maximum is lowered until the browser agrees', () => {
  for (const [limit, granted] of [
    [65_536, 65_536],
    [20_000, 16_384],
    [4_096, 4_096],
  ]) {
    const memory = createMemory(34, browserWith(limit).Memory);
    assert.deepEqual(memory, { memory: { initial: 34, maximum: granted, shared: true }, pages: granted });
  }
});

test('a browser that grants nothing is asked three times and its refusal passed on', () => {
  const { Memory, tried } = browserWith(0);
  assert.throws(() => createMemory(34, Memory), RangeError);
  assert.deepEqual(tried, [65_536, 16_384, 4_096]);
});

test('an error that has nothing to do with size is passed on at once', () => {
  const Memory = /** @type {any} */ (
    function Memory() {
      throw new TypeError('shared memory is not supported');
    }
  );
  assert.throws(() => createMemory(34, Memory), TypeError);
});
