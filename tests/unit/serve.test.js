/*
The test server is what the browser tests trust: its modes, its types, and that it serves nothing outside of its folder.
*/
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { serve } from '../../scripts/serve.mjs';

/**
 * @param {import('node:test').TestContext} t
 * @param {import('../../scripts/serve.mjs').Mode} [mode]
 */
async function site(t, mode) {
  const top = mkdtempSync(path.join(tmpdir(), 'logatlas-'));
  const dir = path.join(top, 'dist');
  mkdirSync(dir);
  writeFileSync(path.join(top, 'secret.txt'), 'secret');
  writeFileSync(path.join(dir, 'index.html'), '<p>hello</p>');
  writeFileSync(path.join(dir, 'sw.js'), '');
  writeFileSync(path.join(dir, 'a.wasm'), '');
  const served = await serve({ dir, ...mode });
  t.after(async () => {
    await served.close();
    rmSync(top, { recursive: true });
  });
  return served;
}

/**
 * The status for a path that is sent as it stands (fetch would tidy it up).
 *
 * @param {string} url
 * @param {string} pathname
 * @returns {Promise<number | undefined>}
 */
const status = (url, pathname) =>
  new Promise((resolve, reject) => {
    const sent = request(new URL(url), { path: pathname }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });

test('files have their types and the isolation headers', async (t) => {
  const { url } = await site(t);
  const page = await fetch(url);
  assert.equal(await page.text(), '<p>hello</p>');
  assert.equal(page.headers.get('Content-Type'), 'text/html; charset=utf-8');
  assert.equal(page.headers.get('Cross-Origin-Opener-Policy'), 'same-origin');
  assert.equal(page.headers.get('Cross-Origin-Embedder-Policy'), 'require-corp');
  assert.equal((await fetch(`${url}a.wasm`)).headers.get('Content-Type'), 'application/wasm');
});

test('each mode leaves out what such a host lacks', async (t) => {
  const { url } = await site(t, { headers: false, serviceWorker: false });
  assert.equal((await fetch(url)).headers.get('Cross-Origin-Embedder-Policy'), null);
  assert.equal((await fetch(`${url}sw.js`)).status, 404);
});

test('a prefix is part of every address', async (t) => {
  const { url } = await site(t, { prefix: '/some/where' });
  assert.equal(new URL(url).pathname, '/some/where/');
  assert.equal((await fetch(url)).status, 200);
  assert.equal(await status(url, '/'), 404);
});

test('nothing outside of the folder is served', async (t) => {
  const { url } = await site(t);
  for (const address of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/%', '/missing.js']) {
    assert.equal(await status(url, address), 404, address);
  }
});

test('only reading is allowed', async (t) => {
  const { url } = await site(t);
  assert.equal((await fetch(url, { method: 'HEAD' })).status, 200);
  assert.equal((await fetch(url, { method: 'POST' })).status, 405);
});
