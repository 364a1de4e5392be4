/*
What came of the speed of reading since an earlier revision: both command lines scan the same logs, by turns.

    LOGATLAS_BENCH_REVISION=HEAD~20 npm run bench -- revision     128 MB of each format; LOGATLAS_BENCH_MB for more

The revision is built in .cache. Figures are medians of millions of bytes of the log a second of processor time, with one thread;
`time` is the median, over the rounds, of this tree's time as a share of the revision's.
*/
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { main, must, step } from '../run.mjs';
import { target } from '../setup.mjs';
import { logOfSize } from './log.mjs';
import { machine, median, record } from './record.mjs';

const revision = process.env.LOGATLAS_BENCH_REVISION;
const megabytes = Number(process.env.LOGATLAS_BENCH_MB ?? 128);
const rounds = Number(process.env.LOGATLAS_BENCH_ROUNDS ?? 9);

/** @type {import('./log.mjs').Format[]} */
const FORMATS = ['combined', 'json', 'syslog'];
/** How finely the system counts the time of processes that have ended, in seconds. */
const TICK = 0.01;

/** @returns {number} the processor time of all programs that were run so far, in seconds; the time of day where that is not told */
function clock() {
  const file = '/proc/self/stat';
  if (!existsSync(file)) return performance.now() / 1000;
  // What is behind the name, which may have spaces in it: the first field there is the third of all, the times are 16 and 17.
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) * TICK;
}

/**
 * @param {string} name of the revision
 * @returns {Promise<string>} the path of its command line
 */
async function build(name) {
  const hash = (await must('git', ['rev-parse', '--verify', `${name}^{commit}`])).trim();
  const folder = path.join('.cache', 'revisions', hash);
  if (!existsSync(folder)) await must('git', ['clone', '--quiet', '--no-checkout', '.', folder]);
  await must('git', ['-C', folder, 'checkout', '--quiet', '--detach', hash]);
  const manifest = path.join(folder, 'Cargo.toml');
  const to = path.join(folder, 'target');
  const args = ['build', '--release', '--package', 'logatlas-cli', '--manifest-path', manifest, '--target-dir', to];
  await must('cargo', args);
  return path.join(to, 'release/logatlas');
}

/** @param {string} program @param {string} file @returns {number} seconds */
function scan(program, file) {
  const start = clock();
  const { status, stderr } = spawnSync(program, ['scan', '--threads', '1', '--json', file], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  return clock() - start;
}

/** @param {string} name of the revision */
async function compare(name) {
  let earlier = '';
  await step(`the command line of ${name}`, async () => {
    earlier = await build(name);
  });
  const sides = { before: earlier, now: path.join(target, 'release/logatlas') };
  /** @type {Record<string, Record<string, number>>} */
  const results = {};
  for (const format of FORMATS) {
    const file = await logOfSize(format, megabytes);
    const size = statSync(file).size / 1e6;
    const seconds = { before: /** @type {number[]} */ ([]), now: /** @type {number[]} */ ([]) };
    // The first round only warms up.
    for (let round = 0; round <= rounds; round += 1) {
      const [before, now] = [scan(sides.before, file), scan(sides.now, file)];
      if (round === 0) continue;
      seconds.before.push(before);
      seconds.now.push(now);
    }
    const ratios = seconds.now.map((now, round) => now / (seconds.before[round] ?? Number.NaN));
    results[format] = {
      before: Math.round(size / median(seconds.before)),
      now: Math.round(size / median(seconds.now)),
      time: Number(median(ratios).toFixed(3)),
    };
  }
  record('revision', { ...machine(), revision: name, megabytes, MBps: results });
}

await main(async () => {
  if (revision) await compare(revision);
  else process.stdout.write('revision: LOGATLAS_BENCH_REVISION names no revision to compare with.\n');
});
