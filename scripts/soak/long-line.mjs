/*
A line of 500 MB without a newline, between two that are as they should be: three lines, one of them cut and said to be, and no more
memory than for any other file of that size.
*/
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { inTab, write } from '../tab.mjs';

const LENGTH = 500_000_000;
/** What the engine may hold: slots of 17 MiB for each thread and two more, their columns, and itself. */
const MOST = 400e6;

const LINE = '10.0.0.1 - - [01/Jan/2024:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n';

function* pieces() {
  yield LINE;
  const piece = Buffer.alloc(1_000_000, 'x');
  for (let written = 0; written < LENGTH; written += piece.length) yield piece;
  yield `\n${LINE}`;
}

const file = await write('long-line.log', pieces());
try {
  await inTab(file, async ({ page, lines, memory }) => {
    assert.deepEqual(lines, { records: 2, 'continuation lines': 0, blank: 0, unparsed: 1, 'lines in all': 3 });
    await page.getByText('One line is longer than 1 MiB: only its first MiB was read.').first().waitFor();
    assert.ok(memory < MOST, `the engine held ${memory} bytes`);
    process.stdout.write(`long-line: 3 lines, ${Math.round(memory / 1e6)} MB held\n`);
  });
} finally {
  rmSync(file);
}
