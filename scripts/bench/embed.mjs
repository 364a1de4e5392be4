/*
How fast and how good the embedding is, natively and in a tab, against openTSNE and the bhtsne crate on the same data and the same
machine, and against what there is for a tab: DruidJS' t-SNE, which compares all with all, and umap-js.

    npm run bench -- embed        LOGATLAS_BENCH_ROUNDS=3; LOGATLAS_BENCH_DATA=digits,mixture-10000 for some of the data

The peers are installed into .cache/bench-embed. All sides run with their defaults (perplexity 30, 750 iterations) on two
threads and one after the other, round by round; seconds are those of all phases, and the median of the rounds counts. One
evaluator (embed.py) judges every map: KL divergence with openTSNE's affinities of exact neighbours and exact Z, 10-neighbour
preservation, Spearman's correlation of distances. UMAP lowers another divergence, so that its KL only tells how far that is from
this one. bhtsne's defaults stop far from its minimum, so that it runs a second time
with a learning rate of openTSNE's size. `cargo bench -p logatlas-embed` tells the rest: time per iteration, force error,
memory. Any matrix of 32-bit floats in .cache/bench-embed/data can be named too, without its ending.
*/
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { must, step } from '../run.mjs';
import { machine, median, record } from './record.mjs';
import { makeSite, runInTab } from './tab/site.mjs';

const folder = path.resolve('.cache/bench-embed');
const python = `${folder}/python/bin/python`;
const crate = `${folder}/bhtsne`;
const script = 'scripts/bench/embed.py';
const ours = `${process.env.CARGO_TARGET_DIR ?? 'target'}/release/logatlas`;
const rounds = Number(process.env.LOGATLAS_BENCH_ROUNDS ?? 3);
const chosen = (process.env.LOGATLAS_BENCH_DATA ?? 'digits,mixture-10000,mixture-50000').split(',');
/** Those that take too long for larger data: the most rows that they get. @type {Record<string, number>} */
const MOST = { DruidJS: 2000, 'umap-js': 10_000 };
let site = '';

/** @typedef {{ seconds: Record<string, number>, total: number, iterations?: number }} Run */

/** @param {string} output the last line of which is JSON */
const last = (output) => JSON.parse(output.trim().split('\n').at(-1) ?? '');

async function install() {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(python)) {
    await must('python3', ['-m', 'venv', `${folder}/python`]);
    await must(python, ['-m', 'pip', 'install', '--quiet', 'openTSNE', 'scikit-learn', 'numpy', 'scipy']);
  }
  await must(python, [script, 'data', `${folder}/data`]);
  mkdirSync(`${crate}/src`, { recursive: true });
  copyFileSync('scripts/bench/bhtsne.rs', `${crate}/src/main.rs`);
  writeFileSync(
    `${crate}/Cargo.toml`,
    '[package]\nname = "peer"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\nbhtsne = { version = "=0.7.13", default-features = false }\n\n[workspace]\n',
  );
  const target = ['--target-dir', `${crate}/target`];
  await must('cargo', ['build', '--release', '--manifest-path', `${crate}/Cargo.toml`, ...target]);
  site = await makeSite(folder, `${folder}/data`);
}

/** @param {string} file in NumPy's format @returns {number} the rows of its matrix */
function rowsOf(file) {
  const bytes = readFileSync(file);
  const header = bytes.subarray(10, 10 + bytes.readUInt16LE(8)).toString();
  return Number(/'shape': \((\d+),/.exec(header)?.[1]);
}

/**
 * Who takes part: each is given the matrix and the file for its map.
 *
 * @type {Record<string, (input: string, output: string, rows: number) => Promise<Run>>}
 */
const SIDES = {
  async logatlas(input, output) {
    const report = last(await must(ours, ['embed', input, '-o', output, '--threads', '2', '--json']));
    const seconds = /** @type {Record<string, number>} */ (report.seconds);
    return { seconds, total: Object.values(seconds).reduce((sum, phase) => sum + phase, 0) };
  },
  async openTSNE(input, output) {
    const env = { ...process.env, OMP_NUM_THREADS: '2' };
    const { total, ...seconds } = last(await must(python, [script, 'opentsne', input, output], { env }));
    return { seconds, total };
  },
  bhtsne: (input, output) => bhtsne(input, output, 0),
  'bhtsne, tuned': (input, output, rows) => bhtsne(input, output, rows),
  'logatlas, tab': (input, output) => tab('logatlas, tab', input, output),
  'umap-js': (input, output) => tab('umap-js', input, output),
  DruidJS: (input, output) => tab('DruidJS', input, output),
};

/**
 * @param {string} side
 * @param {string} input
 * @param {string} output
 * @returns {Promise<Run>}
 */
async function tab(side, input, output) {
  const seconds = await runInTab(site, side, path.basename(input), output);
  return { seconds, total: Object.values(seconds).reduce((sum, phase) => sum + phase, 0) };
}

/**
 * @param {string} input
 * @param {string} output
 * @param {number} rate
 * @returns {Promise<Run>}
 */
async function bhtsne(input, output, rate) {
  const env = { ...process.env, RAYON_NUM_THREADS: '2' };
  const { total } = last(await must(`${crate}/target/release/peer`, [input, output, String(rate)], { env }));
  return { seconds: {}, total };
}

await step('peers and data', install);
for (const name of chosen) {
  const input = `${folder}/data/${name}.npy`;
  const rows = rowsOf(input);
  const sides = Object.entries(SIDES).filter(([side]) => rows <= (MOST[side] ?? Infinity));
  /** @type {Record<string, Run[]>} */
  const runs = Object.fromEntries(sides.map(([side]) => [side, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [side, run] of sides) {
      await step(`${name}, ${side}`, async () => {
        const result = await run(input, `${folder}/${name}.${side.replace(/\W+/, '-')}.npy`, rows);
        runs[side]?.push(result);
        return `${result.total.toFixed(2)} s`;
      });
    }
  }
  /** @type {Record<string, any>} */
  const result = {};
  for (const [side, all] of Object.entries(runs)) {
    const map = `${folder}/${name}.${side.replace(/\W+/, '-')}.npy`;
    const judged = last(await must(python, [script, 'evaluate', input, map]));
    result[side] = { total: median(all.map((run) => run.total)), seconds: all.at(-1)?.seconds, ...judged };
  }
  const { logatlas, openTSNE, 'logatlas, tab': inTab } = result;
  record('embed', {
    ...machine(),
    data: name,
    rows,
    rounds,
    sides: result,
    speedup: openTSNE.total / logatlas.total,
    speedupInTab: openTSNE.total / inTab.total,
    speedupOverTunedBhtsne: result['bhtsne, tuned'].total / logatlas.total,
    klRatio: logatlas.kl / openTSNE.kl,
    preservationDifference: logatlas.preservation - openTSNE.preservation,
  });
}
