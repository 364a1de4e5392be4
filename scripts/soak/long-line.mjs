/*
A line of 500 MB without a newline, between two that are as they should be: three lines, one of them cut and said to be, and no more
memory than for any other file of that size.
*/
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { inTab, write } from '../tab.mjs';

const LENGTH = 500_000_000;
/** What the engine may hold at all, and for each thread: a slot of some 18 MiB and what is made of it. */
const MOST = { all: 150e6, thread: 50e6 };

const LINE = '10.0.0.1 - - [01/Jan/2024:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n';

function* pieces() {
  yield LINE;
  const piece = Buffer.alloc(1_000_000, 'x');
  for (let written = 0; written < LENGTH; written += piece.length) yield piece;
  yield `\n${LINE}`;
}

const file = await write('long-line.log', pieces());
try {
  await inTab(file, async ({ page, lines, memory, threads }) => {
    assert.deepEqual(lines, { records: 2, 'continuation lines': 0, blank: 0, unparsed: 1, 'lines in all': 3 });
    await page.getByText('One line is longer than 1 MiB: only its first MiB was read.').first().waitFor();
    assert.ok(memory < MOST.all + MOST.thread * threads, `the engine held ${memory} bytes`);
    process.stdout.write(`long-line: 3 lines, ${Math.round(memory / 1e6)} MB held\n`);
  });
} finally {
  rmSync(file);
}
