/*
The order of rotated files, by the same examples that the command line is held to.
*/
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { oldestFirst } from '../../web/lib/rotation.js';

/** @param {string[]} names */
const ordered = (...names) => oldestFirst(names, (name) => name);

/** @type {{ says: string, given: string[], wanted: string[] }[]} */
const EXAMPLES = JSON.parse(readFileSync(new URL('../fixtures/rotation.json', import.meta.url), 'utf8'));

for (const { says, given, wanted } of EXAMPLES) test(says, () => assert.deepEqual(ordered(...given), wanted));

test('nothing is lost of names that are hardly names', () => {
  for (const names of [['v1.2', 'v1.10'], ['x'], [], ['.1', '.2'], ['', '.', '.gz', '1']])
    assert.deepEqual(ordered(...names).toSorted(), names.toSorted());
});

test('any order of the same files gives the same order', () => {
  const names = ['a.log', 'a.log.1', 'a.log.2', 'a.log-20240101', 'a.log-20240102'];
  const wanted = ['a.log-20240101', 'a.log-20240102', 'a.log.2', 'a.log.1', 'a.log'];
  for (let turn = 0; turn < names.length; turn += 1) {
    assert.deepEqual(ordered(...names.slice(turn), ...names.slice(0, turn)), wanted);
  }
});
