/*
Numbers as people read them.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bytes,
  bytesOf,
  compact,
  count,
  duration,
  moment,
  period,
  plural,
  quantity,
  share,
  unitOf,
} from '../../web/lib/quantity.js';

/** @param {string} text with ordinary spaces */
const plain = (text) => text.replaceAll('\u00a0', ' ');

test('large numbers keep three digits', () => {
  assert.deepEqual(
    [0, 7, 999, 1000, 12_345, 999_600, 1_234_567].map((n) => plain(compact(n))),
    ['0', '7', '999', '1 k', '12.3 k', '1 M', '1.23 M'],
  ); // prettier keeps them on a line
  assert.equal(count(1_234_567), '1,234,567');
  assert.equal(plural(1, 'line'), '1 line');
  assert.equal(plural(2000, 'line'), '2,000 lines');
});

test('sizes are decimal, and both of a pair have the unit of the whole', () => {
  assert.equal(plain(bytes(0)), '0 B');
  assert.equal(plain(bytes(999)), '999 B');
  assert.equal(plain(bytes(1_250_000_000)), '1.25 GB');
  assert.equal(plain(bytesOf(1_200_000_000, 4_000_000_000)), '1.2 / 4.0 GB');
  assert.equal(plain(bytesOf(3, 12)), '3 / 12 B');
});

test('something is never shown as nothing', () => {
  assert.equal(share(0, 100), '0%');
  assert.equal(share(1, 3), '33.3%');
  assert.equal(share(1, 5000), '0.02%');
  assert.equal(share(1, 1e9), '<0.01%');
  assert.equal(share(0, 0), '–');
});

test('durations show their two largest units', () => {
  const shown = [0, 2e-9, 0.0124, 0.9999, 5, 59.99, 125, 3600, 93_784, 864_000].map((s) => plain(duration(s)));
  assert.deepEqual(shown, ['0 s', '2 ns', '12.4 ms', '1 s', '5 s', '1 min', '2 min 5 s', '1 h', '1 d 2 h', '10 d']);
});

test('the unit of a field is read off its name', () => {
  const units = [
    'http.server.request.duration',
    'duration_ms',
    'tookMs',
    'elapsed_us',
    'request_time',
    'items',
    'http.response.body.size',
    'bytes',
  ];
  assert.deepEqual(units.map(unitOf), ['s', 'ms', 'ms', 'us', '', '', 'bytes', 'bytes']);
  assert.equal(plain(quantity(1500, 'ms')), '1.5 s');
  assert.equal(plain(quantity(123_456, '')), '123 k');
});

test('times are in UTC, and a day is named once', () => {
  assert.equal(moment('2024-05-17T10:05:03+02:00'), 'May 17, 2024, 08:05:03');
  assert.equal(period('2024-05-17T10:05:03Z', '2024-05-17T11:00:00Z', 60), 'May 17, 2024, 10:05 – 11:00');
  assert.equal(moment('no time'), 'no time');
});
