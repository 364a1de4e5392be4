/*
The pace of a scan.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PaceMeter } from '../../web/lib/pace.js';

test('nothing is said in the first half second', () => {
  const meter = new PaceMeter();
  assert.equal(meter.update(0, 1000, 0), null);
  assert.equal(meter.update(100, 1000, 499), null);
  assert.notEqual(meter.update(101, 1000, 500), null);
});

test('the pace is that of the last two seconds, not of the whole time', () => {
  const meter = new PaceMeter();
  for (let ms = 0; ms <= 10_000; ms += 100) meter.update(ms, 100_000, ms);
  let pace = null;
  for (let ms = 10_100; ms <= 13_000; ms += 100) pace = meter.update(10_000 + (ms - 10_000) / 10, 100_000, ms);
  assert.deepEqual(pace, { perSecond: 100, secondsLeft: (100_000 - 10_300) / 100 });
});

test('what stands still has no end in sight', () => {
  const meter = new PaceMeter();
  for (let ms = 0; ms <= 5000; ms += 100) meter.update(50, 100, ms);
  assert.deepEqual(meter.update(50, 100, 5100), { perSecond: 0, secondsLeft: null });
});
