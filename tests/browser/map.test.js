/*
The map on the built page with the stand-in engine: it draws while points move and rests when they rest, uploads without a copy,
survives a lost context, and can be used with hands, keys and the table alike.
*/
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { build } from 'vite';
import { useBrowser } from './harness.js';

/** @import { BrowserContext, Page } from 'playwright-core' */
/** @import { TestContext } from 'node:test' */

/** What the spies of {@link watchDrawing} count. @typedef {{ draws: number, points: number, uploads: number, shared: number, names: string[] }} Drawing */

const open = useBrowser();
/** @type {string} */
let dir;

before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'logatlas-map-'));
  const configFile = path.join(import.meta.dirname, 'fake/vite.config.js');
  await build({ configFile, logLevel: 'silent', build: { outDir: dir, emptyOutDir: true } });
});
after(() => rm(dir, { recursive: true }));

/** Runs in the page before it: counts what is drawn and uploaded. */
function watchDrawing() {
  /** @type {Drawing} */
  const seen = { draws: 0, points: 0, uploads: 0, shared: 0, names: [] };
  const gl = WebGL2RenderingContext.prototype;
  const { drawArrays, texSubImage2D } = gl;
  gl.drawArrays = function (mode, first, corners) {
    seen.draws += 1;
    seen.points = corners / 6;
    drawArrays.call(this, mode, first, corners);
  };
  gl.texSubImage2D = /** @type {any} */ (
    /** @this {any} @param {any[]} given */
    function (...given) {
      seen.uploads += 1;
      if (globalThis.SharedArrayBuffer && given[8].buffer instanceof SharedArrayBuffer) seen.shared += 1;
      texSubImage2D.apply(this, /** @type {any} */ (given));
    }
  );
  const flat = CanvasRenderingContext2D.prototype;
  const { clearRect, fillText } = flat;
  flat.clearRect = function (...box) {
    if (this.canvas.className === 'map-above') seen.names = [];
    clearRect.apply(this, box);
  };
  flat.fillText = function (text, x, y) {
    if (this.canvas.className === 'map-above') seen.names.push(text);
    fillText.call(this, text, x, y);
  };
  Object.assign(globalThis, { drawing: seen });
}

/** @param {Page} page @returns {Promise<Drawing>} */
const drawing = (page) => page.evaluate(() => /** @type {any} */ (globalThis).drawing);

/** Lets so many frames go by, however long they take on a busy machine. @param {Page} page @param {number} count */
const frames = (page, count) =>
  page.evaluate(
    (wanted) =>
      new Promise((resolve) => {
        let left = wanted;
        const frame = () => {
          left -= 1;
          if (left > 0) requestAnimationFrame(frame);
          else resolve(undefined);
        };
        requestAnimationFrame(frame);
      }),
    count,
  );

/**
 * Waits until the camera has come to rest, too.
 *
 * @param {Page} page
 * @returns {Promise<Drawing>}
 */
async function drawnAtRest(page) {
  for (;;) {
    const before = structuredClone(await drawing(page));
    await frames(page, 25);
    if ((await drawing(page)).draws === before.draws) return before;
  }
}

/**
 * Opens the sample and its map.
 *
 * @param {TestContext} t
 * @param {string} [wishes] of the stand-in
 * @param {(context: BrowserContext) => Promise<unknown>} [prepare]
 */
async function openMap(t, wishes = 'pace=1', prepare = async () => {}) {
  const opened = await open(t, { dir, serviceWorker: false }, async (context) => {
    await context.addInitScript(watchDrawing);
    await prepare(context);
  });
  const { page, site } = opened;
  await page.goto(`${site.url}?scan=50&${wishes}#view=map`);
  await page.click('#sample');
  await page.waitForSelector('.map-controls');
  return opened;
}

/** @param {Page} page */
const finished = (page) => page.getByText('750 iterations').waitFor();

/** @param {Page} page @returns {Promise<string[]>} the differences shown in the details, once they are */
async function details(page) {
  await page.locator('.map-details').waitFor();
  return page.locator('.map-feature').allTextContents();
}

test('it is drawn while the points move, and not once more after they rest', async (t) => {
  const { page, errors } = await openMap(t, 'pace=2&points=2000');
  await page.waitForFunction(() => /** @type {any} */ (globalThis).drawing.draws > 10);
  await finished(page);
  const rest = await drawnAtRest(page);
  await frames(page, 30);
  assert.equal(rest.points, 2000);
  assert.ok(rest.names.length > 5);
  assert.equal((await drawing(page)).draws, rest.draws);
  assert.deepEqual(errors, []);
});

