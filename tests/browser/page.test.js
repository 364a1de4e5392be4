/*
The page with the stand-in engine: what a visitor sees and can do, from the landing page to the last panel.
*/
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'vite';
import { useBrowser } from './harness.js';

/** @typedef {import('playwright-core').Page} Page */

const open = useBrowser();
const dir = mkdtempSync(path.join(tmpdir(), 'logatlas-page-'));
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

before(() =>
  build({
    configFile: 'tests/browser/fake/vite.config.js',
    logLevel: 'warn',
    build: { outDir: dir, emptyOutDir: true },
  }),
);
after(() => rmSync(dir, { recursive: true }));

/**
 * Opens the sample and waits until it is read.
 *
 * @param {import('node:test').TestContext} t
 * @param {(context: import('playwright-core').BrowserContext) => Promise<void>} [prepare]
 */
async function loaded(t, prepare) {
  const opened = await open(t, { dir }, prepare);
  await openSample(opened);
  return opened;
}

/** @param {import('./harness.js').Opened} opened */
async function openSample({ page, site }) {
  await page.goto(`${site.url}?scan=200`);
  await page.click('#sample');
  await page.locator('body[data-phase=loaded] .cards').waitFor();
  await settled(page);
}

/** @param {Page} page waits until what is shown is what was asked for */
const settled = (page) => page.locator('.app-main[aria-busy=false]').waitFor();

/** @param {Page} page @returns {Promise<number>} the records that pass the filter */
async function records(page) {
  await settled(page);
  const text = await page.locator('.total').first().getAttribute('title');
  return Number(text?.replaceAll(',', ''));
}

/** @param {Page} page */
const chips = (page) => page.locator('.chip-label').allInnerTexts();

