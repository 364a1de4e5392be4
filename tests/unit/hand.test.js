/*
What a user makes of the templates by hand: every record stays in exactly one row.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  call,
  isNothing,
  keyOf,
  merge,
  NOTHING,
  part,
  rowChip,
  rowsOf,
  splitBy,
  understood,
  wordsAt,
} from '../../web/hand.js';

/** @import { Template } from '../../web/engine/types.js' */
/** @import { Hand } from '../../web/hand.js' */

/** @param {string} id @param {string} text @param {Record<string, number>} classes @param {number} hour @returns {Template} */
const template = (id, text, classes, hour) => ({
  id,
  text,
  count: Object.values(classes).reduce((sum, count) => sum + count, 0),
  classes: Object.entries(classes).map(([name, count]) => ({ name, count })),
  first: `2024-05-01T0${hour}:00:00Z`,
  last: `2024-05-01T0${hour + 1}:00:00Z`,
});

const templates = [
  template('aa', 'user <*> logged <*>', { info: 9, debug: 1 }, 1),
  template('bb', 'disk is full', { error: 4 }, 3),
  template('cc', 'all is well', { info: 2 }, 0),
];
const signatures = [
  template('a1', 'user anna logged in', { info: 4 }, 1),
  template('a2', 'user bela logged in', { info: 3 }, 1),
  template('a3', 'user anna logged out', { info: 1, debug: 1 }, 1),
];
const known = new Map([['aa', { signatures, other: 1 }]]);

/** @param {Hand} hand */
const shown = (hand) =>
  rowsOf(templates, hand, known).map(({ name, texts, count }) => [name, texts.join(' | '), count]);
/** @param {Hand} hand */
const total = (hand) => rowsOf(templates, hand, known).reduce((sum, { count }) => sum + count, 0);

test('words are found at each place of a template', () => {
  assert.deepEqual(wordsAt('user <*> logged <*>', 'user anna logged in'), ['anna', 'in']);
  assert.deepEqual(wordsAt('<*>: <num> <*>', 'a b: <num> c <num>'), ['a b', 'c <num>']);
  assert.deepEqual(wordsAt('user <*>', 'disk'), []);
  assert.deepEqual(wordsAt('no variable', 'no variable'), []);
});

test('what is merged is one row with all records of its members, and comes first', () => {
  const hand = call(merge(NOTHING, [keyOf('bb'), keyOf('cc')]), `g ${keyOf('bb')}`, ' state ');
  assert.deepEqual(shown(hand), [
    ['state', 'disk is full | all is well', 6],
    ['', 'user <*> logged <*>', 10],
  ]);
  const [row] = rowsOf(templates, hand, known);
  assert.deepEqual(row?.classes, [
    { name: 'error', count: 4 },
    { name: 'info', count: 2 },
  ]);
  assert.deepEqual([row?.first, row?.last], ['2024-05-01T00:00:00Z', '2024-05-01T04:00:00Z']);
  assert.equal(row && rowChip(row).condition, 'template : (bb or cc)');
  assert.equal(row && rowChip(row, true).label, 'template “state”');
  assert.equal(total(hand), total(NOTHING));
  assert.deepEqual(part(hand, `g ${keyOf('bb')}`), NOTHING);
});

test('groups are taken up by larger ones', () => {
  const first = merge(NOTHING, [keyOf('aa'), keyOf('bb')]);
  const both = merge(first, [`g ${keyOf('aa')}`, keyOf('cc')]);
  assert.equal(both.groups.length, 1);
  assert.deepEqual(shown(both), [['', 'user <*> logged <*> | disk is full | all is well', 16]]);
});

test('a template is split into its signatures, and what of it is not listed stays one row', () => {
  const hand = splitBy(NOTHING, 'aa', 'signatures');
  assert.deepEqual(shown(hand).slice(0, 4), [
    ['', 'user anna logged in', 4],
    ['', 'user bela logged in', 3],
    ['', 'user anna logged out', 2],
    ['', 'user <*> logged <*>', 1],
  ]);
  const rows = rowsOf(templates, hand, known);
  assert.equal(rows[0]?.condition, 'signature : a1');
  assert.equal(rows[3]?.condition, 'template : aa and not signature : (a1 or a2 or a3)');
  assert.equal(total(hand), total(NOTHING));
  assert.ok(isNothing(splitBy(hand, 'aa', null)));
});

test('a template is split by the words at one place, and its parts can be merged with others', () => {
  const hand = splitBy(NOTHING, 'aa', 0);
  const [anna, bela, rest] = rowsOf(templates, hand, known);
  assert.deepEqual([anna?.texts, anna?.count], [['user anna logged <*>'], 6]);
  assert.deepEqual([bela?.texts, bela?.count], [['user bela logged <*>'], 3]);
  assert.equal(rest?.count, 1);
  const merged = merge(hand, [anna?.key ?? '', keyOf('bb')]);
  assert.equal(total(merged), total(NOTHING));
  assert.equal(rowsOf(templates, merged, known)[0]?.condition, 'template : bb or (signature : (a1 or a3))');
});

