/*
More messages than can be kept apart: a hundred million lines of a million kinds, and files in which every line is new. All records are
counted, their templates add up to them, the memory stays within its bounds, and twice the lines take about twice the time.

LOGATLAS_SOAK_LINES for fewer lines than 100,000,000.
*/
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { inTab, write } from '../tab.mjs';

const LINES = Number(process.env.LOGATLAS_SOAK_LINES ?? 100_000_000);
const KINDS = 1_000_000;
/** Lines of the smaller file in which every line is new; the larger has twice as many. */
const NEW = Math.min(4_000_000, LINES / 10);
/** What the engine may hold beside its columns at all, and for each thread: a slot, what is made of it, and a summary. */
const BESIDE = { all: 250e6, thread: 110e6 };
/** Twice the lines may take so many times the time: starting up counts for both. */
const LINEAR = 2.6;

/** @param {number} n @returns {string} letters, as no mask takes for a value */
function word(n) {
  let [left, letters] = [n, ''];
  do {
    letters += String.fromCharCode(97 + (left % 20));
    left = Math.floor(left / 20);
  } while (left > 0);
  return letters;
}

/**
 * @param {number} lines
 * @param {(n: number) => string} message
 */
function* pieces(lines, message) {
  let piece = '';
  for (let n = 0; n < lines; n += 1) {
    const second = Math.floor((n / lines) * 80_000);
    const time = new Date(1_714_500_000_000 + second * 1000).toISOString().slice(0, 19);
    piece += `${time}Z INFO ${message(n)}\n`;
    if (piece.length < 1_000_000 && n + 1 < lines) continue;
    yield piece;
    piece = '';
  }
}

/**
 * @param {string} name
 * @param {number} lines
 * @param {(n: number) => string} message
 * @returns {Promise<number>} how long reading took, in seconds
 */
async function read(name, lines, message) {
  const file = await write(`${name}.log`, pieces(lines, message));
  let seconds = 0;
  try {
    const start = performance.now();
    await inTab(file, async ({ page, lines: told, memory, columns, budget, threads }) => {
      seconds = (performance.now() - start) / 1000;
      assert.equal(told.records, lines);
      assert.ok(columns <= budget, `columns take ${columns} of ${budget} bytes`);
      const beside = memory - columns;
      assert.ok(beside <= BESIDE.all + BESIDE.thread * threads, `the engine held ${beside} bytes beside its columns`);
      await page.keyboard.press('2');
      await page.locator('.template').first().waitFor();
      const counts = await page.locator('.template .template-count').allInnerTexts();
      const shown = counts.reduce((sum, count) => sum + Number(count.replaceAll(',', '')), 0);
      assert.ok(shown <= lines, `${shown} records in the rows of ${lines}`);
      process.stdout.write(
        `${name}: ${lines} lines, ${await page.locator('.templates-tools strong').innerText()}, ${Math.round(lines / seconds)} lines/s, ${Math.round(memory / 1e6)} MB held, ${Math.round(columns / 1e6)} of ${Math.round(budget / 1e6)} MB columns\n`,
      );
    });
  } finally {
    rmSync(file);
  }
  return seconds;
}

await read('messages', LINES, (n) => `session of ${word(n % KINDS)} was opened by the gate`);
const every = (/** @type {number} */ n) => `${word(n * 7919)} ${word(n)} has ${word(n % 977)} ${word(n * 31)}`;
const once = await read('new-messages', NEW, every);
const twice = await read('twice-as-many-new-messages', 2 * NEW, every);
assert.ok(twice <= LINEAR * once, `${NEW} lines took ${once.toFixed(1)} s, twice as many ${twice.toFixed(1)} s`);
