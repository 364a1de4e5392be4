/*
How fast the tab gets through a Combined log, against how fast the same tab merely reads it: as scripts usually do, slice by slice,
and as the engine does, through one buffer that is filled again and again.

    npm run bench -- throughput        1 GB; LOGATLAS_BENCH_MB=5600 for one beyond 4 GiB

All sides run in the same page, one after the other, several times; what counts is the median of the ratios.
*/

import { launch } from '../chromium.mjs';
import { serve } from '../serve.mjs';
import { logOfSize } from './log.mjs';
import { machine, median, record } from './record.mjs';

const megabytes = Number(process.env.LOGATLAS_BENCH_MB ?? 1000);
const rounds = Number(process.env.LOGATLAS_BENCH_ROUNDS ?? 5);

/** What reads `file` to its end and counts its `bytes`: in slices of 16 MiB, or through one buffer of 512 KiB. */
const WAYS = {
  slices: `for (let at = 0; at < file.size; at += 2 ** 24) {
    bytes += (await file.slice(at, Math.min(file.size, at + 2 ** 24)).arrayBuffer()).byteLength;
  }`,
  // Chromium forgets a reader that nothing but its own pending read holds on to, and the read never ends.
  buffer: `const reader = (globalThis.held = file.stream().getReader({ mode: 'byob' }));
  for (let buffer = new ArrayBuffer(2 ** 19); bytes < file.size; ) {
    const { value } = await reader.read(new Uint8Array(buffer));
    bytes += value.byteLength;
    buffer = value.buffer;
  }`,
};

/** Reads a file to its end in a worker of its own. Runs in the page. @param {string} way */
async function readOnly(way) {
  const source = `onmessage = async ({ data: file }) => {
    const start = performance.now();
    let bytes = 0;
    try {
      ${way}
      postMessage({ bytes, seconds: (performance.now() - start) / 1000 });
    } catch (error) {
      postMessage({ problem: 'byte ' + bytes + ': ' + error });
    }
  };`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  const [file] = /** @type {HTMLInputElement} */ (document.getElementById('bench-input')).files ?? [];
  worker.postMessage(file);
  const result = await new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
  worker.terminate();
  if (result.problem !== undefined) throw new Error(`The file could not be read: ${result.problem}`);
  return result;
}

/** Opens the same file as a user would. Runs in the page. */
async function analyse() {
  const { logatlas } = /** @type {any} */ (globalThis);
  const [file] = /** @type {HTMLInputElement} */ (document.getElementById('bench-input')).files ?? [];
  const start = performance.now();
  const session = await logatlas.open([file]);
  const outcome = await session.done;
  const seconds = (performance.now() - start) / 1000;
  const { lines, memory, columns, threads } = session.progress();
  const snapshot = await session.snapshot({});
  session.close();
  return { seconds, bytes: file?.size, lines, memory, columns, threads, outcome, counted: snapshot.lines };
}

const path = await logOfSize('combined', megabytes);
const site = await serve();
const browser = await launch();
try {
  // The reading worker comes from a Blob, which the page itself would not be allowed.
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.goto(site.url);
  await page.evaluate(() => {
    const input = Object.assign(document.createElement('input'), { type: 'file', id: 'bench-input' });
    document.body.append(input);
  });
  await page.setInputFiles('#bench-input', path);
  /** @typedef {{ slices: number, buffer: number, analysed: number }} Speeds in MB/s */
  /** @type {Speeds[]} */
  const speeds = [];
  const speed = (/** @type {{ bytes: number, seconds: number }} */ run) => run.bytes / 1e6 / run.seconds;
  let last;
  for (let round = 0; round < rounds; round += 1) {
    const slices = speed(await page.evaluate(readOnly, WAYS.slices));
    const buffer = speed(await page.evaluate(readOnly, WAYS.buffer));
    last = await page.evaluate(analyse);
    const analysed = speed(last);
    speeds.push({ slices, buffer, analysed });
    process.stdout.write(
      `read ${slices.toFixed(0)} MB/s in slices, ${buffer.toFixed(0)} through a buffer; analyse ${analysed.toFixed(0)} MB/s: ` +
        `${(100 * (analysed / slices)).toFixed(0)} % and ${(100 * (analysed / buffer)).toFixed(0)} %\n`,
    );
  }
  if (!last) throw new Error('no round was run');
  const of = (/** @type {(speeds: Speeds) => number} */ value) => median(speeds.map(value));
  record('throughput', {
    ...machine(),
    megabytes: Math.round(last.bytes / 1e6),
    readMBps: Math.round(of(({ slices }) => slices)),
    readBufferMBps: Math.round(of(({ buffer }) => buffer)),
    analyseMBps: Math.round(of(({ analysed }) => analysed)),
    share: Number(of(({ analysed, slices }) => analysed / slices).toFixed(3)),
    shareOfBuffer: Number(of(({ analysed, buffer }) => analysed / buffer).toFixed(3)),
    linesPerSecond: Math.round((last.lines / last.bytes) * 1e6 * of(({ analysed }) => analysed)),
    engineMemoryMB: Math.round(last.memory / 1e6),
    columnsMB: Math.round(last.columns / 1e6),
    threads: last.threads,
    lines: last.counted,
  });
} finally {
  await browser.close();
  await site.close();
}
