/*
Several files at once: each with a format of its own, detected or chosen.
*/
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { choose, loaded, sums } from './hand-over.js';
import { engineStarted, useBrowser } from './harness.js';

const open = useBrowser();
const folder = mkdtempSync(path.join(tmpdir(), 'logatlas-sources-'));
after(() => rmSync(folder, { recursive: true }));

/** @param {string} name @param {string} content */
function file(name, content) {
  const place = path.join(folder, name);
  writeFileSync(place, content);
  return place;
}

const ACCESS = '10.0.0.1 - - [01/Jan/2024:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.5"\n';
const JSON_LINE = '{"time":"2024-01-01T10:00:01Z","level":"info","msg":"paid"}\n';

test('the format of one file is chosen, those of the others stay', async (t) => {
  const { page } = await open(t);
  await engineStarted(page);
  await choose(page, [file('web.log', ACCESS.repeat(40)), file('app.log', JSON_LINE.repeat(30))]);
  const formats = async () => {
    await page.locator('.sources tbody tr').nth(1).waitFor();
    return page.locator('.sources tbody td:nth-child(4)').allInnerTexts();
  };
  const dialog = page.getByRole('dialog', { name: 'What was opened' });

  await page.locator('.header-sources').click();
  assert.deepEqual(await formats(), ['combined', 'json']);
  await dialog.getByRole('button', { name: 'app.log' }).click();
  await dialog.getByRole('combobox', { name: /Read app\.log as/ }).selectOption('plain');
  await loaded(page);
  await page.locator('.header-sources').click();
  assert.deepEqual(await formats(), ['combined', 'plain']);
  assert.equal((await sums(page)).records, 70);

  await dialog.getByRole('button', { name: 'app.log' }).click();
  await dialog.getByRole('button', { name: 'Read all 2 files like this' }).click();
  await loaded(page);
  await page.locator('.header-sources').click();
  assert.deepEqual(await formats(), ['plain', 'plain']);
});

test('values that were cut, are no text or hold a star can be filtered by', async (t) => {
  const { page } = await open(t);
  await engineStarted(page);
  const values = ['x'.repeat(1500), 'a*b', 'a-b', 'caf\u00e9'];
  const lines = values.map((value, index) => JSON.stringify({ time: '2024-01-01T10:00:01Z', msg: `m${index}`, value }));
  const bytes = Buffer.concat([
    Buffer.from(`${lines.join('\n')}\n`),
    Buffer.from('{"time":"2024-01-01T10:00:02Z","msg":"odd","value":"caf'),
    Buffer.from([0xe9]),
    Buffer.from('"}\n'),
  ]);
  const place = path.join(folder, 'values.log');
  writeFileSync(place, bytes);
  await choose(page, place);
  const card = page.locator('.values', { has: page.getByRole('heading', { name: 'value', exact: true }) });
  const all = await card.locator('.value-word').allInnerTexts();
  assert.equal(all.length, 5);
  for (const value of all) {
    await card.getByRole('button', { name: value }).first().click();
    await page.locator('.filter-matches').waitFor();
    await loaded(page);
    const { records } = await sums(page);
    // What is no text may be more than one value; everything else is just itself.
    assert.ok(records === 1 || (value.includes('\ufffd') && records === 2), `${value.slice(0, 20)}: ${records}`);
    await page.getByRole('button', { name: 'Remove all filters' }).click();
    await page.locator('.filter-matches').waitFor({ state: 'detached' });
    await loaded(page);
  }
});

test('the lines of several files come by time, or file by file', async (t) => {
  const { page } = await open(t);
  await engineStarted(page);
  const line = (/** @type {string} */ of, /** @type {number} */ second) =>
    `2024-01-01T10:00:${String(second).padStart(2, '0')}Z INFO ${of} at ${second}\n`;
  const even = Array.from({ length: 20 }, (_, n) => line('even', 2 * n)).join('');
  const odd = Array.from({ length: 20 }, (_, n) => line('odd', 2 * n + 1)).join('');
  await choose(page, [file('even.log', even), file('odd.log', odd)]);
  const card = page.locator('.values', { has: page.getByRole('heading', { name: 'file', exact: true }) });
  assert.deepEqual((await card.locator('.value-word').allInnerTexts()).toSorted(), ['even.log', 'odd.log']);

  await page.getByRole('tab', { name: 'Lines' }).click();
  const first = async (/** @type {string} */ wanted) => {
    await page.locator('#line-1 .line-text', { hasText: wanted }).waitFor();
    return page
      .locator('.line .line-text')
      .evaluateAll((rows) => rows.slice(0, 4).map((row) => row.textContent?.slice(26)));
  };
  assert.deepEqual(await first('odd at 1'), ['even at 0', 'odd at 1', 'even at 2', 'odd at 3']);
  await page.getByRole('button', { name: 'File by file' }).click();
  assert.deepEqual(await first('even at 2'), ['even at 0', 'even at 2', 'even at 4', 'even at 6']);
  assert.match(page.url(), /order=file/);
  await page.reload();
  await engineStarted(page);
  await page.setInputFiles('#file-input', file('even.log', even));
  assert.deepEqual(await first('even at 2'), ['even at 0', 'even at 2', 'even at 4', 'even at 6']);
  assert.equal(await page.getByRole('button', { name: 'File by file' }).count(), 0);
  await page.getByRole('tab', { name: 'Overview' }).click();
  assert.equal(await card.count(), 0);
});