/** @param {{ value: string, count: number }[]} values @param {number} none */
const byValue = (values, none) => {
  const present = values.reduce((sum, { count }) => sum + count, 0);
  const facts = { classes: [{ name: 'info', count: 1 }], first: null, last: null };
  const of = { name: 'num', class: 'num', top: [], distinct: values.length, other: 0, unit: /** @type {const} */ ('') };
  const shares = values.map((share) => ({ ...share, ...facts }));
  const variable = { ...of, field: 'template.dd.2', present, none, quantiles: null, shares };
  const other = { ...variable, field: 'template.dd.1', shares: null };
  const about = { id: 'dd', text: '', records: present + none, examples: [], timeline: null, approximations: [] };
  return { ...about, parameters: [other, variable] };
};

test('a template is split by the values of a variable, and what has none stays one row', () => {
  const numbered = [template('dd', '<*> ended with status <num>, not <num>', { info: 7 }, 1)];
  const hand = splitBy(NOTHING, 'dd', { variable: 1 });
  const values = [
    { value: '200', count: 4 },
    { value: '0 or 1', count: 2 },
  ];
  const rows = rowsOf(numbered, hand, new Map([['dd', byValue(values, 1)]]));
  assert.deepEqual(
    rows.map(({ texts, count, condition }) => [texts[0], count, condition]),
    [
      ['<*> ended with status 200, not <num>', 4, 'template.dd.2 : 200'],
      ['<*> ended with status 0 or 1, not <num>', 2, 'template.dd.2 : "0 or 1"'],
      ['<*> ended with status <num>, not <num>', 1, 'template : dd and not template.dd.2 : *'],
    ],
  );
  assert.equal(new Set(rows.map(({ key }) => key)).size, 3);
  const one = merge(hand, [rows[0]?.key ?? '', rows[2]?.key ?? '']);
  assert.equal(rowsOf(numbered, one, new Map([['dd', byValue(values, 1)]]))[0]?.count, 5);
  // Too many values, those of other records, and an answer to another question.
  const counts = (/** @type {Hand} */ by, /** @type {any} */ parts) =>
    rowsOf(numbered, by, new Map([['dd', parts]])).map(({ count }) => count);
  assert.deepEqual(counts(splitBy(NOTHING, 'dd', { variable: 0 }), byValue(values, 1)), [7]);
  assert.deepEqual(counts(hand, byValue(values, 0)), [7]);
  assert.deepEqual(counts(hand, { signatures, other: 0 }), [7]);
  assert.deepEqual(counts(splitBy(NOTHING, 'dd', 0), byValue(values, 1)), [7]);
});

test('values that were cut, or are no text, filter by what is known of them, and those shown alike are one row', () => {
  const numbered = [template('dd', '<*> ended with status <num>', { info: 7 }, 1)];
  const cut = `${'a'.repeat(1000)}…`;
  const values = [
    { value: 'b\ufffd', count: 3 },
    { value: cut, count: 2 },
    { value: 'b\ufffd', count: 2 },
  ];
  const rows = rowsOf(numbered, splitBy(NOTHING, 'dd', { variable: 1 }), new Map([['dd', byValue(values, 0)]]));
  assert.deepEqual(
    rows.map(({ count, condition, classes }) => [count, condition, classes[0]?.count]),
    [
      [5, 'template.dd.2 : "b*"', 2],
      [2, `template.dd.2 : "${'a'.repeat(1000)}*"`, 1],
    ],
  );
  assert.equal(new Set(rows.map(({ key }) => key)).size, 2);
});

test('a template stays whole until its signatures are known', () => {
  const rows = rowsOf(templates, splitBy(NOTHING, 'aa', 0), new Map());
  assert.deepEqual(
    rows.map(({ count }) => count),
    [10, 4, 2],
  );
});

test('what was kept is taken as far as it is understood', () => {
  const hand = call(splitBy(merge(NOTHING, [keyOf('bb'), keyOf('cc')]), 'aa', 1), keyOf('aa'), 'login');
  assert.deepEqual(understood(JSON.parse(JSON.stringify(hand))), hand);
  const split = splitBy(hand, 'dd', { variable: 3 });
  assert.deepEqual(understood(JSON.parse(JSON.stringify(split))), split);
  assert.deepEqual(understood({ splits: { a: { variable: 'x' }, b: null, c: {} } }), NOTHING);
  assert.deepEqual(understood(null), NOTHING);
  assert.deepEqual(understood({ names: { a: 1 }, groups: [{ key: 1 }], splits: { a: 'x' } }), NOTHING);
});
