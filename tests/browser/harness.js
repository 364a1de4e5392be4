/*
What every browser test starts with: the built site on a server of the wished kind, and a page in a fresh Chromium profile.

    const open = useBrowser();
    test('...', async (t) => {
      const { page, site } = await open(t, { headers: false });
    });
*/
import { after, before } from 'node:test';
import { launch } from '../../scripts/chromium.mjs';
import { serve } from '../../scripts/serve.mjs';

/** How long anything may take on a loaded machine, in milliseconds. */
const PATIENCE = 60_000;

/**
 * @typedef {object} Opened
 * @property {import('playwright-core').Page} page
 * @property {import('playwright-core').BrowserContext} context
 * @property {import('../../scripts/serve.mjs').Served} site
 * @property {string[]} requests the address of every request of the context so far, those of its workers included
 * @property {string[]} errors what the page has thrown and not caught
 * @property {{ count: number }} loads how often the page has loaded
 */

/**
 * Starts one Chromium for the tests of a file and stops it after them.
 *
 * @returns {(t: import('node:test').TestContext, mode?: import('../../scripts/serve.mjs').Mode, prepare?: (context:
 *   import('playwright-core').BrowserContext) => Promise<unknown>) => Promise<Opened>} opens the page; `prepare` comes first
 */
export function useBrowser() {
  /** @type {import('playwright-core').Browser} */
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());

  return async (t, mode, prepare) => {
    const site = await serve(mode);
    const context = await browser.newContext();
    context.setDefaultTimeout(PATIENCE);
    t.after(async () => {
      await context.close();
      await site.close();
    });
    await prepare?.(context);
    /** @type {string[]} */
    const requests = [];
    context.on('request', (request) => requests.push(request.url()));
    const page = await context.newPage();
    /** @type {string[]} */
    const errors = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    const loads = { count: 0 };
    page.on('load', () => {
      loads.count += 1;
    });
    await page.goto(site.url);
    return { page, context, site, requests, errors, loads };
  };
}

/**
 * Waits until the engine has started, over the reload of a first visit if there is one.
 *
 * @param {import('playwright-core').Page} page
 * @returns {Promise<{ isolated: boolean, threads: number, cores: number, text: string }>} the state, and what the footer says
 */
export async function engineStarted(page) {
  const footer = page.locator('[data-threads]');
  await footer.waitFor();
  return footer.evaluate((element) => ({
    isolated: crossOriginIsolated,
    threads: Number(/** @type {HTMLElement} */ (element).dataset.threads),
    cores: navigator.hardwareConcurrency,
    text: element.textContent ?? '',
  }));
}

/**
 * Opens lines of text through the engine, as a script on the page would.
 *
 * @param {import('playwright-core').Page} page
 * @param {number} lines how many
 * @returns {Promise<{ lines: number, threads: number }>} what the engine counted, and with how many threads
 */
export function countLines(page, lines) {
  return page.evaluate(async (wanted) => {
    const { logatlas } = /** @type {any} */ (globalThis);
    const session = await logatlas.open([new Blob(['2024-05-01T10:00:00Z INFO started\n'.repeat(wanted)])]);
    await session.done;
    const { lines: counted, threads } = session.progress();
    session.close();
    return { lines: counted, threads };
  }, lines);
}
