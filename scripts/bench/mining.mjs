/*
How fast a tab reads a syslog file to its last template, with all panels on the page, and for scale Drain3 on lines of the same file
and the command line on all of it.

    npm run bench -- mining        3,000,000 lines; LOGATLAS_BENCH_LINES for more

Drain3 comes from PyPI into .cache; it gets fewer lines, since its speed does not hang on their number.
*/
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { launch } from '../chromium.mjs';
import { serve } from '../serve.mjs';
import { logOfLines } from './log.mjs';
import { machine, median, record } from './record.mjs';

const lines = Number(process.env.LOGATLAS_BENCH_LINES ?? 3_000_000);
const rounds = Number(process.env.LOGATLAS_BENCH_ROUNDS ?? 3);
const DRAIN_LINES = 200_000;
const DRAIN = '.cache/drain3';
/** How long reading may take, in milliseconds. */
const PATIENCE = 10 * 60_000;

/** @param {string} path @returns {Promise<number[]>} lines a second of each round, from the choice of the file to the last panel */
async function inTab(path) {
  const site = await serve();
  const browser = await launch();
  const speeds = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const page = await browser.newPage();
      page.setDefaultTimeout(PATIENCE);
      await page.goto(`${site.url}#view=templates`);
      await page.locator('[data-threads]').waitFor();
      const start = performance.now();
      await page.setInputFiles('#file-input', path);
      await page.locator('body[data-phase=loaded] .app-main[aria-busy=false] .template-text').first().waitFor();
      speeds.push(lines / ((performance.now() - start) / 1000));
      await page.close();
    }
  } finally {
    await browser.close();
    await site.close();
  }
  return speeds;
}

/** @param {string} path @returns {number} lines a second of the command line */
function native(path) {
  const start = performance.now();
  const { status, stderr } = spawnSync('target/release/logatlas', ['templates', '--json', path], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  return lines / ((performance.now() - start) / 1000);
}

/** @param {string} path @returns {{ lines: number, seconds: number, templates: number }} */
function drain3(path) {
  const python = (/** @type {string[]} */ ...args) => {
    const { status, stdout, stderr } = spawnSync('python3', args, {
      encoding: 'utf8',
      env: { ...process.env, PYTHONPATH: DRAIN },
    });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  };
  if (!existsSync(DRAIN)) python('-m', 'pip', 'install', '--quiet', '--target', DRAIN, 'drain3==0.9.11');
  return JSON.parse(python('scripts/bench/drain.py', path, String(DRAIN_LINES)));
}

const path = await logOfLines('syslog', lines);
const tab = await inTab(path);
const drain = drain3(path);
record('mining', {
  ...machine(),
  lines,
  tabLinesPerSecond: Math.round(median(tab)),
  nativeLinesPerSecond: Math.round(native(path)),
  drain3LinesPerSecond: Math.round(drain.lines / drain.seconds),
  drain3Lines: drain.lines,
});