/** @param {Page} page */
async function assertAccessible(page) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const found = await /** @type {any} */ (globalThis).axe.run();
    return found.violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes[0].html}`);
  });
  assert.deepEqual(violations, []);
}

test('the landing page is there without any script', async (t) => {
  const { page } = await open(t, { dir }, (context) => context.route(/\.js$/, (route) => route.abort()));
  await page.getByRole('heading', { name: /without uploading/ }).waitFor();
  for (const name of [/Open files/, /Try a sample/]) await page.getByRole('button', { name }).waitFor();
  await page.getByText('What it reads').click();
  assert.ok(await page.getByText('Access logs of web servers').isVisible());
});

test('where the panels cannot be fetched, the landing page says so', async (t) => {
  const { page } = await open(t, { dir, serviceWorker: false }, (context) =>
    context.route(/app-[^/]*\.js$/, (route) => route.abort()),
  );
  await page.locator('#threads[data-threads]').waitFor();
  await page.setInputFiles('#file-input', { name: 'a.log', mimeType: 'text/plain', buffer: Buffer.from('one line\n') });
  await page
    .getByRole('alert')
    .getByText(/^The files could not be read: .* The panels could not be loaded: .* Reloading the page may help\.$/)
    .waitFor();
  assert.ok(await page.getByRole('button', { name: /Open files/ }).isVisible());
});

test('a file can be dropped anywhere, and the whole window shows it', async (t) => {
  const { page } = await open(t, { dir });
  const transfer = await page.evaluateHandle(() => {
    const made = new DataTransfer();
    made.items.add(new File(['one line\n'], 'dropped.log'));
    return made;
  });
  const drag = (/** @type {string} */ type) => page.dispatchEvent('footer', type, { dataTransfer: transfer });
  await drag('dragenter');
  assert.ok(await page.locator('#drop').isVisible());
  await drag('dragleave');
  assert.ok(await page.locator('#drop').isHidden());
  await drag('dragenter');
  await drag('drop');
  await page.locator('.header-file', { hasText: 'dropped.log' }).waitFor();
  assert.ok(await page.locator('#drop').isHidden());
});

test('pasted text is a file; while something is open the page asks first', async (t) => {
  const { page } = await open(t, { dir });
  const paste = () =>
    page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'one\ntwo\n');
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    });
  await paste();
  await page.locator('.header-file', { hasText: 'pasted.log' }).waitFor();
  await paste();
  await page.getByText('2 pasted lines.').waitFor();
  await page.getByRole('button', { name: 'Add' }).click();
  await page.locator('.header-file', { hasText: 'pasted.log and 1 more' }).waitFor();
});

test('while reading, Esc keeps what was read and says how much that is', async (t) => {
  const { page, site } = await open(t, { dir });
  await page.goto(`${site.url}?scan=60000`);
  await page.click('#sample');
  const bar = page.getByRole('progressbar');
  await bar.waitFor();
  await page.locator('.cards').waitFor();
  await page.getByText(/B\/s · .* lines · .* left/).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText(/You stopped reading: everything below is about the first \d+(\.\d)?% of the input/).waitFor();
  assert.ok((await records(page)) > 0);
});

test('a click on a value filters everything, a second click or Backspace takes it back', async (t) => {
  const { page } = await loaded(t);
  const all = await records(page);
  const post = page.getByRole('button', { name: /^POST [\d,]+ / });
  await post.click();
  const some = await records(page);
  assert.ok(some > 0 && some < all);
  assert.deepEqual(await chips(page), ['method = POST']);
  await post.click();
  assert.equal(await records(page), all);
  await post.click({ modifiers: ['Alt'] });
  assert.deepEqual(await chips(page), ['not method = POST']);
  assert.equal(await records(page), all - some);
  await page.keyboard.press('Backspace');
  assert.deepEqual(await chips(page), []);
  assert.equal(await records(page), all);
});

test('the timeline is brushed with the mouse and with the keys', async (t) => {
  const { page } = await loaded(t);
  const all = await records(page);
  const box = await page.locator('.u-over').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * 0.4, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 30, { steps: 4 });
  await page.mouse.up();
  await page.locator('.chip').waitFor();
  const brushed = await records(page);
  assert.ok(brushed > 0 && brushed < all);
  await page.getByRole('button', { name: 'Remove all filters' }).click();
  assert.equal(await records(page), all);

  await page.getByRole('slider', { name: /timeline/ }).focus();
  for (const key of ['Home', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Enter'])
    await page.keyboard.press(key);
  await page.locator('.chip').waitFor();
  const picked = await records(page);
  assert.ok(picked > 0 && picked < brushed);
});

test('the timeline is brushed with a finger, and a tap takes one bar', async (t) => {
  const opened = await open(t, { dir });
  const { page } = opened;
  const session = await page.context().newCDPSession(page);
  // Before the page is there: what is drawn earlier does not know that fingers may come.
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  await openSample(opened);
  const all = await records(page);
  const box = await page.locator('.u-over').boundingBox();
  assert.ok(box);
  const y = box.y + 40;
  const touch = (
    /** @type {'touchStart' | 'touchMove' | 'touchEnd'} */ type,
    /** @type {number} */ place = Number.NaN,
  ) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: Number.isNaN(place) ? [] : [{ x: box.x + box.width * place, y }],
    });
  // Sent in one go: a finger that waits for a busy machine is a long press.
  const swipe = (/** @type {number} */ start, /** @type {number[]} */ ...path) =>
    Promise.all([touch('touchStart', start), ...path.map((place) => touch('touchMove', place)), touch('touchEnd')]);
  await swipe(0.3, 0.35, 0.45, 0.6);
  await page.locator('.chip').waitFor();
  const brushed = await records(page);
  assert.ok(brushed > 0 && brushed < all);
  await page.getByRole('button', { name: 'Remove all filters' }).click();
  await records(page);
  await swipe(0.5);
  await page.locator('.chip').waitFor();
  assert.ok((await records(page)) < brushed);
});

test('a wrong filter is told under the box and leaves the figures as they were', async (t) => {
  const { page } = await loaded(t);
  const all = await records(page);
  await page.keyboard.press('/');
  await page.keyboard.type('status >=');
  await page.getByRole('alert').filter({ hasText: 'A value is missing' }).waitFor();
  assert.equal(await records(page), all);
  await page.keyboard.type(' 500');
  await page.getByRole('alert').waitFor({ state: 'detached' });
  assert.ok((await records(page)) < all);
});

test('the URL keeps the view and never the filter', async (t) => {
  const { page } = await loaded(t);
  await page.keyboard.press('/');
  await page.keyboard.type('payments');
  await page.keyboard.press('Escape');
  await page.keyboard.press('2');
  await page.getByRole('button', { name: 'rare' }).click();
  await settled(page);
  assert.equal(new URL(page.url()).hash, '#view=templates&sort=rare');
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  assert.doesNotMatch(stored, /payments/);
});

test('colours are chosen with a key and remembered', async (t) => {
  const { page } = await open(t, { dir });
  await page.getByRole('button', { name: 'Auto' }).waitFor();
  await page.keyboard.press('t');
  await page.keyboard.press('t');
  await page.reload();
  await page.getByRole('button', { name: 'Dark' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
});

test('lines are a window on all records, and open beside the list', async (t) => {
  const { page } = await loaded(t);
  const all = await records(page);
  await page.keyboard.press('4');
  const grid = page.getByRole('grid');
  assert.equal(await grid.getAttribute('aria-rowcount'), String(all));
  await grid.focus();
  await page.keyboard.press('End');
  const last = page.locator(`[aria-rowindex="${all}"]`);
  await last.filter({ hasText: '2025-03-12T23:5' }).waitFor();
  assert.ok((await page.getByRole('row').count()) < 100);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^Line / }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: /^Line / }).waitFor({ state: 'detached' });
});

test('every picture has a table with the same figures', async (t) => {
  const { page } = await loaded(t);
  assert.equal(
    await page
      .locator('figure:is(:has(canvas), :has(svg[role=img])):not(:has(button[aria-label$="as table"]))')
      .count(),
    0,
  );
  const figures = page.locator('figure:has(button[aria-label$="as table"])');
  assert.ok((await figures.count()) > 8);
  for (const figure of await figures.all()) {
    await figure.getByRole('button', { name: /^Show .* as table$/ }).click();
    assert.ok((await figure.locator('.twin tbody tr').count()) > 0);
  }
});

test('log text is never markup', async (t) => {
  const { page, errors } = await loaded(t);
  await page.getByLabel('Filter', { exact: true }).fill('alert');
  await page.getByText('/?q=<script>alert(1)</script>').first().waitFor();
  assert.equal(await page.locator('#app script').count(), 0);
  assert.deepEqual(errors, []);
});

test('without a match the page says so and offers the way back', async (t) => {
  const { page } = await loaded(t);
  await page.getByLabel('Filter', { exact: true }).fill('no such thing');
  await page.locator('.overview-nothing').waitFor();
  await page.locator('.overview-nothing button').click();
  assert.ok((await records(page)) > 0);
});

test('what is shown is saved as a file, masked unless told otherwise', async (t) => {
  const { page } = await loaded(t);
  const saved = async () => {
    await page.keyboard.press('e');
    const waiting = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Report', exact: true }).click();
    const download = await waiting;
    assert.equal(download.suggestedFilename(), 'sample-shop-report.html');
    return readFileSync(await download.path(), 'utf8');
  };
  const masked = await saved();
  assert.match(masked, /28,\d{3} records/);
  assert.doesNotMatch(masked, /203\.0\.113\.77|<script/);
  await page.keyboard.press('e');
  await page.getByLabel(/^Mask/).uncheck();
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Values', exact: true }).click();
  assert.match(readFileSync(await (await waiting).path(), 'utf8'), /client\.address,203\.0\.113\.77,\d+/);
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing in any view (${colorScheme})`, async (t) => {
    const { page } = await loaded(t, undefined);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const key of ['1', '2', '3', '4']) {
      await page.keyboard.press(key);
      await page.locator('.waiting').waitFor({ state: 'detached' });
      await settled(page);
      await assertAccessible(page);
    }
    for (const dialog of ['?', 'e', 'sources']) {
      if (dialog !== 'sources') await page.keyboard.press(dialog);
      else await page.locator('.header-sources').click();
      await page.locator('dialog[open] h2').waitFor();
      await assertAccessible(page);
      await page.keyboard.press('Escape');
    }
    await page.getByRole('button', { name: 'logatlas' }).click();
    await page.locator('#landing').waitFor();
    await assertAccessible(page);
  });
}

test('nothing sticks out of a narrow window', async (t) => {
  const { page } = await loaded(t);
  await page.setViewportSize({ width: 390, height: 800 });
  for (const key of ['1', '2', '3', '4']) {
    await page.keyboard.press(key);
    await settled(page);
    // The last words to come in a map's table.
    if (key === '3') await page.locator('.map-table td .visually-hidden').first().waitFor({ state: 'attached' });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `view ${key}: ${over} pixels`);
  }
});
