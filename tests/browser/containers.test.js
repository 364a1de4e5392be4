/*
Packed files and archives on the page: what is in them is counted, filtered and shown as the files that it is.
*/
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { choose, dropPaths, loaded, sums } from './hand-over.js';
import { engineStarted, useBrowser } from './harness.js';

const open = useBrowser();
const folder = mkdtempSync(path.join(tmpdir(), 'logatlas-containers-'));
after(() => rmSync(folder, { recursive: true }));

/** @param {string} name @param {Buffer} content */
function file(name, content) {
  const place = path.join(folder, name);
  writeFileSync(place, content);
  return place;
}

/** @param {number} lines @param {string} path */
const accessLog = (lines, path) =>
  Buffer.from(
    Array.from(
      { length: lines },
      (_, n) =>
        `10.0.0.${n % 9} - - [01/Jan/2024:10:00:0${n % 10} +0000] "GET ${path}/${n} HTTP/1.1" ${n % 10 === 0 ? 500 : 200} 5\n`,
    ).join(''),
  );

/** @param {number} lines */
const jsonLog = (lines) =>
  Buffer.from(
    Array.from({ length: lines }, (_, n) =>
      JSON.stringify({
        time: `2024-01-01T11:00:0${n % 10}Z`,
        level: n % 5 === 0 ? 'error' : 'info',
        msg: `job ${n} ended`,
      }),
    ).join('\n'),
  );

/** @param {[string, Buffer][]} members @returns {Buffer} a zip as it is streamed: each with its header before it, and an end */
function zip(members) {
  const parts = members.flatMap(([name, content]) => {
    const packed = deflateRawSync(content);
    const header = Buffer.alloc(30);
    header.write('PK\u0003\u0004');
    header.writeUInt16LE(8, 8);
    header.writeUInt32LE(checksum(content), 14);
    header.writeUInt32LE(packed.length, 18);
    header.writeUInt32LE(content.length, 22);
    header.writeUInt16LE(Buffer.byteLength(name), 26);
    return [header, Buffer.from(name), packed];
  });
  return Buffer.concat([...parts, Buffer.from('PK\u0005\u0006'), Buffer.alloc(18)]);
}

/** @param {Buffer} content @returns {number} CRC-32, which gzip writes at its end, too */
const checksum = (content) => gzipSync(content).readUInt32LE(gzipSync(content).length - 8);

/** @param {[string, Buffer][]} members */
function tar(members) {
  const parts = members.flatMap(([name, content]) => {
    const header = Buffer.alloc(512);
    header.write(name);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write('0', 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

const archives = [
  file(
    'logs.zip',
    zip([
      ['web/a.log', accessLog(300, '/a')],
      ['web/', Buffer.alloc(0)],
      ['web/b.log', accessLog(200, '/b')],
    ]),
  ),
  file(
    'jobs.tar.gz',
    gzipSync(
      tar([
        ['jobs.log', jsonLog(400)],
        ['none.log', Buffer.alloc(0)],
        ['old.log.gz', gzipSync(jsonLog(100))],
      ]),
    ),
  ),
];

for (const [kind, headers] of /** @type {const} */ ([
  ['threads', true],
  ['one thread', false],
])) {
  test(`members of a zip and of a tar.gz are files of their own, with ${kind}`, async (t) => {
    const { page, errors } = await open(t, { headers, serviceWorker: headers });
    await engineStarted(page);
    await dropPaths(page, archives);
    await loaded(page);
    assert.deepEqual(await sums(page), { records: 1000, total: 1000 });

    await page.locator('.header-sources').click();
    const rows = page.locator('.sources tbody tr');
    await rows.nth(5).waitFor();
    const cells = await rows.evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
    assert.deepEqual(
      cells.map(([name, , lines, format, text]) => [name, lines, format, text]),
      [
        ['logs.zip', '', '2 files; left out: 1 folder', 'zip'],
        ['logs.zip: web/a.log', '300', 'common', 'UTF-8'],
        ['logs.zip: web/b.log', '200', 'common', 'UTF-8'],
        ['jobs.tar.gz', '', '2 files; left out: 1 empty', 'tar.gz'],
        ['jobs.tar.gz: jobs.log', '400', 'json', 'UTF-8'],
        ['jobs.tar.gz: old.log.gz', '100', 'json', 'UTF-8, gzip'],
      ],
    );
    await page.keyboard.press('Escape');

    await page.getByLabel('Filter', { exact: true }).fill('status >= 500 or level : error');
    await page.keyboard.press('Enter');
    await page.locator('.filter-matches').waitFor();
    await loaded(page);
    assert.equal((await sums(page)).records, 50 + 100);
    assert.deepEqual(errors, []);
  });
}

test('lines of members are read back where they lie, within a small budget, too', async (t) => {
  const { page } = await open(t);
  await engineStarted(page);
  await page.setInputFiles('#file-input', archives);
  await loaded(page);
  const found = await page.evaluate(
    async (contents) => {
      const { logatlas } = /** @type {any} */ (globalThis);
      const files = contents.map(({ name, bytes }) => new File([new Uint8Array(bytes)], name));
      // Without room for columns everything is read again for every question.
      const session = await logatlas.open(files, { budget: 0 });
      await session.done;
      const filter = 'status : 500 or message : "job 95 ended"';
      const { total, rows } = await session.lines({ filter, by: 'file', from: 0, count: 100 });
      const all = await session.lines({ from: 0, count: 1000 });
      session.close();
      return { total, first: rows[0], last: rows.at(-1), count: all.rows.length };
    },
    archives.map((place) => ({ name: path.basename(place), bytes: [...readFileSync(place)] })),
  );
  assert.deepEqual([found.total, found.count], [52, 1000]);
  assert.equal(found.first.source, 'logs.zip: web/a.log');
  assert.match(found.first.text, /GET \/a\/0 HTTP/);
  assert.equal(found.last.source, 'jobs.tar.gz: old.log.gz');
  assert.deepEqual([found.last.line, JSON.parse(found.last.text).msg], [96, 'job 95 ended']);
});

test('zstd, bzip2 and xz hold what their tools have put in', async (t) => {
  const { page, errors } = await open(t);
  await engineStarted(page);
  const packed = ['gz', 'zst', 'bz2', 'xz'].map((extension) => `tests/fixtures/packed/app.log.${extension}`);
  for (const [at, place] of packed.entries()) {
    await choose(page, place);
    assert.deepEqual(await sums(page), { records: 900, total: 900 });
    await page.locator('.header-sources').click();
    const text = page.locator('.sources tbody td:nth-child(5)');
    await text.waitFor();
    assert.equal(await text.innerText(), `UTF-8, ${['gzip', 'zstd', 'bzip2', 'xz'][at]}`);
    await page.keyboard.press('Escape');
  }
  assert.deepEqual(errors, []);
});

test('an archive that is cut short keeps what came before and says where', async (t) => {
  const { page } = await open(t);
  await engineStarted(page);
  const whole = readFileSync(/** @type {string} */ (archives[0]));
  await choose(page, file('short.zip', whole.subarray(0, whole.length - 400)));
  const { records } = await sums(page);
  assert.ok(records >= 300 && records < 500, `${records}`);
  await page
    .getByText(/short\.zip: the zip stream ends early at byte/)
    .first()
    .waitFor();
});
