/*
A format of one's own: written with the lines under it, used, kept, carried away and brought back.
*/
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { choose, loaded, sums } from './hand-over.js';
import { engineStarted, useBrowser } from './harness.js';

const open = useBrowser();
const folder = mkdtempSync(path.join(tmpdir(), 'logatlas-own-format-'));
after(() => rmSync(folder, { recursive: true }));

/** Lines of a shop with a shape of their own, every tenth of them broken. */
const LINES = Array.from({ length: 40 }, (_, at) =>
  at % 10 === 9
    ? `till 7 <<2024-01-01 10:00:${10 + at}>> paid late`
    : `till 7 <<2024-01-01 10:00:${10 + at}>> took ${at} ms ~ paid é ${at}`,
);
const PATTERN = 'till $till <<$time>> took $took ms ~ $message';

/** @param {string} name @param {string} content */
function file(name, content) {
  const place = path.join(folder, name);
  writeFileSync(place, content);
  return place;
}

/** @param {import('playwright-core').Page} page opens the editor and returns what is in it */
async function editor(page) {
  await page.locator('.header-sources').click();
  await page.getByRole('dialog', { name: 'What was opened' }).getByRole('button', { name: 'Own format…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your own format' });
  return {
    dialog,
    pattern: dialog.getByRole('textbox', { name: /^Pattern/ }),
    says: dialog.getByRole('status'),
  };
}

test('a pattern is tried while it is typed, and read with when it is applied', async (t) => {
  const { page, errors } = await open(t);
  await engineStarted(page);
  await choose(page, file('till.log', LINES.join('\n')));
  const { dialog, pattern, says } = await editor(page);
  await pattern.waitFor();
  assert.ok(await pattern.evaluate((element) => element === document.activeElement), 'it can be typed at once');
  assert.match(await says.innerText(), /Type a pattern/);

  await pattern.fill('till $till$took');
  await says.getByText("This can't be used: at $till: nothing stands between it and $took").waitFor();
  assert.equal(await dialog.locator('.pattern-echo .stopped').innerText(), '$till');
  assert.ok(await dialog.getByRole('button', { name: 'Read till.log like this' }).isDisabled());

  await pattern.fill(PATTERN);
  await says.getByText('18 of the first 20 lines fit.').waitFor();
  const first = dialog.locator('.tried li').first();
  assert.deepEqual(await first.locator('mark').allInnerTexts(), ['7', '2024-01-01 10:00:10', '0', 'paid é 0']);
  const torn = dialog.locator('.tried li').nth(9);
  assert.match(await torn.innerText(), /stopped at >> took, column 29: this does not stand there/);
  assert.equal(await torn.locator('.tried-rest').innerText(), '>> paid late');
  assert.equal(await dialog.locator('.pattern-echo .stopped').innerText(), '>> took ');

  await pattern.press('Control+Enter');
  await loaded(page);
  assert.deepEqual(await sums(page), { records: 36, total: 40 });
  assert.equal(await page.locator('.header-format').innerText(), 'pattern');
  await page.getByText('stopped at >> took, column 29').first().waitFor();
  assert.deepEqual(errors, []);
});

test('a format is saved, chosen from the list, exported, deleted and imported', async (t) => {
  const { page } = await open(t);
  await engineStarted(page);
  const paths = [file('a.log', LINES.join('\n')), file('b.log', LINES.join('\n'))];
  await choose(page, paths);
  let { dialog, pattern, says } = await editor(page);
  const save = dialog.getByRole('button', { name: 'Save' });
  await pattern.fill(PATTERN);
  assert.ok(await save.isDisabled(), 'without a name');
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('till');
  await save.click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export' }).click(),
  ]);
  const exported = path.join(folder, download.suggestedFilename());
  await download.saveAs(exported);
  assert.deepEqual(JSON.parse(readFileSync(exported, 'utf8')).formats, [{ name: 'till', pattern: PATTERN }]);

  await dialog.getByRole('button', { name: 'Read all 2 files like this' }).click();
  await loaded(page);
  assert.equal(await page.locator('.header-format').innerText(), 'till');
  assert.deepEqual(await sums(page), { records: 72, total: 80 });

  // The page forgets; the browser does not.
  await page.reload();
  await engineStarted(page);
  await choose(page, paths);
  await page.locator('.header-sources').click();
  const sources = page.getByRole('dialog', { name: 'What was opened' });
  await sources.getByRole('combobox', { name: /Read a\.log as/ }).selectOption({ label: 'till' });
  await loaded(page);
  assert.match(await page.locator('.header-format').innerText(), /till/);

  ({ dialog, pattern, says } = await editor(page));
  assert.equal(await pattern.inputValue(), PATTERN);
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).waitFor({ state: 'detached' });
  await dialog.getByLabel('Import formats from a file').setInputFiles(file('other.json', '{}'));
  await page.getByText('This is no file of formats').waitFor();
  await dialog.getByLabel('Import formats from a file').setInputFiles(exported);
  await dialog.getByRole('button', { name: 'Delete' }).waitFor();

  await dialog.getByRole('combobox', { name: 'Start from' }).selectOption({ label: 'GoAccess log-format' });
  assert.match(await pattern.inputValue(), /%\^\[%d:%t/);
  await says.getByText('0 of the first 20 lines fit.').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
});

test('a format that cannot be used is told, and the file read as what it looks like', async (t) => {
  const { page } = await open(t);
  await engineStarted(page);
  const source = await page.evaluate(async () => {
    const { logatlas } = /** @type {any} */ (globalThis);
    const session = await logatlas.open([new Blob(['{"level":"info","msg":"a"}\n'])], { format: '%{NUMBR:a}' });
    await session.done;
    const { sources } = await session.snapshot();
    session.close();
    return sources[0];
  });
  assert.equal(source.format, 'json');
  assert.match(source.notice, /at %\{NUMBR:a\}: no pattern is called NUMBR; is NUMBER meant\?/);
});
