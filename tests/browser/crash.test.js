/*
A thread of the engine that dies, here for want of memory: the page says so, keeps what it has, and opens the next file with a new
engine.
*/
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { choose, sums } from './hand-over.js';
import { engineStarted, useBrowser } from './harness.js';

const open = useBrowser();
const folder = mkdtempSync(path.join(tmpdir(), 'logatlas-crash-'));
after(() => rmSync(folder, { recursive: true }));

const MIB = 2 ** 20;
const LINE = '2024-05-01T10:00:00Z INFO the order was paid\n';

/**
 * Grants the engine 256 MiB at most, of which all but `room` are taken.
 *
 * @param {number} room in bytes
 */
function refuseMemory(room) {
  const Granted = WebAssembly.Memory;
  WebAssembly.Memory = class extends Granted {
    /** @param {WebAssembly.MemoryDescriptor} wanted */
    constructor(wanted) {
      if (Number(wanted.maximum) > 4096) throw new RangeError('too much');
      super(wanted);
      this.grow(4096 - wanted.initial - room / 65_536);
    }
  };
}

/** Where the memory ends: the reader needs 16 MiB and some for its first slice, those that parse it need more. */
for (const { name, room } of [
  { name: 'reads', room: 8 * MIB },
  { name: 'parses', room: 28 * MIB },
]) {
  test(`when the thread that ${name} gets no memory, the page says so and goes on with a new engine`, async (t) => {
    const { page } = await open(t, {}, (context) => context.addInitScript(refuseMemory, room));
    await engineStarted(page);
    const large = path.join(folder, 'large.log');
    writeFileSync(large, LINE.repeat((15 * MIB) / LINE.length));
    await page.setInputFiles('#file-input', large);
    await page.getByText(/^The engine has used up its memory \(256 MiB\): open fewer files/).waitFor();
    await page.locator('.app-main[aria-busy=false]').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Cancel' }).count(), 0, 'nothing is said to go on');
    if (name === 'reads') return;
    const small = path.join(folder, 'small.log');
    writeFileSync(small, LINE.repeat(100));
    await choose(page, small);
    assert.equal((await sums(page)).records, 100);
  });
}
