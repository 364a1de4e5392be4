/*
What bad and odd input gets on the page: a sentence where one is due, and every line accounted for as a plain count finds them.
*/
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { choose, dropPaths, loaded, sums } from './hand-over.js';
import { engineStarted, useBrowser } from './harness.js';

const open = useBrowser();
const folder = mkdtempSync(path.join(tmpdir(), 'logatlas-hostile-'));
after(() => rmSync(folder, { recursive: true }));

/** @param {string} name @param {string | Buffer} content */
function file(name, content) {
  const place = path.join(folder, name);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, content);
  return place;
}

/** @param {number} n @returns {string} a line of an access log */
const line = (n) =>
  `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255} - - [01/Jan/2024:10:${String(Math.floor(n / 60) % 60).padStart(2, '0')}:${String(n % 60).padStart(2, '0')} +0000] "GET /page/${n % 90} HTTP/1.1" ${n % 10 === 0 ? 500 : 200} ${n % 4000} "-" "curl/8.5"\n`;

/** @param {number} lines */
const log = (lines) => Array.from({ length: lines }, (_, n) => line(n)).join('');

/** @param {Buffer} bytes @returns {number} as `wc -l`, and one more where the last line has no newline */
function plainCount(bytes) {
  let newlines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) newlines += 1;
  return newlines + (bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0);
}

/** @param {Buffer} packed cut short @returns {Buffer} what can be unpacked of it */
const unpacked = (packed) => gunzipSync(packed, { finishFlush: 2 });

const text = Buffer.from(log(3_000));
const windows = text.toString().replaceAll('\n', '\r\n');
const big = Buffer.from(`\ufeff${windows}`, 'utf16le').swap16();
const torn = gzipSync(text).subarray(0, 9_000);
const wholeLines = unpacked(torn);

/**
 * Each: what is opened, the text in it as a plain count sees it (the same unless told), the sentence that is due, and how many records
 * there are where that is known.
 *
 * @type {{ name: string, bytes: Buffer, plain?: Buffer, said?: RegExp, records?: number }[]}
 */
const CASES = [
  { name: 'an empty file', bytes: Buffer.alloc(0), said: /: it is empty/ },
  { name: 'an empty gzip', bytes: gzipSync(''), plain: Buffer.alloc(0), said: /not a single line/ },
  { name: 'a program', bytes: readFileSync(process.execPath).subarray(0, 2 << 20), said: /does not look like text/ },
  {
    name: 'an image',
    bytes: Buffer.from(`89504e470d0a1a0a0000000d49484452${'00000100000001000806000000'.repeat(30)}`, 'hex'),
    said: /does not look like text/,
  },
  {
    name: 'a line of 64 MB without an end',
    bytes: Buffer.concat([text, Buffer.alloc(64e6, 'x')]),
    said: /One line is longer than 1 MiB: only its first MiB was read/,
    records: 3_000,
  },
  { name: 'a hole of zeros', bytes: Buffer.concat([Buffer.alloc(50_000), Buffer.from('\n'), text]), records: 3_000 },
  {
    name: 'bytes that are no UTF-8',
    bytes: Buffer.concat([text, Buffer.from([0xff, 0xfe, 10, 0xc3, 0x28, 10, 0, 10]), text]),
    records: 6_000,
  },
  { name: 'UTF-16, low byte first', bytes: Buffer.from(`\ufeff${windows}`, 'utf16le'), plain: text, records: 3_000 },
  { name: 'UTF-16, high byte first', bytes: big, plain: text, records: 3_000 },
  { name: 'line ends of Windows', bytes: Buffer.from(windows), records: 3_000 },
  { name: 'a gzip that was cut short', bytes: torn, plain: wholeLines, said: /gzip stream ends early at byte 9000/ },
  {
    name: 'a log without times',
    bytes: Buffer.from('the worker has nothing to do\n'.repeat(5_000)),
    said: /No time was found in any record/,
    records: 5_000,
  },
  { name: 'as many clients as lines', bytes: Buffer.from(log(300_000)), records: 300_000 },
];

for (const [index, { name, bytes, plain = bytes, said, records }] of CASES.entries()) {
  test(`${name}: every line is accounted for, and what is odd is said`, async (t) => {
    const { page, errors } = await open(t);
    await engineStarted(page);
    await choose(page, file(`case${index}.log`, bytes));
    const found = await sums(page);
    assert.equal(found.total, plainCount(plain));
    if (records !== undefined) assert.equal(found.records, records);
    if (said !== undefined) await page.getByText(said).first().waitFor();
    else assert.equal(await page.locator('.notices').count(), 0);
    assert.deepEqual(errors, []);
  });
}

test('distinct clients are counted, and an estimate says so', async (t) => {
  const { page } = await open(t);
  await engineStarted(page);
  await choose(page, file('clients.log', log(300_000)));
  const card = page.locator('.values', { has: page.getByRole('heading', { name: 'client', exact: true }) });
  const told = await card.locator('.figure-summary strong').innerText();
  const distinct = Number(told.replaceAll(/\D/g, ''));
  if (told.startsWith('≈')) assert.ok(Math.abs(distinct / 300_000 - 1) < 0.04, told);
  else assert.equal(distinct, 300_000);
});

test('a dropped folder is its files, those of its folders included', async (t) => {
  const { page, errors } = await open(t);
  await engineStarted(page);
  const dir = path.join(folder, 'logs');
  file('logs/one.log', log(100));
  file('logs/deep/er/two.log', log(50));
  file('logs/.hidden/three.log', log(7));
  file('logs/.DS_Store', 'x');
  await dropPaths(page, [dir, file('beside.log', log(5))]);
  await loaded(page);
  assert.equal((await sums(page)).total, 155);
  assert.equal(await page.locator('.header-file').innerText(), 'two.log and 2 more');
  assert.deepEqual(errors, []);
});

test('an empty folder is said to be one, and what is open stays', async (t) => {
  const { page } = await open(t);
  await engineStarted(page);
  mkdirSync(path.join(folder, 'empty/inside'), { recursive: true });
  await dropPaths(page, [path.join(folder, 'empty')]);
  const sentence = page.getByText(/There is no file in what was dropped or chosen: the folder is empty/);
  await sentence.waitFor();
  assert.ok(await page.locator('#landing').isVisible());
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await choose(page, file('kept.log', log(20)));
  await dropPaths(page, [path.join(folder, 'empty')]);
  await sentence.waitFor();
  assert.equal((await sums(page)).total, 20);
});

test('of several files those that can be read are, and the others are named', async (t) => {
  const { page } = await open(t);
  await engineStarted(page);
  const odd = ['empty1.log', 'empty2.log', 'empty3.log', 'empty4.log'].map((name) => file(name, ''));
  await choose(page, [file('good.log', log(30)), ...odd]);
  assert.equal((await sums(page)).total, 30);
  await page.getByText('empty1.log: it is empty').waitFor();
  await page.getByRole('button', { name: 'and 1 more' }).click();
  const said = page.getByRole('dialog').getByText('it is empty');
  await said.nth(3).waitFor();
  assert.equal(await said.count(), 4);
});
