/*
How fast one thread gets from bytes to fields, columns and a summary, and from columns to the summary of a filter: in WebAssembly
and natively, by turns.

    npm run bench -- parse         64 MB of each format; LOGATLAS_BENCH_MB for more

Figures are medians of millions of bytes of the log a second: of the thread's own time where the system tells it (Linux), so that
what else runs on the machine counts little, by the clock elsewhere. `unmined` is a scan of records whose messages are empty, `mined`
one with the templates merged at its end; `mining` is how much longer the latter takes, as a share. `many` and `few` are the filters: the bytes that their records' slices
had, which are not read again.
*/
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { must, step } from '../run.mjs';
import { target } from '../setup.mjs';
import { wasmToolchain } from '../toolchain.mjs';
import { buildStages } from '../wasm.mjs';
import { machine, median, record } from './record.mjs';

const bytes = Number(process.env.LOGATLAS_BENCH_MB ?? 64) * 1e6;
const rounds = Number(process.env.LOGATLAS_BENCH_ROUNDS ?? 9);

const STAGES = ['fields', 'columns', 'summary', 'many', 'few', 'unmined', 'mined'];
/** The formats, each with its number among the kinds of log that can be generated. */
const FORMATS = { combined: 0, json: 2, syslog: 3 };
/** Filters mean records of access logs. */
const FILTERED = 'combined';
const FILTERS = ['many', 'few'];
/** So often a filter runs for one figure: once is over before the clock goes on. */
const FILTER_RUNS = 16;

/**
 * @param {number} [pid] of a process
 * @returns {number} how long its first thread has run, in seconds; the time of day where that cannot be known
 */
function clock(pid) {
  const file = `/proc/${pid}/schedstat`;
  if (!existsSync(file)) return performance.now() / 1000;
  return Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e9;
}

/**
 * @typedef {object} Side
 * @property {number} bytes
 * @property {(stage: string) => Promise<number>} run runs a stage and returns the seconds that it took
 * @property {() => void} close
 */

/**
 * @param {WebAssembly.Module} module
 * @param {number} format
 * @returns {Promise<Side>}
 */
async function openWasm(module, format) {
  const { exports } = await WebAssembly.instantiate(module, {});
  const { open, cache, run } = /** @type {Record<string, (...numbers: number[]) => number>} */ (
    /** @type {unknown} */ (exports)
  );
  const made = open?.(format, bytes) ?? 0;
  return {
    bytes: made,
    run: async (stage) => {
      const runs = FILTERS.includes(stage) ? FILTER_RUNS : 1;
      if (runs > 1) cache?.();
      const start = clock(process.pid);
      for (let index = 0; index < runs; index += 1) run?.(STAGES.indexOf(stage));
      return (clock(process.pid) - start) / runs;
    },
    close: () => {},
  };
}

/**
 * @param {string} format
 * @returns {Promise<Side>}
 */
async function openNative(format) {
  const child = spawn(path.join(target, 'release/stages'), [format, String(bytes)]);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => Number((await lines.next()).value);
  /** @param {string} stage */
  const ask = (stage) => {
    child.stdin.write(`${stage}\n`);
    return next();
  };
  return {
    bytes: await next(),
    run: async (stage) => {
      const runs = FILTERS.includes(stage) ? FILTER_RUNS : 1;
      if (runs > 1) await ask('cache');
      const start = clock(child.pid);
      for (let index = 0; index < runs; index += 1) await ask(stage);
      return (clock(child.pid) - start) / runs;
    },
    close: () => child.stdin.end(),
  };
}

let file = '';
await step('stages natively', () => must('cargo', ['build', '--release', '--package', 'logatlas-stages', '--bins']));
await step('stages in WebAssembly', async () => {
  file = await buildStages(await wasmToolchain());
});
const module = await WebAssembly.compile(readFileSync(file));
/** @type {Record<string, Record<string, Record<string, number>>>} */
const results = {};
for (const [format, number] of Object.entries(FORMATS)) {
  const sides = { wasm: await openWasm(module, number), native: await openNative(format) };
  const stages = STAGES.filter((stage) => format === FILTERED || !FILTERS.includes(stage));
  /** @type {Map<string, number[]>} */
  const speeds = new Map(stages.flatMap((stage) => Object.keys(sides).map((name) => [`${name} ${stage}`, []])));
  // The first round only warms up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const stage of stages) {
      for (const [name, side] of Object.entries(sides)) {
        const seconds = await side.run(stage);
        if (round > 0) speeds.get(`${name} ${stage}`)?.push(side.bytes / 1e6 / seconds);
      }
    }
  }
  /** @param {string} name */
  const medians = (name) =>
    Object.fromEntries(stages.map((stage) => [stage, Math.round(median(speeds.get(`${name} ${stage}`) ?? []))]));
  /** @param {string} name */
  const mining = (name) => {
    const [without, within] = ['unmined', 'mined'].map((stage) => speeds.get(`${name} ${stage}`) ?? []);
    const ratios = (without ?? []).map((speed, round) => speed / (within?.[round] ?? Number.NaN) - 1);
    return Number(median(ratios).toFixed(3));
  };
  results[format] = Object.fromEntries(
    Object.keys(sides).map((name) => [name, { ...medians(name), mining: mining(name) }]),
  );
  for (const side of Object.values(sides)) side.close();
}
record('parse', { ...machine(), megabytes: Math.round(bytes / 1e6), MBps: results });
