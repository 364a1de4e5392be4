/*
Charts without a canvas: axes, bars, percentiles, colours.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classLook, sequential } from '../../web/charts/palette.js';
import { closeGap, joinBins, percentile, percentilesOverTime } from '../../web/charts/percentiles.js';
import { layBars, makeScale, ticks } from '../../web/charts/scale.js';

test('a scale goes there and back, and is logarithmic for wide spans only', () => {
  for (const [from, to] of /** @type {const} */ ([
    [1, 10],
    [0.001, 1000],
    [-5, 5],
    [0, 1e6],
  ])) {
    const scale = makeScale(from, to);
    assert.equal(scale.logarithmic, from > 0 && to / from > 50);
    for (const place of [0, 0.25, 1]) assert.ok(Math.abs(scale.place(scale.value(place)) - place) < 1e-9);
  }
});

test('ticks are round and lie within', () => {
  assert.deepEqual(ticks(0, 10, false, 5), [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(ticks(0.002, 3000, true, 7), [0.01, 0.1, 1, 10, 100, 1000]);
  assert.deepEqual(ticks(5, 5, false), [5]);
});

test('bars do not overlap, and zeros have a place of their own', () => {
  const buckets = [
    { from: 0, to: 0, count: 3 },
    { from: 1, to: 2, count: 1 },
    { from: 64, to: 128, count: 1 },
  ];
  const { bars, ticks: marks } = layBars(buckets);
  for (const [index, bar] of bars.entries()) {
    assert.ok(bar.x >= 0 && bar.x + bar.width <= 1 + 1e-9);
    const next = bars[index + 1];
    if (next !== undefined) assert.ok(bar.x + bar.width <= next.x + 1e-9);
  }
  assert.equal(marks[0]?.value, 0);
  const joined = layBars([
    { from: 0, to: 1, count: 1 },
    { from: 1, to: 1000, count: 1 },
  ]).bars;
  assert.ok(joined.every(({ width }) => width > 0.1));
  assert.deepEqual(layBars([{ from: 0, to: 0, count: 1 }]).bars, [{ x: 0, width: 1 }]);
});

test('percentiles of bins lie within the bin of the exact ones', () => {
  const edges = [1, 2, 4, 8];
  assert.equal(percentile([0, 0, 0], edges, 0.5), null);
  assert.equal(percentile([10, 0, 0], edges, 1), 2);
  const p50 = percentile([1, 1, 2], edges, 0.5) ?? 0;
  assert.ok(p50 >= 2 && p50 <= 4);
  const heat = {
    field: 'x',
    start: '2024-05-01T00:00:00Z',
    step: 60,
    edges,
    counts: [
      [4, 0, 0],
      [0, 0, 0],
    ],
  };
  assert.deepEqual(
    percentilesOverTime(heat).map(({ time, count }) => [time, count]),
    [
      [Date.UTC(2024, 4, 1), 4],
      [Date.UTC(2024, 4, 1, 0, 1), 0],
    ],
  );
});

test('classes that meet on one timeline have different letters', () => {
  const names = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', '5xx', '4xx', '3xx', '2xx', '1xx', 'none'];
  assert.equal(new Set(names.map((name) => classLook(name).letter)).size, names.length);
  assert.equal(classLook('ERROR'), classLook('error'));
});

test('more is always further from the ground, whatever the theme', () => {
  for (const theme of /** @type {const} */ (['light', 'dark'])) {
    const luminance = Array.from({ length: 21 }, (_, step) => {
      const [r, g, b] = sequential(step / 20, theme);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    const sorted = luminance.toSorted((a, b) => (theme === 'light' ? b - a : a - b));
    assert.deepEqual(luminance, sorted);
  }
});

test('joined bins keep every record', () => {
  const edges = Array.from({ length: 12 }, (_, index) => 2 ** index);
  const heat = { field: 'x', start: '', step: 60, edges, counts: [Array.from({ length: 11 }, (_, index) => index)] };
  const joined = joinBins(heat, 4);
  assert.deepEqual(joined.edges, [1, 8, 64, 512, 2048]);
  assert.deepEqual(joined.counts, [[3, 12, 21, 19]]);
  assert.equal(joinBins(heat, 11), heat);
});

test('zeros do not push the rest of a heat map together', () => {
  const edges = Array.from({ length: 42 }, (_, index) => 2 ** (index - 30));
  const column = new Array(41).fill(0);
  [column[0], column[38], column[40]] = [5, 2, 1];
  const closed = closeGap({ field: 'x', start: '', step: 60, edges, counts: [column] });
  assert.deepEqual(closed.edges, [0, 2 ** 8, 2 ** 9, 2 ** 10, 2 ** 11]);
  assert.deepEqual(closed.counts, [[5, 2, 0, 1]]);
  const above = { field: 'x', start: '', step: 60, edges: [1, 2], counts: [[1]] };
  assert.equal(closeGap(above), above);
});
