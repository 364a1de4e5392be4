/*
The order of rotated files.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oldestFirst } from '../../web/lib/rotation.js';

/** @param {string[]} names */
const ordered = (...names) => oldestFirst(names, (name) => name);

test('counts grow with age, packed or not', () => {
  assert.deepEqual(ordered('access.log', 'access.log.1', 'access.log.10.gz', 'access.log.2.gz'), [
    'access.log.10.gz',
    'access.log.2.gz',
    'access.log.1',
    'access.log',
  ]);
  assert.deepEqual(ordered('app.1.log', 'app.log', 'app.2.log.zst'), ['app.2.log.zst', 'app.1.log', 'app.log']);
});

test('dates do not, and what has none is the newest', () => {
  const names = ['server.log', 'server.log.2016-12-19-22', 'server.log.2016-12-19-21', 'server.log.2016-12-20-03'];
  assert.deepEqual(ordered(...names), [names[2], names[1], names[3], names[0]]);
  assert.deepEqual(ordered('a.log-20240302.gz', 'a.log', 'a.log-20240229.gz'), [
    'a.log-20240229.gz',
    'a.log-20240302.gz',
    'a.log',
  ]);
});

test('several logs stay in their order, each in one piece', () => {
  assert.deepEqual(ordered('b.log', 'a.log', 'b.log.1', 'a.log.1', 'c.txt'), [
    'b.log.1',
    'b.log',
    'a.log.1',
    'a.log',
    'c.txt',
  ]);
});

test('names that only look a little like it stay where they are', () => {
  for (const names of [['v1.2', 'v1.10'], ['x'], [], ['a', 'a', 'a'], ['10.log', '9.log'], ['.1', '.2']])
    assert.deepEqual(ordered(...names).toSorted(), names.toSorted());
  assert.deepEqual(ordered('10.log', '9.log'), ['10.log', '9.log']);
});

test('any order of the same files gives the same order', () => {
  const names = ['a.log', 'a.log.1', 'a.log.2', 'a.log-20240101', 'a.log-20240102'];
  const wanted = ['a.log-20240101', 'a.log-20240102', 'a.log.2', 'a.log.1', 'a.log'];
  for (let turn = 0; turn < names.length; turn += 1) {
    assert.deepEqual(ordered(...names.slice(turn), ...names.slice(0, turn)), wanted);
  }
});