test('positions go from shared memory to the graphics card without a copy', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  const { uploads, shared } = await drawing(page);
  assert.ok(uploads > 0);
  assert.equal(shared, uploads);
});

test('people who want less motion get a picture every 50 iterations', async (t) => {
  const calm = (/** @type {BrowserContext} */ context) =>
    context.addInitScript(() => {
      const { matchMedia } = globalThis;
      globalThis.matchMedia = (query) =>
        query.includes('reduced-motion') ? matchMedia.call(globalThis, 'all') : matchMedia.call(globalThis, query);
    });
  const { page } = await openMap(t, 'pace=2', calm);
  await finished(page);
  const { uploads } = await drawing(page);
  assert.ok(uploads >= 3 && uploads <= 750 / 50 + 2, `${uploads}`);
});

test('the points are there again after the graphics context was lost', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  await page.evaluate(async () => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('.map-points'));
    const extension = canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context');
    const lost = new Promise((resolve) => canvas.addEventListener('webglcontextlost', resolve));
    extension?.loseContext();
    await lost;
    // A context can be restored only after the event that says it is lost is over.
    await new Promise((resolve) => setTimeout(resolve));
    const back = new Promise((resolve) => canvas.addEventListener('webglcontextrestored', resolve));
    extension?.restoreContext();
    await back;
  });
  const before = (await drawing(page)).draws;
  await page.locator('.map-points').hover();
  await page.getByRole('button', { name: 'Closer' }).click();
  await page.waitForFunction((draws) => /** @type {any} */ (globalThis).drawing.draws > draws, before);
  assert.ok((await coloured(page)) > 300);
});

/**
 * @param {Page} page
 * @returns {Promise<number>} how many pixels of the map are neither ground nor text
 */
async function coloured(page) {
  const picture = await page.locator('.map-picture').screenshot();
  return page.evaluate(
    async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      let found = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2]) > 90)
          found += 1;
      }
      return found;
    },
    `data:image/png;base64,${picture.toString('base64')}`,
  );
}

test('a press chooses, says what sets it apart, and filters', async (t) => {
  const { page } = await openMap(t, 'pace=1&points=12');
  await finished(page);
  await page.locator('.map-name').first().click();
  const name = await page.locator('.map-name').first().textContent();
  assert.equal(await page.locator('.map-details h2').textContent(), name);
  assert.ok((await details(page)).length > 3);
  await page.getByRole('button', { name: 'Let go' }).click();
  await page.locator('.map-details').waitFor({ state: 'detached' });

  // The same by hand, where the keys say that a point is.
  await page.locator('.map-picture').focus();
  await page.keyboard.press('ArrowLeft');
  const tip = (await page.locator('.map-tip').getAttribute('style')) ?? '';
  const [x, y] = [...tip.matchAll(/([\d.]+)px/g)].map(([, pixels]) => Number(pixels));
  const box = await page.locator('.map-points').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 3, box.y + 3);
  await page.locator('.map-tip').waitFor({ state: 'detached' });
  await page.mouse.move(box.x + x, box.y + y);
  const hovered = await page.locator('.map-tip-name').textContent();
  await page.mouse.down();
  await page.mouse.up();
  await page.locator('.map-details').waitFor();
  assert.equal(await page.locator('.map-details h2').textContent(), hovered);

  await page.getByRole('button', { name: 'Filter for' }).click();
  await page.getByText(`client ${hovered}`, { exact: true }).waitFor();
  await page.getByText('The filter has changed since').waitFor();
  await page.getByRole('button', { name: 'Draw it for this filter' }).click();
  await page.getByText('at least 5 clients; here are 3').waitFor();
});

test('arrow keys go from point to point, Enter chooses, Escape lets go', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  await page.locator('.map-picture').focus();
  await page.keyboard.press('ArrowLeft');
  const largest = await page.locator('.map-name').first().textContent();
  assert.equal(await page.locator('.map-tip-name').textContent(), largest);
  await page.keyboard.press('ArrowLeft');
  const next = await page.locator('.map-tip-name').textContent();
  assert.notEqual(next, largest);
  assert.ok((await page.locator('.map-stage [role=status]').textContent())?.startsWith(`${next}, `));
  await page.keyboard.press('Enter');
  await details(page);
  assert.equal(await page.locator('.map-details h2').textContent(), next);
  await page.keyboard.press('Escape');
  await page.locator('.map-details').waitFor({ state: 'detached' });
});

