/*
How long a filter takes in the tab, from the question to the snapshot, over records whose columns are in memory.

    npm run bench -- filter        1.2 million records; LOGATLAS_BENCH_MB=820 for 3.6 million

The filters take turns, so that none finds what it left behind.
*/
import { launch } from '../chromium.mjs';
import { serve } from '../serve.mjs';
import { logOfSize } from './log.mjs';
import { machine, median, record } from './record.mjs';

const megabytes = Number(process.env.LOGATLAS_BENCH_MB ?? 270);
const rounds = Number(process.env.LOGATLAS_BENCH_ROUNDS ?? 7);

/** From few records to nearly all. */
const FILTERS = ['status >= 500', 'path : "/api/*"', 'method : POST', 'status < 400', 'not path : /robots/'];

/**
 * Opens the file and asks. Runs in the page.
 *
 * @param {{ filters: string[], rounds: number }} wanted
 */
async function ask({ filters, rounds }) {
  const { logatlas } = /** @type {any} */ (globalThis);
  const [file] = /** @type {HTMLInputElement} */ (document.getElementById('bench-input')).files ?? [];
  const session = await logatlas.open([file]);
  await session.done;
  /** @type {{ filter: string, records: number, milliseconds: number[] }[]} */
  const results = filters.map((filter) => ({ filter, records: 0, milliseconds: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const result of results) {
      const start = performance.now();
      const snapshot = await session.snapshot({ filter: result.filter });
      result.milliseconds.push(performance.now() - start);
      result.records = snapshot.lines.records;
    }
  }
  const { lines, threads } = session.progress();
  session.close();
  return { lines, threads, results };
}

const path = await logOfSize('combined', megabytes);
const site = await serve();
const browser = await launch();
try {
  const page = await (await browser.newContext()).newPage();
  await page.goto(site.url);
  await page.evaluate(() => {
    const input = Object.assign(document.createElement('input'), { type: 'file', id: 'bench-input' });
    document.body.append(input);
  });
  await page.setInputFiles('#bench-input', path);
  const { lines, threads, results } = await page.evaluate(ask, { filters: FILTERS, rounds });
  record('filter', {
    ...machine(),
    lines,
    threads,
    filters: results.map(({ filter, records, milliseconds }) => ({
      filter,
      records,
      milliseconds: Math.round(median(milliseconds)),
      least: Math.round(Math.min(...milliseconds)),
    })),
  });
} finally {
  await browser.close();
  await site.close();
}
