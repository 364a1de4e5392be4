/*
Chips and the filter that they make.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  classChip,
  composeFilter,
  minuteChip,
  placeInTyped,
  presenceChip,
  quote,
  rangeChip,
  requestChip,
  templateChip,
  timeChip,
  toggleChip,
  valueChip,
  withChip,
} from '../../web/filter.js';

/** @import { Snapshot } from '../../web/engine/types.js' */

const path = { name: 'url.path', alias: 'path' };
const snapshot = /** @type {Snapshot} */ (
  /** @type {unknown} */ ({
    fields: [
      { name: 'DownstreamStatus', alias: null },
      { name: 'RequestMethod', alias: null },
    ],
  })
);

test('values are quoted unless they are plain words', () => {
  assert.equal(quote('GET'), 'GET');
  assert.equal(quote('10.0.0.7'), '10.0.0.7');
  assert.equal(quote('or'), '"or"');
  assert.equal(quote('*'), '"\\*"');
  assert.equal(quote('GET /*'), '"GET /\\*"');
  assert.equal(quote('a "b" \\ c\n'), '"a \\"b\\" \\\\ c\\n"');
  assert.equal(quote(''), '""');
});

test('what cannot be shown of a value is left open', () => {
  const cut = `${'é*'.repeat(400)}…`;
  assert.equal(valueChip(path, cut).condition, `url.path : "${'é\\*'.repeat(400)}*"`);
  assert.equal(valueChip(path, 'wait…').condition, 'url.path : "wait…"');
  assert.equal(valueChip(path, '/caf\ufffd\ufffd/x').condition, 'url.path : "/caf*/x"');
  assert.equal(valueChip(path, `${'a'.repeat(999)}\ufffd…`).condition, `url.path : "${'a'.repeat(999)}*"`);
});

test('chips are conditions in the language of filters', () => {
  assert.equal(valueChip(path, '/api/cart').condition, 'url.path : "/api/cart"');
  assert.equal(valueChip({ name: 'odd name' }, '1').condition, '"odd name" : 1');
  assert.equal(presenceChip(path, true).condition, 'url.path : *');
  assert.equal(rangeChip({ name: 'bytes' }, 10, 20).condition, 'bytes >= 10 and bytes < 20');
  assert.equal(
    timeChip(Date.UTC(2024, 4, 1), Date.UTC(2024, 4, 2)).condition,
    '@timestamp >= "2024-05-01T00:00:00.000Z" and @timestamp < "2024-05-02T00:00:00.000Z"',
  );
  assert.equal(
    minuteChip('2024-05-01T10:00:59.5Z').condition,
    timeChip(Date.UTC(2024, 4, 1, 10), Date.UTC(2024, 4, 1, 10, 1)).condition,
  );
  assert.equal(templateChip('took <num> ms').condition, 'template : "took <num> ms"');
});

test('a status class asks the field that this log has', () => {
  assert.equal(classChip('5xx', snapshot).condition, 'DownstreamStatus >= 500 and DownstreamStatus < 600');
  assert.equal(classChip('error', snapshot).condition, 'severity_text : error');
  assert.equal(requestChip(snapshot, 'GET', 404).condition, 'RequestMethod : GET and DownstreamStatus : 404');
});

test('the whole filter joins chips and typed text', () => {
  const chips = [valueChip(path, 'a'), valueChip(path, 'b', true)];
  assert.equal(composeFilter([], ''), '');
  assert.equal(composeFilter([], ' status >= 500 '), 'status >= 500');
  assert.equal(composeFilter(chips, 'x or y'), '(url.path : a) and not (url.path : b) and (x or y)');
});

test('an error is placed in the typed text, or nowhere', () => {
  const chips = [valueChip(path, 'a')];
  const typed = ' status >=';
  const whole = composeFilter(chips, typed);
  assert.equal(placeInTyped(chips, typed, whole.indexOf('status')), 1);
  assert.equal(placeInTyped([], 'x >', 3), 3);
  assert.equal(placeInTyped(chips, typed, 2), null);
  assert.equal(placeInTyped(chips, typed, undefined), null);
});

test('a second click undoes the first, with Alt it turns round', () => {
  const chip = valueChip(path, 'a');
  const once = toggleChip([], chip);
  assert.deepEqual(once, [chip]);
  assert.deepEqual(toggleChip(once, chip), []);
  assert.deepEqual(toggleChip(once, valueChip(path, 'a', true)), [valueChip(path, 'a', true)]);
});

test('there is one chip of time, the newest', () => {
  const chips = withChip(withChip([], timeChip(0, 60_000)), timeChip(10_000, 20_000));
  assert.deepEqual(chips, [timeChip(10_000, 20_000)]);
});
