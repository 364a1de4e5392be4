/*
Threads wherever a browser can have them, honesty where it cannot: every kind of host that the page may find itself on.
*/
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { countLines, engineStarted, useBrowser } from './harness.js';

const open = useBrowser();

/** @param {import('playwright-core').Page} page */
async function assertThreads(page) {
  const { isolated, threads, cores, text } = await engineStarted(page);
  assert.equal(isolated, true);
  assert.equal(threads, cores);
  assert.match(text, new RegExp(`threads: ${cores}`));
  assert.deepEqual(await countLines(page, 5_000), { lines: 5_000, threads: cores });
}

/**
 * @param {import('playwright-core').Page} page
 * @param {RegExp} reason
 */
async function assertSingle(page, reason) {
  const { isolated, threads, text } = await engineStarted(page);
  assert.equal(isolated, false);
  assert.equal(threads, 1);
  assert.match(text, /single thread/);
  assert.match(text, reason);
  assert.deepEqual(await countLines(page, 5_000), { lines: 5_000, threads: 1 });
}

test('a host that sends the headers gets threads without a reload', async (t) => {
  const { page, loads, errors } = await open(t);
  await assertThreads(page);
  assert.equal(loads.count, 1);
  assert.deepEqual(errors, []);
});

test('a host without headers gets threads through the service worker after one reload', async (t) => {
  const { page, loads, errors } = await open(t, { headers: false });
  await assertThreads(page);
  assert.equal(loads.count, 2);
  await page.reload();
  await assertThreads(page);
  assert.equal(loads.count, 3);
  assert.deepEqual(errors, []);
});

test('without headers and service worker the page runs single-threaded and says why', async (t) => {
  const { page, loads, errors } = await open(t, { headers: false, serviceWorker: false });
  await assertSingle(page, /service worker could not be installed/);
  assert.equal(loads.count, 1);
  assert.deepEqual(errors, []);
});

test('a browser that stays unisolated is reloaded once and no more', async (t) => {
  const { page, loads } = await open(t, { headers: false }, (context) =>
    context.addInitScript(() => Object.defineProperty(globalThis, 'crossOriginIsolated', { value: false })),
  );
  await assertSingle(page, /did not isolate/);
  assert.equal(loads.count, 2);
});

for (const headers of [true, false]) {
  test(`after the first visit the page works without the server (headers: ${headers})`, async (t) => {
    const { page, site } = await open(t, { headers });
    await assertThreads(page);
    await page.getByText('works offline').waitFor();
    await site.close();
    const { length } = site.requests;
    await page.reload();
    await assertThreads(page);
    assert.equal(site.requests.length, length);
  });
}

test('the site works from a folder of a host, can be installed there, and asks for nothing outside of it', async (t) => {
  const prefix = '/tools/logatlas';
  const { page, site } = await open(t, { headers: false, prefix });
  await assertThreads(page);
  const session = await page.context().newCDPSession(page);
  const { errors, manifest } = await session.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  assert.deepEqual([manifest.startUrl, manifest.scope], [site.url, site.url]);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  assert.deepEqual(
    installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'),
    [],
  );
  assert.deepEqual(
    site.requests.filter((request) => !request.startsWith(`${prefix}/`)),
    [],
  );
});

test('a browser that refuses large shared memories gets a smaller one, and threads', async (t) => {
  const { page } = await open(t, {}, (context) =>
    context.addInitScript(() => {
      const Memory = WebAssembly.Memory;
      WebAssembly.Memory = /** @type {any} */ (
        function LimitedMemory(/** @type {WebAssembly.MemoryDescriptor} */ wanted) {
          if ((wanted.maximum ?? 0) > 4_096) throw new RangeError('could not allocate memory');
          return new Memory(wanted);
        }
      );
    }),
  );
  await assertThreads(page);
});

test('a new version waits until the page asks for it', async (t) => {
  const dir = mkdtempSync(path.join(tmpdir(), 'logatlas-'));
  t.after(() => rmSync(dir, { recursive: true }));
  cpSync('dist', dir, { recursive: true });
  const { page, loads } = await open(t, { dir });
  await assertThreads(page);
  await page.evaluate(() => navigator.serviceWorker.ready);

  const html = path.join(dir, 'index.html');
  writeFileSync(html, readFileSync(html, 'utf8').replace('<html', '<html data-newer'));
  const worker = path.join(dir, 'sw.js');
  writeFileSync(worker, readFileSync(worker, 'utf8').replace('"version":"', '"version":"newer-'));

  await page.reload();
  await assertThreads(page);
  const reload = page.getByRole('button', { name: /newer version/i });
  await reload.waitFor();
  const isNewer = () => document.documentElement.hasAttribute('data-newer');
  assert.equal(await page.evaluate(isNewer), false);
  assert.equal(loads.count, 2);

  await reload.click();
  await page.waitForFunction(isNewer);
  await assertThreads(page);
  assert.equal(loads.count, 3);
});
