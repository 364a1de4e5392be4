/*
The whole path in a real browser: a file dropped on the page becomes its totals, and they are those of the command line and of a
plain count of the same file.
*/
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { target } from '../../scripts/setup.mjs';
import { engineStarted, useBrowser } from './harness.js';

/** @import { Page } from 'playwright-core' */

const open = useBrowser();
const folder = mkdtempSync(path.join(tmpdir(), 'logatlas-'));
after(() => rmSync(folder, { recursive: true }));

/** @param {string[]} args */
const logatlas = (...args) => execFileSync(path.join(target, 'debug/logatlas'), args, { maxBuffer: 2 ** 28 });

/**
 * @param {string} name
 * @param {Buffer | string} content
 */
function file(name, content) {
  const place = path.join(folder, name);
  writeFileSync(place, content);
  return place;
}

/** @param {string} kind @param {number} lines */
const generated = (kind, lines) =>
  file(`${kind}.log`, logatlas('generate', '--format', kind, '--lines', String(lines), '--seed', '7'));

/**
 * Drops files on the page: a real drag event that carries a DataTransfer.
 *
 * @param {Page} page
 * @param {{ name: string, content: Buffer, modified?: number }[]} files
 */
async function drop(page, files) {
  await engineStarted(page);
  const packed = files.map(({ name, content, modified = 0 }) => ({
    name,
    modified,
    base64: content.toString('base64'),
  }));
  const transfer = await page.evaluateHandle((list) => {
    const carried = new DataTransfer();
    for (const { name, modified, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      carried.items.add(new File([bytes], name, { lastModified: modified }));
    }
    return carried;
  }, packed);
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

/**
 * What the engine says of a file when a script on the page opens it.
 *
 * @param {Page} page
 * @param {{ content: Buffer, name: string, modified: number }} given
 * @param {string} [filter]
 */
async function snapshotOf(page, { content, name, modified }, filter = '') {
  await engineStarted(page);
  return page.evaluate(
    async (argument) => {
      const { logatlas: engine } = /** @type {any} */ (globalThis);
      const bytes = Uint8Array.from(atob(argument.base64), (character) => character.charCodeAt(0));
      const session = await engine.open([new File([bytes], argument.name, { lastModified: argument.modified })]);
      await session.done;
      const snapshot = await session.snapshot({ filter: argument.filter });
      const { rows, total } = await session.lines({ filter: argument.filter, from: 0, count: 5 });
      session.close();
      return { snapshot, rows, total };
    },
    { base64: content.toString('base64'), name, modified, filter },
  );
}

test('a dropped access log shows the counts that a plain count finds', async (t) => {
  const content = logatlas('generate', '--format', 'combined', '--lines', '5000', '--seed', '3');
  const { page, errors } = await open(t);
  await drop(page, [{ name: 'access.log', content }]);
  await page.locator('body[data-phase=loaded] .cards').waitFor();
  const lines = content.toString().trimEnd().split('\n');
  const records = await page.locator('.total').first().getAttribute('title');
  assert.equal(Number(records?.replaceAll(',', '')), lines.length);

  // A typed filter: the same records as those of a plain search, in the totals and in the list.
  const failed = lines.filter((line) => / 5\d\d (\d+|-) "/.test(line));
  assert.ok(failed.length > 0);
  await page
    .getByRole('searchbox')
    .or(page.getByRole('combobox'))
    .or(page.locator('#filter'))
    .first()
    .fill('status >= 500');
  await page.waitForFunction(
    (wanted) => document.querySelector('.total')?.getAttribute('title')?.replaceAll(',', '') === String(wanted),
    failed.length,
  );
  assert.deepEqual(errors, []);
});

for (const kind of ['combined', 'common', 'json', 'syslog', 'syslog5424', 'logfmt', 'text']) {
  test(`the page and the command line say the same of a ${kind} log`, async (t) => {
    const place = generated(kind, 2_000);
    const modified = Math.floor(statSync(place).mtimeMs);
    const { page } = await open(t);
    const content = readFileSync(place);
    const { snapshot } = await snapshotOf(page, { content, name: `${kind}.log`, modified });
    const expected = JSON.parse(logatlas('scan', '--json', place).toString());
    for (const { sources } of [snapshot, expected])
      for (const source of sources) source.name = path.basename(source.name);
    assert.deepEqual(snapshot, expected);
    assert.equal(snapshot.lines.total, content.toString().trimEnd().split('\n').length);
  });
}

test('a filter means the same records as a plain search, in both builds', async (t) => {
  const content = logatlas('generate', '--format', 'combined', '--lines', '4000', '--seed', '9');
  const lines = content.toString().trimEnd().split('\n');
  const expected = lines.filter((line) => / 404 (\d+|-) "/.test(line));
  for (const mode of [{}, { headers: false, serviceWorker: false }]) {
    const { page } = await open(t, mode);
    const { snapshot, rows, total } = await snapshotOf(page, { content, name: 'a.log', modified: 0 }, 'status : 404');
    assert.equal(snapshot.lines.records, expected.length);
    assert.equal(total, expected.length);
    assert.deepEqual(
      rows.map((/** @type {{ text: string }} */ row) => row.text),
      expected.slice(0, 5),
    );
  }
});

test('a gzip of several members is read as one text', async (t) => {
  const content = logatlas('generate', '--format', 'combined', '--lines', '3000', '--seed', '4');
  const half = content.lastIndexOf('\n', content.length / 2) + 1;
  const packed = Buffer.concat([gzipSync(content.subarray(0, half)), gzipSync(content.subarray(half))]);
  const { page } = await open(t);
  const { snapshot, rows } = await snapshotOf(
    page,
    { content: packed, name: 'a.log.gz', modified: 0 },
    'method : POST',
  );
  assert.equal(snapshot.sources[0].container, 'gzip');
  assert.equal(snapshot.sources[0].lines, 3_000);
  const posts = content
    .toString()
    .split('\n')
    .filter((line) => line.includes('"POST '));
  assert.equal(snapshot.lines.records, posts.length);
  assert.equal(rows[0].text, posts[0]);
});

test('a map of the clients moves, ends, and tells what sets a client apart', async (t) => {
  const content = logatlas('generate', '--format', 'combined', '--lines', '20000', '--seed', '5', '--clients', '300');
  const { page } = await open(t);
  await engineStarted(page);
  const result = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const session = await /** @type {any} */ (globalThis).logatlas.open([new File([bytes], 'a.log')]);
    await session.done;
    const map = await session.map({ by: 'client', perplexity: 20 });
    const before = [...map.positions()];
    while (!map.status().finished) await new Promise((resolve) => setTimeout(resolve, 20));
    const positions = [...map.positions()];
    const point = await map.point(0);
    const ranks = [...(await map.color(0))];
    const { count, names, sizes } = map;
    map.stop();
    session.close();
    return { before, positions, point, ranks, count, first: names[0], largest: sizes[0], status: map.status() };
  }, content.toString('base64'));
  assert.ok(result.count > 100);
  assert.equal(result.positions.length, 2 * result.count);
  assert.ok(result.positions.every(Number.isFinite));
  const spread = Math.max(...result.positions) - Math.min(...result.positions);
  assert.ok(spread > 10 * (Math.max(...result.before) - Math.min(...result.before)));
  assert.equal(result.point.name, result.first);
  assert.equal(result.point.count, result.largest);
  assert.ok(result.point.values.length > 3 && result.point.values[0].text.includes('typical'));
  assert.match(result.point.filter, /client/);
  assert.ok(result.ranks.every((rank) => rank >= 0 && rank <= 1));
  assert.equal(result.status.iteration, 750);
});
