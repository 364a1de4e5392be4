/*
A real access log, counted by the engine and by a few plain lines. Real logs are not part of the project: LOGATLAS_DATA names the
folder they are in, and without one this says that it was skipped.
*/
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { target } from '../../scripts/setup.mjs';

const data = process.env.LOGATLAS_DATA ?? '../shared/data';
const log = path.join(data, 'web/apache_combined_10k.log');
const skip = existsSync(log) ? false : `no real logs in ${data}`;

/** @param {string[]} values @returns {[string, number][]} values with their counts, the most frequent first, ties by value */
function counted(values) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
}

test('10,000 lines of an access log: what awk would count, and the torn line told', { skip }, () => {
  const text = readFileSync(log, 'latin1').trimEnd();
  const lines = text.split('\n');
  // A whole line ends with the quote of its user agent.
  const whole = lines.filter((line) => line.endsWith('"'));
  const words = whole.map((line) => line.split(' '));
  const columns = {
    'client.address': words.map(([client = '']) => client),
    'http.request.method': words.map((word) => (word[5] ?? '').slice(1)),
    'http.response.status_code': words.map((word) => word[8] ?? ''),
  };
  const snapshot = JSON.parse(
    execFileSync(path.join(target, 'debug/logatlas'), ['scan', '--json', log], { maxBuffer: 2 ** 26 }).toString(),
  );

  assert.equal(lines.length, 10_000);
  assert.equal(snapshot.lines.records, 9_999);
  assert.equal(snapshot.lines.unparsed, 1);
  assert.deepEqual(
    snapshot.unparsed.map((/** @type {any} */ { line }) => line),
    [8_899],
  );
  assert.equal(lines[8_898]?.endsWith('"'), false);
  for (const [name, values] of Object.entries(columns)) {
    const field = snapshot.fields.find((/** @type {any} */ candidate) => candidate.name === name);
    const expected = counted(values);
    assert.equal(field.distinct, expected.length, name);
    const top = field.top.map((/** @type {any} */ { value, count }) => [value, count]);
    assert.deepEqual(top, expected.slice(0, 100), name);
  }
  const sizes = words
    .map((word) => word[9] ?? '')
    .filter((size) => size !== '-')
    .map(Number);
  const bytes = snapshot.fields.find((/** @type {any} */ field) => field.name === 'http.response.body.size');
  assert.equal(bytes.present, sizes.length);
  assert.equal(
    bytes.quantiles.sum,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  assert.equal(bytes.quantiles.max, Math.max(...sizes));
  const sorted = sizes.sort((a, b) => a - b);
  for (const [name, share] of /** @type {const} */ ([
    ['p50', 0.5],
    ['p90', 0.9],
    ['p95', 0.95],
    ['p99', 0.99],
  ])) {
    const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    assert.ok(
      Math.abs(bytes.quantiles[name] - exact) <= 0.01 * exact,
      `${name}: ${bytes.quantiles[name]} for ${exact}`,
    );
  }
});
