/*
A file opened in the real page as a user would open it, and what came of it: for programs that see how much a tab can take.
*/

import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { launch } from './chromium.mjs';
import { serve } from './serve.mjs';

/** How long reading may take, in milliseconds. */
const PATIENCE = 30 * 60_000;

/**
 * @typedef {object} Tab
 * @property {import('playwright-core').Page} page with the file read to its end
 * @property {Record<string, number>} lines what the page says became of them
 * @property {number} memory the most that the engine held, in bytes
 * @property {number} columns the most that its columns took, in bytes
 * @property {number} budget what they may take, in bytes
 * @property {number} threads how many parse
 */

/**
 * @param {string} file
 * @param {(tab: Tab) => Promise<void>} use
 */
export async function inTab(file, use) {
  const site = await serve();
  const browser = await launch();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.goto(site.url);
    await page.locator('[data-threads]').waitFor();
    await page.setInputFiles('#file-input', file);
    await page.locator('body[data-phase=loaded] .app-main[aria-busy=false] .sum').waitFor();
    const rows = await page
      .locator('.sum dl > div')
      .evaluateAll((found) => found.map((row) => [...row.children].map(({ textContent }) => textContent ?? '')));
    const lines = Object.fromEntries(rows.map(([name, number]) => [name, Number(number?.replaceAll(',', ''))]));
    const {
      memory = 0,
      columns = 0,
      budget = 0,
    } = await page
      .locator('#status [data-memory]')
      .evaluate((element) =>
        Object.fromEntries(
          Object.entries(/** @type {HTMLElement} */ (element).dataset).map(([name, value]) => [name, Number(value)]),
        ),
      );
    const threads = Number(await page.locator('[data-threads]').getAttribute('data-threads'));
    await use({ page, lines, memory, columns, budget, threads });
  } finally {
    await browser.close();
    await site.close();
  }
}

/**
 * Writes a file piece by piece, so that it need not fit the memory.
 *
 * @param {string} name
 * @param {Iterable<Buffer | string>} pieces
 * @returns {Promise<string>} its path
 */
export async function write(name, pieces) {
  const place = path.join('.cache', name);
  mkdirSync('.cache', { recursive: true });
  const stream = createWriteStream(place);
  for (const piece of pieces) if (!stream.write(piece)) await once(stream, 'drain');
  stream.end();
  await once(stream, 'finish');
  return place;
}
