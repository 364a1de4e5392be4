/*
The map of a session, and the map in words.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelOf, MapRun, runOf } from '../../web/ui/map-run.js';
import { counted, howFar, inUnit, nouns, readable, sizeOf, trusted } from '../../web/ui/map-words.js';

/** @import { LogMap, MapOptions, Session } from '../../web/engine/types.js' */

/**
 * @param {(options: MapOptions) => Promise<Partial<LogMap>>} map
 * @returns {Session} that can do nothing else
 */
const sessionWith = (map) => /** @type {Session} */ (/** @type {unknown} */ ({ map }));

/** @param {number} count @param {() => void} [stop] */
const mapOf = (count, stop = () => {}) => ({ count, features: [], labels: [], stop });

test('a session keeps its map', () => {
  const session = sessionWith(async () => mapOf(9));
  assert.equal(runOf(session), runOf(session));
  assert.notEqual(runOf(session), runOf(sessionWith(async () => mapOf(9))));
});

test('too few points are a sentence and no map', async () => {
  const run = new MapRun(sessionWith(async () => mapOf(4)));
  run.by.value = 'client';
  await run.start('');
  assert.equal(run.map.value, null);
  assert.match(run.problem.value ?? '', /at least 5 clients; here are 4/);
  assert.equal(run.busy.value, false);
});

test('what the engine refuses is said', async () => {
  const run = new MapRun(sessionWith(() => Promise.reject(new Error('No such field: colour.'))));
  await run.start('');
  assert.equal(run.problem.value, 'No such field: colour.');
  assert.equal(run.busy.value, false);
});

test('of two starts the later one counts, whichever is done first; the other is stopped', async () => {
  /** @type {((map: Partial<LogMap>) => void)[]} */
  const answers = [];
  const run = new MapRun(sessionWith(() => new Promise((resolve) => answers.push(resolve))));
  let stopped = 0;
  const [slow, fast] = [mapOf(5, () => (stopped += 1)), mapOf(6)];
  const first = run.start('a');
  const second = run.start('b');
  answers[1](fast);
  await second;
  answers[0](slow);
  await first;
  assert.equal(run.map.value, fast);
  assert.equal(run.made.value.filter, 'b');
  assert.equal(stopped, 1);
});

test('the next map stops the one before, not sooner, and forgets what was chosen', async () => {
  let stopped = 0;
  /** @type {number[]} */
  const before = [];
  const run = new MapRun(
    sessionWith(async () => {
      before.push(stopped);
      return mapOf(8, () => (stopped += 1));
    }),
  );
  await run.start('');
  run.choose(3);
  run.colour.value = '2';
  await run.start('');
  assert.deepEqual(before, [0, 0]);
  assert.equal(stopped, 1);
  assert.equal(run.chosen.value, -1);
  assert.equal(run.colour.value, 'plain');
});

test('a point is asked about once', async () => {
  let asked = 0;
  const point = async () => {
    asked += 1;
    return { name: 'a', count: 1, values: [], filter: '' };
  };
  const run = new MapRun(sessionWith(async () => ({ ...mapOf(8), point })));
  await run.start('');
  await Promise.all([run.point(2), run.point(2)]);
  assert.equal(asked, 1);
});

test('a loop around one point chooses it, around none lets go', () => {
  const run = new MapRun(sessionWith(async () => mapOf(8)));
  run.circle(Uint32Array.of(4));
  assert.deepEqual([run.chosen.value, run.circled.value], [4, null]);
  run.circle(Uint32Array.of(1, 2));
  assert.deepEqual([run.chosen.value, run.circled.value], [-1, Uint32Array.of(1, 2)]);
  run.circle(new Uint32Array());
  assert.deepEqual([run.chosen.value, run.circled.value], [-1, null]);
});

test('distances from what is typical in words', () => {
  assert.deepEqual([-4, -2, -1, 0.2, 1, 2, 4].map(howFar), [
    'far below typical',
    'well below typical',
    'below typical',
    'typical',
    'above typical',
    'well above typical',
    'far above typical',
  ]);
});

test('names as people read them', () => {
  assert.equal(readable('minute', '2025-03-10T01:07:00Z'), 'Mar 10, 01:07');
  assert.equal(readable('minute', 'not a time'), 'not a time');
  assert.equal(readable('path', ''), '(empty)');
});

test('numbers in their units', () => {
  assert.equal(inUnit(0.25, 'share'), '25%');
  assert.equal(inUnit(2048, 'bytes'), '2.05\u00a0kB');
  assert.equal(inUnit(12, 'per_minute'), '12\u00a0/min');
  assert.equal(inUnit(3, 'count'), '3');
});

test('weights go to the running map and to the next one; what is usual is not kept', async () => {
  /** @type {unknown[]} */
  const changes = [];
  /** @type {unknown[]} */
  const wished = [];
  const change = async (/** @type {unknown} */ options) => void changes.push(options);
  const run = new MapRun(
    sessionWith(async ({ weights }) => {
      wished.push(weights);
      return { ...mapOf(9), change };
    }),
  );
  await run.start('');
  await run.weigh('times', 0);
  await run.weigh('4xx share', 2);
  await run.weigh('times', 1);
  assert.deepEqual(changes, [
    { weights: { times: 0 } },
    { weights: { times: 0, '4xx share': 2 } },
    { weights: { '4xx share': 2 } },
  ]);
  await run.start('');
  assert.deepEqual(wished, [{}, { '4xx share': 2 }]);
});

test('what the engine refuses of a weight is said, and the map stays', async () => {
  const change = () => Promise.reject(new Error('weights is 0'));
  const run = new MapRun(sessionWith(async () => ({ ...mapOf(9), change })));
  await run.start('');
  await run.weigh('times', 0);
  assert.equal(run.problem.value, 'weights is 0');
  assert.notEqual(run.map.value, null);
});

test('a colour by words that the next map does not have is given up', async () => {
  let labels = [{ name: 'kind', values: ['a'] }];
  const run = new MapRun(sessionWith(async () => ({ ...mapOf(9), labels })));
  await run.start('');
  run.colour.value = 'label 0';
  await run.start('');
  assert.equal(run.colour.value, 'label 0');
  labels = [];
  await run.start('');
  assert.equal(run.colour.value, 'plain');
  assert.deepEqual([labelOf('label 3'), labelOf('3'), labelOf('kind')], [3, null, null]);
});

test('points, clusters and trust in words', () => {
  assert.equal(
    readable('session', '10.0.0.1, 2025-03-10T03:04:05Z'),
    `10.0.0.1, ${readable('minute', '2025-03-10T03:04:05Z')}`,
  );
  assert.equal(readable('session', 'no time'), 'no time');
  assert.equal(nouns('field:session').many, 'values of session');
  assert.deepEqual(['client', 'record', 'row'].map(counted), [true, false, false]);
  assert.match(inUnit(5400, 'seconds'), /^90\u00a0min$/);
  const cluster = { rows: Uint32Array.of(1, 2, 3), records: 9, label: '', hours: '03:00–04:00', values: [] };
  assert.equal(sizeOf(cluster, 'client'), '3 clients, 03:00–04:00');
  assert.equal(sizeOf({ ...cluster, rows: Uint32Array.of(1), hours: null }, 'client'), '1 client');
  const quality = { kept: 0.5, trustworthiness: 0.97, continuity: 0.9, spearman: 0.2, sampled: 100 };
  assert.equal(trusted(quality), 'What lies close is alike; how far groups lie apart tells little.');
});
