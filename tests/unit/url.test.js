/*
The view in the URL.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatHash, ORDERS, parseHash, SECTIONS, SORTS } from '../../web/url.js';

test('every view survives the way through the URL', () => {
  for (const section of SECTIONS) {
    for (const scale of /** @type {const} */ (['linear', 'log'])) {
      for (const sort of SORTS) {
        for (const order of ORDERS)
          assert.deepEqual(parseHash(formatHash({ section, scale, sort, order })), { section, scale, sort, order });
      }
    }
  }
});

test('the view one starts with needs no fragment', () => {
  assert.equal(formatHash(parseHash('')), '');
});

test('what is not understood is ignored', () => {
  assert.deepEqual(parseHash('#view=nonsense&scale=log&x=%&order=up'), {
    section: 'overview',
    scale: 'log',
    sort: 'count',
    order: 'time',
  });
});
