/*
The templates panel on the real engine: facts, values, what follows, and what is made of templates by hand.
*/
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { target } from '../../scripts/setup.mjs';
import { engineStarted, useBrowser } from './harness.js';

/** @typedef {import('playwright-core').Page} Page */

const open = useBrowser();
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

const NAMES = ['anna', 'bela', 'carl', 'dora', 'emil'];
/** Logins, each followed by a query, and now and then a full disk. */
const LOG = Array.from({ length: 300 }, (_, n) => {
  const time = `2024-05-01T10:${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}Z`;
  if (n % 50 === 49) return `${time} ERROR disk ${n % 4} is full\n`;
  return n % 2 === 0
    ? `${time} ${n % 4 === 0 ? 'INFO' : 'WARN'} user ${NAMES[(n / 2) % 5]} logged in from 10.0.0.${n % 9}\n`
    : `${time} INFO query took ${n}ms\n`;
}).join('');
const LOGINS = 150;
const QUERIES = 144;

/** @param {import('node:test').TestContext} t */
async function opened(t) {
  const { page, errors } = await open(t);
  await engineStarted(page);
  await page.setInputFiles('#file-input', { name: 'app.log', mimeType: 'text/plain', buffer: Buffer.from(LOG) });
  await page.locator('body[data-phase=loaded] .app-main[aria-busy=false] .cards').waitFor();
  await page.keyboard.press('2');
  await page.locator('.template .sparkline').first().waitFor();
  return { page, errors };
}

/** @param {Page} page @param {string} text */
const rowOf = (page, text) => page.locator('.template', { has: page.locator('.template-pick', { hasText: text }) });

/** @param {import('playwright-core').Locator} row */
const details = (row) => row.locator(':scope > [aria-expanded]');

/** The same with the values behind the template of logins, one of which is `anna`. @param {import('node:test').TestContext} t */
async function openedOnLogins(t) {
  const { page } = await opened(t);
  const row = rowOf(page, 'logged in from');
  await details(row).click();
  const anna = row.getByRole('region', { name: 'word' }).locator('.value-pick', { hasText: 'anna' });
  await anna.waitFor();
  return { page, row, anna };
}

/**
 * The text of what is there, whether it was painted yet or not.
 *
 * @param {Page} page
 * @returns {Promise<number>} records in all rows together
 */
async function counted(page) {
  const counts = await page.locator('.template .template-count').allTextContents();
  return counts.reduce((sum, text) => sum + Number(text.replaceAll(',', '')), 0);
}

/** @param {Page} page @returns {Promise<number>} records that pass the filter */
async function records(page) {
  await page.locator('.app-main[aria-busy=false]').waitFor();
  return Number((await page.locator('.total').first().getAttribute('title'))?.replaceAll(',', ''));
}

test('a row tells how many, how grave and when, and opens on its values', async (t) => {
  const { page, errors } = await opened(t);
  const row = rowOf(page, 'logged in from');
  assert.equal(await row.locator('.template-count').textContent(), String(LOGINS));
  assert.match((await row.locator('.mix').getAttribute('aria-label')) ?? '', /Warning 75 \(50%\), Info 75 \(50%\)/);
  assert.match(await row.locator('.template-seen').innerText(), /10:00:00\s[\s\S]*10:04:58/);
  await row.locator('.template-pick').focus();
  await page.keyboard.press('ArrowRight');
  const names = row.getByRole('region', { name: 'word' });
  await names.waitFor();
  assert.match(await names.innerText(), /5 values/);
  assert.match(await names.locator('li').first().innerText(), /^\w{4}\s+30\s+20%$/);
  assert.equal(await row.locator('.template-example mark').first().innerText(), 'anna');
  assert.match(await row.locator('.followers').innerText(), /query took/);
  const query = rowOf(page, 'query took');
  await details(query).click();
  const took = query.getByRole('region', { name: 'duration' });
  await took.waitFor();
  assert.match(await took.locator('.parameter-numbers').innerText(), /^1\sms – 297\sms/);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run());
  assert.deepEqual(
    violations.map((/** @type {any} */ { id, nodes }) => [id, nodes[0].html]),
    [],
  );
  assert.deepEqual(errors, []);
});

test('a click on a value keeps its records, or keeps them out, and so do keys', async (t) => {
  const { page, row, anna } = await openedOnLogins(t);
  await anna.click();
  await page.locator('.chip', { hasText: 'word = anna' }).waitFor();
  assert.equal(await records(page), 30);
  assert.equal(await page.locator('.template').count(), 1);
  await page.keyboard.press('Backspace');
  assert.equal(await records(page), 300);
  // The card has the same number for every value.
  const second = row.getByRole('region', { name: 'ip' }).locator('.value-pick').nth(1);
  const count = Number(await second.locator('.value-count').textContent());
  await row.getByRole('region', { name: 'ip' }).locator('.value-pick').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('.chip', { hasText: 'ip = 10.0.0.' }).waitFor();
  assert.equal(await records(page), count);
  await page.keyboard.press('Backspace');
  await records(page);
  await second.focus();
  await page.keyboard.press('Alt+Enter');
  await page.locator('.chip', { hasText: 'ip = 10.0.0.' }).waitFor();
  assert.equal(await records(page), 300 - count);
  await page.keyboard.press('Backspace');
  await row.getByRole('button', { name: 'Keep out anna' }).click();
  await page.locator('.chip', { hasText: 'word = anna' }).waitFor();
  assert.equal(await records(page), 270);
});

