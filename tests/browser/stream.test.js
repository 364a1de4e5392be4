/*
Files of more than one read: in a browser that fills the engine's buffer, and in one that can only be asked for slices.
*/
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { choose, loaded, sums } from './hand-over.js';
import { engineStarted, useBrowser } from './harness.js';

const open = useBrowser();
const folder = mkdtempSync(path.join(tmpdir(), 'logatlas-stream-'));
after(() => rmSync(folder, { recursive: true }));

/** The lines of a log of about 37 MB, which is no whole number of anything that is read at a time. */
const LINES = 700_001;
const log = Buffer.from(
  Array.from(
    { length: LINES },
    (_, n) => `2024-05-01T10:00:00Z INFO order ${n} was paid by ${(n * 7919) % 1000}\n`,
  ).join(''),
);
const files = { plain: path.join(folder, 'plain.log'), packed: path.join(folder, 'packed.log.gz') };
writeFileSync(files.plain, log);
writeFileSync(files.packed, gzipSync(log, { level: 1 }));

for (const { fills, headers } of [
  { fills: true, headers: true },
  { fills: true, headers: false },
  { fills: false, headers: true },
]) {
  test(`all lines are read and read again (streams fill buffers: ${fills}, threads: ${headers})`, async (t) => {
    const { page, errors } = await open(t, { headers, serviceWorker: headers });
    await engineStarted(page);
    const name = headers ? 'reader.worker' : 'engine.worker';
    const worker = page.workers().find((one) => one.url().includes(name));
    assert.ok(worker, 'a worker reads');
    await worker.evaluate((fills) => {
      const scope = /** @type {any} */ (globalThis);
      const Reader = scope.ReadableStreamBYOBReader;
      scope.readers = 0;
      scope.ReadableStreamBYOBReader = function made(/** @type {ReadableStream} */ stream) {
        if (!fills) throw new TypeError('no stream of bytes');
        scope.readers += 1;
        return new Reader(stream);
      };
    }, fills);
    for (const place of Object.values(files)) {
      await choose(page, place);
      assert.equal((await sums(page)).records, LINES);
      // Words are looked for in the lines, so that they are read again.
      await page.getByLabel('Filter', { exact: true }).fill('"paid by 7"');
      await page.locator('.filter-matches').waitFor();
      await loaded(page);
      const meant = log.toString().match(/paid by 7/g)?.length;
      assert.equal((await sums(page)).records, meant);
      await page.getByLabel('Filter', { exact: true }).fill('');
      await loaded(page);
    }
    const readers = await worker.evaluate(() => Number(/** @type {any} */ (globalThis).readers));
    assert.equal(readers > 0, fills);
    assert.deepEqual(errors, []);
  });
}
