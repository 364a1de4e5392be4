/*
Ten million different clients: all lines counted, the clients estimated within the error that the page tells, the busiest one found,
and the memory within its bounds.
*/
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { inTab, write } from '../tab.mjs';

const LINES = 10_000_000;
/** Every so many lines come from the same client. */
const BUSY = 100;
/** What the engine may hold beside its columns at all, and for each thread: a slot, what is made of it, and a summary. */
const BESIDE = { all: 250e6, thread: 80e6 };
/** The estimate has a standard error of 0.8 %: three of them are hardly ever passed. */
const ERROR = 0.024;

function* pieces() {
  let piece = '';
  for (let n = 0; n < LINES; n += 1) {
    // An odd factor is a permutation of the 32-bit numbers: no two are the same.
    const address = n % BUSY === 0 ? 0x0a09_0909 : Math.imul(n, 0x9e37_79b1) >>> 0;
    const client = `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
    piece += `${client} - - [01/Jan/2024:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n`;
    if (piece.length < 1_000_000 && n + 1 < LINES) continue;
    yield piece;
    piece = '';
  }
}

const file = await write('clients.log', pieces());
try {
  await inTab(file, async ({ page, lines, memory, columns, budget, threads }) => {
    assert.equal(lines.records, LINES);
    assert.equal(lines['lines in all'], LINES);
    const card = page.locator('.values', { has: page.getByRole('heading', { name: 'client', exact: true }) });
    const told = await card.locator('.figure-summary strong').innerText();
    const distinct = Number(told.replaceAll(/\D/g, ''));
    assert.ok(told.startsWith('≈'), told);
    assert.ok(Math.abs(distinct / (LINES - LINES / BUSY + 1) - 1) < ERROR, told);
    assert.match(await card.locator('.value').first().innerText(), /^10\.9\.9\.9\b/);
    await page.getByText(/client\.address has too many different values to count one by one/).waitFor();
    assert.ok(columns <= budget, `columns take ${columns} of ${budget} bytes`);
    const beside = memory - columns;
    assert.ok(beside <= BESIDE.all + BESIDE.thread * threads, `the engine held ${beside} bytes beside its columns`);
    process.stdout.write(
      `clients: ${told}, ${Math.round(memory / 1e6)} MB held, ${Math.round(columns / 1e6)} of ${Math.round(budget / 1e6)} MB columns\n`,
    );
  });
} finally {
  rmSync(file);
}
