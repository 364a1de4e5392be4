/*
After load no request leaves the origin, and the content security policy makes sure of it, for the page and its workers.
*/
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { countLines, engineStarted, useBrowser } from './harness.js';

const open = useBrowser();

/**
 * A server elsewhere that would take anything from anyone.
 *
 * @param {import('node:test').TestContext} t
 */
async function elsewhere(t) {
  /** @type {string[]} */
  const hits = [];
  const server = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' });
    response.end('got it');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { hits, url: `http://127.0.0.1:${port}/` };
}

const attempt = (/** @type {string} */ url) =>
  fetch(url).then(
    () => 'sent',
    () => 'refused',
  );

for (const headers of [true, false]) {
  test(`no request leaves the origin, even if a script tries (headers: ${headers})`, async (t) => {
    const { hits, url } = await elsewhere(t);
    const { page, site, requests } = await open(t, { headers });
    await engineStarted(page);
    await countLines(page, 1_000);

    const { origin } = new URL(site.url);
    assert.ok(requests.length > 3);
    assert.deepEqual(
      requests.filter((request) => new URL(request).origin !== origin && !request.startsWith('data:')),
      [],
    );

    assert.equal(await page.evaluate(attempt, url), 'refused');
    const image = (/** @type {string} */ src) =>
      new Promise((resolve) => {
        const element = new Image();
        element.onload = element.onerror = () => resolve(undefined);
        element.src = src;
      });
    await page.evaluate(image, url);
    const engine = page.workers().find((worker) => worker.url().includes('engine.worker'));
    assert.ok(engine);
    assert.equal(await engine.evaluate(attempt, url), 'refused');
    assert.deepEqual(hits, []);
  });
}
