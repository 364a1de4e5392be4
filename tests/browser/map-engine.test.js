/*
Maps by the real engine in a real browser: tables dropped on the page, sessions and records, weights, and a log that is still read.
*/
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { target } from '../../scripts/setup.mjs';
import { engineStarted, useBrowser } from './harness.js';

/** @import { Page } from 'playwright-core' */

const open = useBrowser();

/** @param {string[]} args */
const logatlas = (...args) => execFileSync(path.join(target, 'debug/logatlas'), args, { maxBuffer: 2 ** 28 });

/** Three groups of 30 rows in four columns, far apart. */
const rows = Array.from({ length: 90 }, (_, row) =>
  [1, 2, 3, 4].map((column) => 10 * ((row % 3) + 1) * (column % 2 === 0 ? -1 : 1) + Math.sin(7 * row + column)),
);

/** @param {string} descr @param {number} [cells] that are there */
function npy(descr, cells = 360) {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (90, 4), }`.padEnd(117).concat('\n');
  const data = Buffer.from(Float32Array.from(rows.flat().slice(0, cells)).buffer);
  const length = Buffer.from([header.length & 255, header.length >> 8]);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(header), data]);
}

const csv = Buffer.from(
  `a,b,c,d,kind\n${rows.map((row, at) => `${row.map((value) => value.toExponential(6)).join(',')},kind ${at % 3}\n`).join('')}`,
);

/** @param {Page} page @param {string} name @param {Buffer} buffer */
async function choose(page, name, buffer) {
  await engineStarted(page);
  await page.setInputFiles('#file-input', { name, mimeType: '', buffer });
}

test('an NPY file becomes the map of its rows, in which groups stay groups', async (t) => {
  const { page, errors } = await open(t);
  await choose(page, 'rows.npy', npy('<f4'));
  await page.getByText('A table of numbers: 90 rows, 4 columns').waitFor();
  await page.locator('.map-findings').waitFor();
  const sizes = await page.locator('.map-finding .muted').allTextContents();
  assert.deepEqual(sizes.slice(0, 3), ['30 rows', '30 rows', '30 rows']);
  assert.deepEqual(errors, []);
});

test('a CSV of numbers becomes the map of its rows, coloured by its words', async (t) => {
  const { page } = await open(t);
  await choose(page, 'rows.csv', csv);
  await page.getByText('A table of numbers: 90 rows, 4 columns').waitFor();
  await page.locator('.map-findings').waitFor();
  await page.getByLabel('Colour by').selectOption({ label: 'kind' });
  await page.locator('.map-legend', { hasText: 'kind 2' }).waitFor();
});

for (const [name, buffer, sentence] of /** @type {const} */ ([
  ['complex.npy', npy('<c8'), /complex\.npy: the elements are of type <c8/],
  ['cut.npy', npy('<f4', 100), /cut\.npy: the file should have \d+ bytes by its header and has \d+/],
  [
    'ragged.csv',
    Buffer.from(`${'1,2,3\n'.repeat(70)}1,2\n`),
    /ragged\.csv: line 71 has 2 columns and the first row has 3/,
  ],
  ['same.csv', Buffer.from('1,2,3\n'.repeat(9)), /same\.csv: no column of it holds numbers that differ/],
])) {
  test(`${name} is told in a sentence that says where`, async (t) => {
    const { page, errors } = await open(t);
    await choose(page, name, buffer);
    await page.getByText(sentence).waitFor();
    assert.deepEqual(errors, []);
  });
}

test('a table with missing values says where the first is', async (t) => {
  const { page } = await open(t);
  await choose(
    page,
    'missing.csv',
    Buffer.from(`a,b\n${rows.map(([a, b], at) => `${a},${at === 4 ? 'NaN' : b}\n`).join('')}`),
  );
  await page.getByText('Line 6, column 2 is “NaN”').waitFor();
});

test('sessions and records are points, and other weights move them from where they are', async (t) => {
  const content = logatlas('generate', '--format', 'combined', '--lines', '3000', '--seed', '5', '--clients', '60');
  const { page } = await open(t);
  await engineStarted(page);
  const result = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const session = await /** @type {any} */ (globalThis).logatlas.open([new File([bytes], 'a.log')]);
    await session.done;
    /** @param {any} map */
    const rested = async (map) => {
      while (!map.status().finished) await new Promise((resolve) => setTimeout(resolve, 20));
      return [...map.positions()];
    };
    const sessions = await session.map({ by: 'session' });
    const records = await session.map({ by: 'record' });
    const before = await rested(sessions);
    await sessions.change({ weights: { times: 0, status: 4 } });
    const begun = [...sessions.positions()];
    const after = await rested(sessions);
    const { quality, clusters } = await sessions.findings();
    const label = records.labels.findIndex((/** @type {any} */ { name }) => name === 'method');
    const classes = [...(await records.label(label))];
    return {
      before,
      begun,
      after,
      quality,
      cluster: clusters[0],
      sessions: sessions.names.length,
      blocks: sessions.blocks.map((/** @type {any} */ { name }) => name),
      records: records.count,
      methods: records.labels[label].values,
      classes,
    };
  }, content.toString('base64'));
  assert.ok(result.sessions > 60 && result.records === 3000, `${result.sessions} ${result.records}`);
  assert.equal(result.methods[0], 'GET');
  assert.equal(result.classes.length, 3000);
  assert.ok(result.blocks.includes('times') && result.blocks.includes('status'));
  assert.ok(result.quality.trustworthiness > 0.6 && result.quality.trustworthiness <= 1);
  assert.equal(typeof result.cluster.label, 'string');
  const spread = (/** @type {number[]} */ places) => Math.max(...places) - Math.min(...places);
  const moved = (/** @type {number[]} */ a, /** @type {number[]} */ b) =>
    Math.max(...a.map((place, at) => Math.abs(place - b[at])));
  assert.ok(moved(result.begun, result.before) < 0.2 * spread(result.before));
  assert.ok(moved(result.after, result.before) > 0.01 * spread(result.before));
});

test('points are coloured by a field that they are not made of', async (t) => {
  const { page, errors } = await open(t);
  /** Clients with a host that most of their records are of, and sizes that rise with their number. */
  const clients = Array.from({ length: 24 }, (_, n) => ({
    client: `10.0.0.${n}`,
    host: `web-${n % 3}`,
    size: 2 ** (n % 12),
  }));
  const lines = clients.flatMap(({ client, host, size }, n) =>
    Array.from({ length: 40 + n }, (_, at) =>
      JSON.stringify({
        time: new Date(Date.UTC(2024, 4, 1, 10, at, n)).toISOString(),
        client_ip: client,
        host: at % 4 === 0 ? 'web-9' : host,
        size: size * (1 + (at % 5) / 100),
        message: `request ${at} served`,
      }),
    ),
  );
  const log = Buffer.from(`${lines.join('\n')}\n`);
  await choose(page, 'hosts.log', log);
  await page.locator('body[data-phase=loaded]').waitFor();
  await page.getByRole('tab', { name: /^Map/ }).click();
  await page.getByLabel('A point is a').selectOption({ label: 'client_ip (24)' });
  await page.locator('.map-controls', { hasText: '24' }).waitFor();
  await page.getByLabel('Colour by').selectOption({ label: 'host' });
  const legend = page.locator('.map-legend');
  await legend.getByText('host of most records').waitFor();
  assert.deepEqual(await legend.locator('.map-kind').allTextContents(), [
    'web-9',
    'web-2',
    'web-1',
    'web-0',
    'others or none',
  ]);
  await page.getByLabel('Colour by').selectOption({ label: 'size' });
  await legend.getByText('size, on the whole').waitFor();

  const tints = await page.evaluate(async (text) => {
    const session = await /** @type {any} */ (globalThis).logatlas.open([new File([text], 'hosts.log')]);
    await session.done;
    const map = await session.map({ by: 'client_ip', filter: 'message : served' });
    const [host, size] = [await map.tint('host'), await map.tint('size')];
    return { names: map.names, values: host.values, hosts: [...host.ofPoint], ranks: [...size.ranks], of: size.values };
  }, log.toString());
  const of = new Map(clients.map((one) => [one.client, one]));
  assert.deepEqual(
    tints.hosts.map((/** @type {number} */ place) => tints.values[place]),
    tints.names.map((/** @type {string} */ name) => of.get(name)?.host),
  );
  assert.deepEqual(tints.of, []);
  const sizes = tints.names.map((/** @type {string} */ name) => of.get(name)?.size ?? 0);
  for (const [a, size] of sizes.entries())
    for (const [b, other] of sizes.entries())
      if (size < other) assert.ok(tints.ranks[a] < tints.ranks[b], `${size} ${other}`);
  assert.deepEqual(errors, []);
});
