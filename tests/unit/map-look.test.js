/*
Colours, shapes, sizes and names of the points of the map.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLASSES, categorical, classMarks, numberMarks, sequential, shapeOf } from '../../web/map/colours.js';
import { kindsOf } from '../../web/map/kinds.js';
import { labelOrder, placeLabels, placeRegions, shorten } from '../../web/map/labels.js';
import { PointGrid } from '../../web/map/pick.js';
import { bySize, opacityOf, radiiOf } from '../../web/map/sizes.js';

/** @param {number[]} channels @returns {number} rough brightness, 0 to 255 */
const brightness = ([red, green, blue]) => 0.21 * red + 0.72 * green + 0.07 * blue;

test('more stands out more: darker on light, lighter on dark, all along the scale', () => {
  for (let step = 1; step <= 20; step++) {
    const [before, now] = [(step - 1) / 20, step / 20];
    assert.ok(brightness(sequential(now, false)) < brightness(sequential(before, false)));
    assert.ok(brightness(sequential(now, true)) > brightness(sequential(before, true)));
  }
});

test('values beyond the scale take its ends, and what is no number its middle', () => {
  assert.deepEqual(sequential(7, true), sequential(1, true));
  assert.deepEqual(sequential(-7, true), sequential(0, true));
  assert.deepEqual(sequential(NaN, true), sequential(0.5, true));
});

test('no two classes share a colour or a shape', () => {
  const numbers = Array.from({ length: CLASSES }, (_, number) => number).concat(-1);
  assert.equal(new Set(numbers.map((number) => categorical(number).join())).size, CLASSES + 1);
  assert.equal(new Set(numbers.map(shapeOf)).size, CLASSES + 1);
  assert.deepEqual(categorical(CLASSES), categorical(-1));
});

test('marks are four channels a point, opaque, and a shape', () => {
  assert.deepEqual(
    [...numberMarks(new Float32Array([0, 1]), true).colours],
    [...sequential(0, true), 255, ...sequential(1, true), 255],
  );
  assert.deepEqual([...classMarks([2, -1]).shapes], [shapeOf(2), shapeOf(-1)]);
});

test('radii rise with the records and shrink in a crowd', () => {
  const radii = radiiOf([1, 10, 1000, 1e6]);
  assert.deepEqual(
    [...radii],
    [...radii].sort((a, b) => a - b),
  );
  assert.ok(radii[0] >= 2 && radii[3] < 32);
  assert.ok(radiiOf(new Array(100_000).fill(5))[0] < radiiOf([5, 5])[0]);
  assert.ok(radiiOf([0, 0, 0]).every((radius) => radius > 0));
});

test('points are opaque when they are few or seen from near, and never invisible', () => {
  assert.equal(opacityOf(400, 1), 1);
  assert.equal(opacityOf(100_000, 400), 1);
  assert.ok(opacityOf(100_000, 1) < 0.6);
  assert.ok(opacityOf(1e9, 0.3) >= 0.3);
});

test('the largest points are drawn first, equal ones in their order', () => {
  assert.deepEqual([...bySize([3, 9, 3, 1])], [1, 0, 2, 3]);
});

test('of equally large points the lonely one is named first', () => {
  const positions = Float32Array.from({ length: 200 }, (_, at) => (at < 198 ? (at % 10) / 50 : 40));
  assert.equal(labelOrder(new Array(100).fill(8), new PointGrid(positions, 100))[0], 99);
});

test('long names keep their start and their end, and one line', () => {
  assert.equal(shorten('/short'), '/short');
  const long = shorten(`/api/v1/${'x'.repeat(100)}/last\nline`);
  assert.ok(long.startsWith('/api/v1/') && long.endsWith('/last line'));
  assert.equal([...long].length, 32);
});

/** @param {number} count of points in rows, and names wider than the gaps */
function placed(count) {
  return placeLabels({
    order: Array.from({ length: count }, (_, index) => index),
    most: 40,
    disc: (index) => [(index % 30) * 30, Math.floor(index / 30) * 9, 4],
    text: (index) => `name ${index}`,
    measure: (text) => 6 * text.length,
    size: { width: 900, height: 600 },
    covered: () => 0,
  });
}

test('names do not overlap, lie on the screen, and are no more than wished', () => {
  const labels = placed(2000);
  assert.equal(labels.length, 40);
  for (const [at, { box }] of labels.entries()) {
    assert.ok(box.left >= 0 && box.top >= 0 && box.right <= 900 && box.bottom <= 600);
    for (const { box: other } of labels.slice(at + 1)) {
      const apart =
        box.right <= other.left || other.right <= box.left || box.bottom <= other.top || other.bottom <= box.top;
      assert.ok(apart);
    }
  }
});

test('a hundred thousand points cost no more looks than a few hundred', () => {
  let looks = 0;
  placeLabels({
    order: Array.from({ length: 100_000 }, (_, index) => index),
    most: 28,
    disc: () => [400, 300, 4],
    text: () => 'all in one place',
    measure: () => 90,
    size: { width: 900, height: 600 },
    covered: () => {
      looks += 1;
      return 0;
    },
  });
  assert.ok(looks > 0 && looks <= 4 * 300, `${looks}`);
});

test('a name goes to the side where it hides least, and nowhere if it hides much everywhere', () => {
  const wish = {
    order: [0],
    most: 1,
    disc: () => /** @type {[number, number, number]} */ ([400, 300, 5]),
    text: () => 'name',
    measure: () => 40,
    size: { width: 900, height: 600 },
  };
  const [label] = placeLabels({ ...wish, covered: (box) => (box.left > 400 ? 5 : 0) });
  assert.ok(label.box.right < 400);
  assert.deepEqual(placeLabels({ ...wish, covered: () => 5 }), []);
});

test('kinds are the most frequent ones; what is alone has none', () => {
  const { kinds, classes } = kindsOf('path', ['/api/a', '/static/x', '/api/b', '/static/y', '/api/c', '/robots.txt']);
  assert.deepEqual(kinds, ['/api', '/static']);
  assert.deepEqual([...classes], [0, 1, 0, 1, 0, -1]);
});

test('addresses are of a kind by their network, hosts by their name without numbers', () => {
  assert.deepEqual(kindsOf('client', ['10.1.2.3', '10.1.9.9', '2001:db8::1', '2001:db8::2']).kinds, [
    '10.1.*',
    '2001:db8:*',
  ]);
  assert.deepEqual(kindsOf('host', ['web-1.example', 'web-2.example', 'db01']).kinds, ['web']);
});

test('regions are named in their middle, and no two names overlap', () => {
  const points = [
    [100, 100],
    [110, 104],
    [104, 108],
    [300, 100],
    [104, 110],
  ];
  const place = (/** @type {number} */ row) => /** @type {[number, number]} */ (points[row]);
  const regions = [
    { rows: Uint32Array.of(0, 1, 2), label: 'first', detail: '3 clients' },
    { rows: Uint32Array.of(3), label: 'second', detail: '1 client' },
    { rows: Uint32Array.of(4), label: 'hidden', detail: '' },
  ];
  const placed = placeRegions(regions, place, { width: 400, height: 200 }, (text) => 7 * text.length);
  assert.deepEqual(
    placed.map(({ text, x, y }) => [text, x, y]),
    [
      ['first', 104, 104],
      ['second', 300, 100],
    ],
  );
});
