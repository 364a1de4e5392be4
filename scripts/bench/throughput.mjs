/*
How fast the tab gets through a Combined log, against how fast the same tab merely reads it.

    npm run bench -- throughput        1 GB; LOGATLAS_BENCH_MB=5600 for one beyond 4 GiB

Both sides run in the same page, one after the other, several times; what counts is the median of the ratios.
*/

import { launch } from '../chromium.mjs';
import { serve } from '../serve.mjs';
import { combinedLog } from './log.mjs';
import { machine, median, record } from './record.mjs';

const megabytes = Number(process.env.LOGATLAS_BENCH_MB ?? 1000);
const rounds = Number(process.env.LOGATLAS_BENCH_ROUNDS ?? 5);

/** Reads a file to its end in a worker of its own, in slices as the engine does. Runs in the page. */
async function readOnly() {
  const source = `onmessage = async ({ data: file }) => {
    const start = performance.now();
    let bytes = 0;
    for (let at = 0; at < file.size; at += 2 ** 24) {
      bytes += (await file.slice(at, Math.min(file.size, at + 2 ** 24)).arrayBuffer()).byteLength;
    }
    postMessage({ bytes, seconds: (performance.now() - start) / 1000 });
  };`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  const [file] = /** @type {HTMLInputElement} */ (document.getElementById('bench-input')).files ?? [];
  worker.postMessage(file);
  const result = await new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
  worker.terminate();
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

const path = await combinedLog(megabytes);
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
  const speed = (/** @type {{ bytes: number, seconds: number }} */ run) => run.bytes / 1e6 / run.seconds;
  const ratios = [];
  let last;
  for (let round = 0; round < rounds; round += 1) {
    const read = await page.evaluate(readOnly);
    const analysed = await page.evaluate(analyse);
    ratios.push(speed(analysed) / speed(read));
    last = { read, analysed };
    process.stdout.write(
      `read ${speed(read).toFixed(0)} MB/s, analyse ${speed(analysed).toFixed(0)} MB/s: ${(100 * (ratios.at(-1) ?? 0)).toFixed(0)} %\n`,
    );
  }
  if (!last) throw new Error('no round was run');
  const { analysed } = last;
  record('throughput', {
    ...machine(),
    megabytes: Math.round(analysed.bytes / 1e6),
    readMBps: Math.round(speed(last.read)),
    analyseMBps: Math.round(speed(analysed)),
    share: Number(median(ratios).toFixed(3)),
    linesPerSecond: Math.round(analysed.lines / analysed.seconds),
    engineMemoryMB: Math.round(analysed.memory / 1e6),
    columnsMB: Math.round(analysed.columns / 1e6),
    threads: analysed.threads,
    lines: analysed.counted,
  });
} finally {
  await browser.close();
  await site.close();
}
