/*
Fields that no line holds: routes, parameters of queries, what user agents are; with threads and without.
*/
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { choose, loaded, sums } from './hand-over.js';
import { engineStarted, useBrowser } from './harness.js';

/** @import { Page } from 'playwright-core' */

const open = useBrowser();
const folder = mkdtempSync(path.join(tmpdir(), 'logatlas-derived-'));
after(() => rmSync(folder, { recursive: true }));

const AGENTS = [
  'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:123.0) Gecko/20100101 Firefox/123.0',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_3_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3.1 Mobile/15E148 Safari/604.1',
];
/** @param {number} n */
const target = (n) =>
  ['/login', `/api/users/${n}?page=${n % 8 === 1 ? 1 : 2}`, `/static/part-${n}.js`, `/p/red-lamp-${n}?q=%3Cb%3E`][
    n % 4
  ];
/** @param {number} n */
const line = (n) =>
  `10.0.0.${n % 9} - - [01/Jan/2024:10:00:00 +0000] "GET ${target(n)} HTTP/1.1" 200 5 "-" "${AGENTS[n % 3]}"\n`;
const log = path.join(folder, 'web.log');
writeFileSync(log, Array.from({ length: 120 }, (_, n) => line(n)).join(''));

/** @param {Page} page @param {string} name @returns {Promise<Record<string, number>>} what the card of a field says */
async function card(page, name) {
  const rows = await page
    .locator(`figure[aria-label="${name}"] .value`)
    .evaluateAll((items) =>
      items.map((item) => ['.value-word', '.value-count'].map((part) => item.querySelector(part)?.textContent ?? '')),
    );
  return Object.fromEntries(rows.map(([value, count]) => [value, Number(count)]));
}

/** @param {Page} page @param {string} figure @param {string} value */
async function click(page, figure, value) {
  await page.locator(`figure[aria-label="${figure}"] button`, { hasText: value }).first().click();
  await loaded(page);
}

for (const threads of [true, false]) {
  test(`routes, agents and parameters are counted and filter (threads: ${threads})`, async (t) => {
    const { page, site, requests } = await open(t, { headers: threads, serviceWorker: threads });
    assert.equal((await engineStarted(page)).isolated, threads);
    await choose(page, log);
    assert.deepEqual(await card(page, 'route'), {
      '/api/users/{int}': 30,
      '/login': 30,
      '/p/{name}': 30,
      '/static/{file}.js': 30,
    });
    assert.deepEqual(await card(page, 'family'), { Firefox: 40, Googlebot: 40, 'Mobile Safari': 40 });
    assert.deepEqual(await card(page, 'bot'), { bot: 40, '(none)': 80 });
    assert.deepEqual(await card(page, 'device'), { iPhone: 40, '(none)': 80 });
    assert.deepEqual(await card(page, 'query parameters'), { page: 30, q: 30 });

    await click(page, 'query parameters', 'page');
    assert.equal((await sums(page)).records, 30);
    assert.deepEqual(await card(page, 'route'), { '/api/users/{int}': 30 });
    await page.locator('.parameter-values button', { hasText: /^1$/ }).click();
    await loaded(page);
    assert.equal((await sums(page)).records, 15);
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await loaded(page);
    await click(page, 'route', '/p/{name}');
    assert.equal((await sums(page)).records, 30);
    await click(page, 'bot', 'bot');
    assert.equal((await sums(page)).records, 10);

    const lists = requests.filter((url) => /\/agents-[^/]*\.txt$/.test(url));
    assert.ok(lists.length > 0 && lists.every((url) => url.startsWith(site.url)), lists.join(' '));
  });
}
