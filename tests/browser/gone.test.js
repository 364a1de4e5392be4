/*
Files that vanish or change under the page, and reading that is stopped: what was read stays, and the page says how much that is.
*/
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { choose, holdReader, loaded, sums } from './hand-over.js';
import { engineStarted, useBrowser } from './harness.js';

const open = useBrowser();
const folder = mkdtempSync(path.join(tmpdir(), 'logatlas-gone-'));
after(() => rmSync(folder, { recursive: true }));

/** What the engine reads at a time, in bytes. */
const SLICE = 16 * 2 ** 20;
const LINE = '2024-05-01T10:00:00Z INFO the order was paid\n';

/** @param {string} name @param {number} bytes about so many */
function file(name, bytes) {
  const place = path.join(folder, name);
  writeFileSync(place, LINE.repeat(Math.ceil(bytes / LINE.length)));
  return place;
}

/** Lines in the first bytes of such a file, the last one torn. @param {number} bytes */
const linesIn = (bytes) => Math.ceil(bytes / LINE.length);

/**
 * The reads of a file: its head, then slice by slice.
 *
 * @type {{ name: string, harm: (place: string) => void }[]}
 */
const HARMS = [
  { name: 'vanishes', harm: (place) => rmSync(place) },
  { name: 'is written to', harm: (place) => appendFileSync(place, LINE) },
  { name: 'is cut short', harm: (place) => writeFileSync(place, LINE) },
];

for (const { name, harm } of HARMS) {
  test(`a file that ${name} while it is read keeps what came before`, async (t) => {
    const { page, errors } = await open(t);
    await engineStarted(page);
    const place = file(`${name.replaceAll(' ', '-')}.log`, 3 * SLICE);
    const reader = await holdReader(page, 2);
    await page.setInputFiles('#file-input', place);
    await reader.held();
    harm(place);
    await reader.release();
    await loaded(page);
    await page.getByText(new RegExp(`could not be read on at byte ${SLICE} of \\d+: it was moved, changed`)).waitFor();
    await page.getByText(/Not all could be read: everything below is about 33.3% of the input/).waitFor();
    assert.equal((await sums(page)).total, linesIn(SLICE));
    assert.deepEqual(errors, []);
  });
}

test('a file that is gone before it is read is named, and those beside it are read', async (t) => {
  const { page } = await open(t);
  await engineStarted(page);
  const reader = await holdReader(page, 0);
  const place = file('early.log', 1_000);
  await page.setInputFiles('#file-input', [place, file('beside.log', 450)]);
  await reader.held();
  rmSync(place);
  await reader.release();
  await loaded(page);
  await page.getByText('early.log: it could not be read: it is a folder, or it was moved').waitFor();
  assert.equal((await sums(page)).total, linesIn(450));
});

for (const headers of [true, false]) {
  test(`a file that is gone after it was read is missed by lines and by filters, which say so (threads: ${headers})`, async (t) => {
    const { page, errors } = await open(t, { headers, serviceWorker: headers });
    await engineStarted(page);
    const place = file('late.log', 2 * SLICE);
    await choose(page, place);
    const { total } = await sums(page);
    rmSync(place);
    await page.keyboard.press('4');
    await page
      .getByText("late.log can't be read any more: it was moved, changed or deleted. Choose it again.")
      .waitFor();
    const filter = page.getByLabel('Filter', { exact: true });
    // Twice: the second must not wait for what the first could not have.
    for (const word of ['order', 'paid']) {
      await filter.fill(word);
      await page.getByText(/The filter could not be applied: late.log can't be read any more/).waitFor();
      await page.locator('.app-main[aria-busy=false]').waitFor();
      await page.getByRole('button', { name: 'Dismiss' }).first().click();
    }
    // What is in memory can be filtered all the same.
    await filter.fill('level : info');
    await page.keyboard.press('Escape');
    await page.keyboard.press('1');
    await loaded(page);
    assert.equal((await sums(page)).records, total);
    assert.deepEqual(errors, []);
  });
}

test('reading that is stopped leaves no fault behind', async (t) => {
  const { page } = await open(t);
  await engineStarted(page);
  const reader = await holdReader(page, 2);
  await page.setInputFiles('#file-input', file('stopped.log', 3 * SLICE));
  await reader.held();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await reader.release();
  await loaded(page);
  await page.getByText(/You stopped reading: everything below is about the first/).waitFor();
  assert.equal(await page.locator('.notices, .header-trouble').count(), 0);
  const { total } = await sums(page);
  // The last record of what was read may go on in what was not.
  assert.ok(total >= linesIn(SLICE) - 2 && total <= linesIn(2 * SLICE), `${total} lines`);
});

test('a filter that reads the files again shows how far it is and can be given up', async (t) => {
  const { page } = await open(t);
  await engineStarted(page);
  await choose(page, file('swept.log', 5 * SLICE));
  const { records } = await sums(page);
  const filter = page.getByLabel('Filter', { exact: true });
  await filter.fill('level : info');
  await loaded(page);
  const reader = await holdReader(page, 2);
  await filter.fill('order');
  await reader.held();
  await page.getByText(/% read again/).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText(/% read again/).waitFor({ state: 'detached' });
  // The box follows a frame later.
  await page.waitForFunction(
    () => /** @type {HTMLInputElement | null} */ (document.querySelector('#filter'))?.value === 'level : info',
  );
  await reader.release();
  await loaded(page);
  assert.equal((await sums(page)).records, records);
  // And the next one gets through.
  await filter.fill('"order was"');
  await page.locator('.filter-matches').waitFor();
  await loaded(page);
  assert.equal((await sums(page)).records, records);
});