test('figures of one filter are never shown beside those of another', async (t) => {
  const { page, row, anna } = await openedOnLogins(t);
  // Whenever the page changes: how many records there are, and how many of them have the word.
  await page.evaluate(() => {
    /** @type {Set<string>} */
    const seen = new Set();
    Object.assign(globalThis, { seen });
    const number = (/** @type {Element | null} */ of) => of?.textContent?.replace(/[^0-9]/g, '') ?? 'none';
    const look = () => {
      const total = document.querySelector('.total')?.getAttribute('title');
      const row = [...document.querySelectorAll('.template')].find((one) => /logged in/.test(one.textContent ?? ''));
      seen.add(`${total}: ${number(row?.querySelector('[aria-label=ip] .value-count') ?? null)}`);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  const most = await row.locator('[aria-label=ip] .value-count').first().textContent();
  await anna.click();
  await page.locator('.chip', { hasText: 'word = anna' }).waitFor();
  assert.equal(await records(page), 30);
  await anna.waitFor();
  await page.keyboard.press('Backspace');
  assert.equal(await records(page), 300);
  await anna.waitFor();
  const seen = await page.evaluate(() => [.../** @type {any} */ (globalThis).seen]);
  const few = seen.filter((/** @type {string} */ one) => /^30: \d/.test(one));
  assert.equal(few.length, 1, seen.join('; '));
  assert.ok(!seen.includes(`30: ${most}`) && !seen.includes(few[0].replace(/^30/, '300')), seen.join('; '));
});

test('a name that is being typed outlives figures that arrive meanwhile', async (t) => {
  const { page, row, anna } = await openedOnLogins(t);
  const name = row.getByRole('textbox', { name: 'Name of this template' });
  await name.pressSequentially('log');
  // A filter from elsewhere, which leaves the cursor where it is.
  await anna.evaluate((/** @type {HTMLElement} */ one) => one.click());
  assert.equal(await records(page), 30);
  await anna.waitFor();
  await name.pressSequentially('ins');
  assert.equal(await name.inputValue(), 'logins');
  await page.keyboard.press('Enter');
  await row.locator('.template-name', { hasText: 'logins' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await row.locator('.template-name').waitFor({ state: 'detached' });
  assert.equal(await name.inputValue(), '');
});

test('a template is split by a number behind a mask', async (t) => {
  const { page } = await opened(t);
  const query = rowOf(page, 'query took');
  await details(query).click();
  await query.getByRole('region', { name: 'duration' }).waitFor();
  assert.equal(await query.getByRole('button', { name: /^Split/ }).count(), 0, 'too many values');
  const disks = rowOf(page, 'disk');
  await details(disks).click();
  await disks.getByRole('button', { name: 'Split by num (2 values)' }).click();
  const one = rowOf(page, 'disk 1 is full');
  await one.waitFor();
  assert.equal(await one.locator('.template-count').textContent(), '3');
  assert.match((await one.locator('.mix').getAttribute('aria-label')) ?? '', /Error 3/);
  assert.match(await one.locator('.template-seen').innerText(), /10:00:49\s[\s\S]*10:04:09/);
  assert.equal(await counted(page), 300);
  await one.locator('.template-pick').click();
  await page.locator('.chip', { hasText: 'disk 1 is full' }).waitFor();
  assert.equal(await records(page), 3);
  await page.keyboard.press('Backspace');
  await records(page);
  const kept = await page.evaluate(() => localStorage.getItem('logatlas templates'));
  assert.match(String(kept), /"splits":\{"[0-9a-f]{16}":\{"variable":0\}\}/);
  await page.keyboard.press('e');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Everything' }).click();
  const saved = JSON.parse(readFileSync(String(await (await download).path()), 'utf8'));
  const parts = saved.templates_by_hand.filter((/** @type {any} */ { templates: [{ text }] }) => /^disk \d/.test(text));
  assert.deepEqual(
    parts.map((/** @type {any} */ { count, filter }) => [count, filter.replace(/^template\.\w{16}/, '')]),
    [
      [3, '.1 : 1'],
      [3, '.1 : 3'],
    ],
  );
  await details(one).click();
  await one.getByRole('button', { name: 'Make the template whole again' }).click();
  await rowOf(page, 'disk <num> is full').waitFor();
});

test('the command line says the same of templates over time', async (t) => {
  const { page } = await open(t);
  await engineStarted(page);
  const folder = mkdtempSync(path.join(tmpdir(), 'logatlas-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const place = path.join(folder, 'app.log');
  writeFileSync(place, LOG);
  const expected = JSON.parse(
    execFileSync(path.join(target, 'debug/logatlas'), ['templates', '--json', place]).toString(),
  );
  const told = await page.evaluate(async (log) => {
    const session = await /** @type {any} */ (globalThis).logatlas.open([new Blob([log])]);
    await session.done;
    const [templates, trends] = [await session.templates({}), await session.trends({})];
    session.close();
    return { templates, trends };
  }, LOG);
  const { start, step, templates } = told.trends;
  assert.deepEqual({ start, step }, { start: expected.start, step: expected.step });
  assert.deepEqual(
    told.templates.map((/** @type {object} */ one, /** @type {number} */ at) => ({ ...one, ...templates[at] })),
    expected.templates,
  );
});

test('orders come from the engine', async (t) => {
  const { page } = await opened(t);
  const first = () => page.locator('.template-text').first().innerText();
  await page.getByRole('button', { name: 'gravest' }).click();
  await page.locator('.template-text').first().filter({ hasText: 'disk' }).waitFor();
  await page.getByRole('button', { name: 'newest' }).click();
  await page.locator('.template-text').first().filter({ hasText: 'disk' }).waitFor();
  await page.getByRole('button', { name: 'A–Z' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.template-text')[1]?.textContent?.startsWith('query'));
  assert.match(await first(), /^disk/);
});

test('templates merged, named and split by hand add up, filter, are kept, and can be undone', async (t) => {
  const { page } = await opened(t);
  const all = await counted(page);
  assert.equal(all, 300);
  await page.getByRole('button', { name: 'Merge…' }).click();
  await page.getByRole('checkbox', { name: /Choose query/ }).check();
  await page.getByRole('checkbox', { name: /Choose disk/ }).check();
  await page.getByRole('button', { name: 'Merge 2' }).click();
  const merged = page.locator('.template').first();
  assert.equal(await merged.locator('.template-count').textContent(), String(QUERIES + 6));
  assert.equal(await counted(page), all);
  await details(merged).click();
  await merged.getByRole('textbox', { name: 'Name of this template' }).fill('machine');
  await page.keyboard.press('Enter');
  await merged.locator('.template-name', { hasText: 'machine' }).waitFor();
  await merged.locator('.template-pick').click();
  await page.locator('.chip', { hasText: 'machine' }).waitFor();
  assert.equal(await records(page), QUERIES + 6);
  await page.keyboard.press('Backspace');
  assert.equal(await records(page), 300);

  const logins = rowOf(page, 'logged in from');
  await details(logins).click();
  await logins.getByRole('button', { name: 'Split into 5 variants' }).click();
  const anna = rowOf(page, 'user anna logged in');
  await anna.waitFor();
  assert.equal(await counted(page), all);
  const count = Number(await anna.locator('.template-count').textContent());
  await anna.locator('.template-pick').click();
  assert.equal(await records(page), count);
  await page.keyboard.press('Backspace');
  await records(page);
  const kept = await page.evaluate(() => localStorage.getItem('logatlas templates'));
  assert.match(String(kept), /machine/);
  assert.doesNotMatch(String(kept), /anna|10\.0\.0/);

  for (let left = 3; left > 0; left -= 1) await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' });
  assert.equal(await counted(page), all);
  assert.equal(await page.locator('.template').count(), 3);
});

test('scripts get the same', async (t) => {
  const { page } = await open(t);
  await engineStarted(page);
  const told = await page.evaluate(async (log) => {
    const session = await /** @type {any} */ (globalThis).logatlas.open([new Blob([log])]);
    await session.done;
    const [template] = await session.templates({ order: 'level', count: 1 });
    const { signatures } = await session.signatures({ template: template.id });
    const { parameters, records: of } = await session.parameters({ template: template.id, filter: 'level : error' });
    const { templates, step } = await session.trends({});
    const none = await session.parameters({ template: '0000000000000000' });
    session.close();
    return { template, signatures, parameters, of, templates, step, none };
  }, LOG);
  assert.equal(told.template.text, 'disk <num> is full');
  assert.deepEqual([told.template.count, told.of, told.none], [6, 6, null]);
  assert.equal(told.signatures.length, 1);
  assert.equal(told.parameters[0].distinct, 2);
  assert.equal(told.templates.length, 3);
  const of = told.templates.find((/** @type {any} */ { id }) => id === told.template.id);
  assert.equal(
    of.counts.reduce((/** @type {number} */ sum, /** @type {number} */ one) => sum + one, 0),
    6,
  );
  // The last record has none behind it.
  assert.equal(of.followed, 5);
});
