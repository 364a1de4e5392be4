/*
What every test of the map with the stand-in engine starts with: the page built with it, spies of what is drawn, and an open map.
*/
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';
import { build } from 'vite';
import { useBrowser } from './harness.js';

/** @import { BrowserContext, Page } from 'playwright-core' */
/** @import { TestContext } from 'node:test' */

/** What the spies of {@link watchDrawing} count. @typedef {{ draws: number, points: number, uploads: number, shared: number, names: string[] }} Drawing */

/**
 * Builds the page with the stand-in before the tests of a file.
 *
 * @returns {(t: TestContext, wishes?: string, prepare?: (context: BrowserContext) => Promise<unknown>) => ReturnType<ReturnType<typeof useBrowser>>}
 *   opens the sample and its map; `wishes` are those of the stand-in
 */
export function useMap() {
  const open = useBrowser();
  /** @type {string} */
  let dir;
  before(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'logatlas-map-'));
    const configFile = path.join(import.meta.dirname, 'fake/vite.config.js');
    await build({ configFile, logLevel: 'silent', build: { outDir: dir, emptyOutDir: true } });
  });
  after(() => rm(dir, { recursive: true }));
  return async (t, wishes = 'pace=1', prepare = async () => {}) => {
    const opened = await open(t, { dir, serviceWorker: false }, async (context) => {
      await context.addInitScript(watchDrawing);
      await prepare(context);
    });
    const { page, site } = opened;
    await page.goto(`${site.url}?scan=50&${wishes}#view=map`);
    await page.click('#sample');
    await page.waitForSelector('.map-controls');
    return opened;
  };
}

/** Runs in the page before it: counts what is drawn and uploaded. */
function watchDrawing() {
  /** @type {Drawing} */
  const seen = { draws: 0, points: 0, uploads: 0, shared: 0, names: [] };
  const gl = WebGL2RenderingContext.prototype;
  const { drawElements, bufferSubData, getParameter } = gl;
  // What Chromium draws with on a machine without a graphics card passes for one.
  gl.getParameter = function (name) {
    const value = getParameter.call(this, name);
    return /swiftshader/i.test(value) && !Object.hasOwn(globalThis, 'cardless') ? 'graphics card' : value;
  };
  gl.drawElements = function (mode, count, type, offset) {
    seen.draws += 1;
    seen.points = count;
    drawElements.call(this, mode, count, type, offset);
  };
  gl.bufferSubData = /** @type {any} */ (
    /** @this {any} @param {any[]} given */
    function (...given) {
      seen.uploads += 1;
      if (globalThis.SharedArrayBuffer && given[2].buffer instanceof SharedArrayBuffer) seen.shared += 1;
      bufferSubData.apply(this, /** @type {any} */ (given));
    }
  );
  const flat = CanvasRenderingContext2D.prototype;
  const { clearRect, fillText, putImageData } = flat;
  flat.putImageData = /** @type {any} */ (
    /** @this {any} @param {any[]} given */
    function (...given) {
      if (this.canvas.className === 'map-points') seen.draws += 1;
      putImageData.apply(this, /** @type {any} */ (given));
    }
  );
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
export const drawing = (page) => page.evaluate(() => /** @type {any} */ (globalThis).drawing);

/** Lets so many frames go by, however long they take on a busy machine. @param {Page} page @param {number} count */
export const frames = (page, count) =>
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
export async function drawnAtRest(page) {
  for (;;) {
    const before = structuredClone(await drawing(page));
    await frames(page, 25);
    if ((await drawing(page)).draws === before.draws) return before;
  }
}

/** @param {Page} page */
export const finished = (page) => page.getByText('750 iterations').waitFor();

/** @param {Page} page @returns {Promise<string[]>} the differences shown in the details, once they are */
export async function details(page) {
  await page.locator('.map-details').waitFor();
  return page.locator('.map-feature').allTextContents();
}

/** For a browser on a machine that has no graphics card. @param {BrowserContext} context */
export const cardless = (context) => context.addInitScript(() => Object.assign(globalThis, { cardless: true }));

/**
 * @param {Page} page
 * @returns {Promise<number[]>} red, green and blue of the map's pixels by turns, row by row
 */
export async function pixels(page) {
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
      return [...data].filter((_, at) => at % 4 < 3);
    },
    `data:image/png;base64,${picture.toString('base64')}`,
  );
}

/** @param {number[]} rgb as {@link pixels} gives it @returns {number} how many pixels of the map are neither ground nor text */
export function colouredOf(rgb) {
  let found = 0;
  for (let at = 0; at < rgb.length; at += 3) {
    const channels = rgb.slice(at, at + 3);
    if (Math.max(...channels) - Math.min(...channels) > 90) found += 1;
  }
  return found;
}

/** @param {Page} page */
export const coloured = async (page) => colouredOf(await pixels(page));
