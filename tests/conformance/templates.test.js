/*
Templates of real systems, whose true groups are known, with nothing set for any of them. Real logs are not part of the project:
LOGATLAS_DATA names the folder they are in, and without one this says that it was skipped.
*/
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { measure, score, systems, truths } from '../../scripts/bench/templates.mjs';
import { target } from '../../scripts/setup.mjs';

const folder = path.join(process.env.LOGATLAS_DATA ?? '../shared/data', 'loghub');
const names = systems(folder);
const skip = names.length > 0 ? false : `no real logs in ${folder}`;

test('groups of messages are those of the benchmark', { skip }, () => {
  const scores = names.map((name) => ({ name, ...measure(path.join(target, 'debug/logatlas'), folder, name) }));
  const mean = (/** @type {'GA' | 'FGA'} */ by) => scores.reduce((sum, row) => sum + row[by], 0) / scores.length;
  assert.ok(mean('GA') >= 0.95, `mean GA ${mean('GA')}`);
  assert.ok(mean('FGA') >= 0.9, `mean FGA ${mean('FGA')}`);
  for (const { name, GA, FGA } of scores) assert.ok(GA >= 0.8 && FGA >= 0.8, `${name}: GA ${GA}, FGA ${FGA}`);
});

test('a group counts only if it holds exactly the true lines', () => {
  const truth = truths('LineId,EventId,EventTemplate\n1,E1,a <*>\n2,E1,a <*>\n3,E2,"b, ""c"""\n4,E3,d\n');
  assert.deepEqual(truth[2], { event: 'E2', template: 'b, "c"' });
  const found = (/** @type {string[]} */ ...ids) => ids.map((id) => ({ id, template: id }));
  // One true group is whole, with the right text; two are joined.
  assert.deepEqual(score(found('a <num>', 'a <num>', 'x', 'x'), truth), { GA: 0.5, FGA: 0.4, PA: 0.5, FTA: 0.4 });
  // One is torn; the others are whole, and the text of one is right.
  assert.deepEqual(score(found('a 1', 'a 2', 'x', 'd'), truth), { GA: 0.5, FGA: 4 / 7, PA: 0.25, FTA: 2 / 7 });
});