test('dragging and the wheel move the map, and are no clicks; 0 shows all of it again', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  await drawnAtRest(page);
  const picture = page.locator('.map-picture');
  const point = async () => {
    await picture.focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowLeft');
    const style = (await page.locator('.map-tip').getAttribute('style')) ?? '';
    return [...style.matchAll(/(-?[\d.]+)px/g)].slice(0, 2).map(([, pixels]) => Number(pixels));
  };
  const [x, y] = await point();
  // Only now: the focus has scrolled the page.
  const box = await page.locator('.map-points').boundingBox();
  assert.ok(box);

  await page.mouse.move(box.x + x, box.y + y);
  await page.mouse.down();
  await page.mouse.move(box.x + x - 90, box.y + y + 70, { steps: 5 });
  await page.mouse.up();
  assert.equal(await page.locator('.map-details').count(), 0);
  const [dragX, dragY] = await point();
  assert.ok(Math.hypot(dragX - (x - 90), dragY - (y + 70)) < 3, `${[dragX, dragY]} ${[x, y]}`);

  await page.mouse.move(box.x + dragX + 20, box.y + dragY);
  // The page has not been scrolled for a while: then the wheel is for the map.
  await page.waitForTimeout(500);
  await page.mouse.wheel(0, -500);
  let [zoomX] = await point();
  for (let tries = 0; Math.abs(zoomX - dragX) < 3 && tries < 100; tries += 1) {
    await frames(page, 3);
    [zoomX] = await point();
  }
  assert.ok(Math.abs(zoomX - (dragX - 20)) < 3, `${zoomX} ${dragX}`);

  await page.keyboard.press('0');
  await drawnAtRest(page);
  const [fitX, fitY] = await point();
  assert.ok(Math.hypot(fitX - x, fitY - y) < 3);
});

test('a loop around points chooses them together', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  const box = await page.locator('.map-points').boundingBox();
  assert.ok(box);
  await page.getByRole('button', { name: 'Encircle points' }).click();
  const corners = [
    [0.01, 0.01],
    [0.99, 0.01],
    [0.99, 0.99],
    [0.01, 0.99],
  ];
  await page.mouse.move(box.x + 4, box.y + 4);
  await page.mouse.down();
  for (const [x, y] of corners) await page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 4 });
  await page.mouse.up();
  await page.getByRole('heading', { name: '400 clients' }).waitFor();
  await page.getByText('Encircle at most 200 points').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Encircle points' }).getAttribute('aria-pressed'), 'false');
});

test('another tab and back does not start the map again', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  await page.getByRole('tab', { name: /^Overview/ }).click();
  await page.getByRole('tab', { name: /^Map/ }).click();
  await page.locator('.map-stage').waitFor();
  assert.match((await page.locator('.map-iterations').textContent()) ?? '', /750 iterations/);
});

test('without WebGL2 a sentence says so and the table has the points', async (t) => {
  const { page, errors } = await openMap(t, 'pace=1', (context) =>
    context.addInitScript(() => {
      const { getContext } = HTMLCanvasElement.prototype;
      HTMLCanvasElement.prototype.getContext = /** @type {any} */ (
        /** @this {any} @param {any} kind @param {any} options */
        function (kind, options) {
          return kind === 'webgl2' ? null : getContext.call(this, kind, options);
        }
      );
    }),
  );
  await page.getByText('This browser has no WebGL2').waitFor();
  await page.locator('.map-name').first().click();
  assert.ok((await details(page)).length > 3);
  assert.deepEqual(errors, []);
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing to complain about on a ${colorScheme} map with a choice`, async (t) => {
    const { page } = await openMap(t);
    await page.emulateMedia({ colorScheme });
    await finished(page);
    await page.getByLabel('Colour by').selectOption({ label: '4xx share' });
    await page.locator('.map-name').nth(2).click();
    await details(page);
    // A script element would be against the content security policy.
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run('.map'));
    assert.deepEqual(
      violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes[0].html}`),
      [],
    );
  });
}
