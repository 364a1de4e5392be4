/*
Every real log, against what was found in it by other means (awk, grep and wc): format, lines by kind, first and last time, levels.
Real logs are not part of the project: LOGATLAS_DATA names the folder they are in, and without one this says that it was skipped.
*/
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { target } from '../../scripts/setup.mjs';

const data = process.env.LOGATLAS_DATA ?? '../shared/data';
/** @type {Record<string, {format: string, lines: Record<string, number>, time: [string, string], levels: Record<string, number>}>} */
const expected = JSON.parse(readFileSync(new URL('expected/files.json', import.meta.url), 'utf8'));
/** When the logs were "written": the years of those that name none count back from it. */
const WRITTEN = new Date('2026-11-23T00:00:00Z');
/** So much of the lines of a file belongs to a record with a time. */
const TIMED = 0.99;

const folder = mkdtempSync(path.join(tmpdir(), 'logatlas-'));
after(() => rmSync(folder, { recursive: true }));

for (const [name, wanted] of Object.entries(expected)) {
  const source = path.join(data, name);
  const skip = existsSync(source) ? false : `no real logs in ${data}`;
  test(`${name}: what other tools find in it`, { skip }, () => {
    const copy = path.join(folder, path.basename(name));
    copyFileSync(source, copy);
    utimesSync(copy, WRITTEN, WRITTEN);
    const output = execFileSync(path.join(target, 'debug/logatlas'), ['scan', '--json', copy], { maxBuffer: 2 ** 28 });
    const snapshot = JSON.parse(output.toString());
    const [file] = snapshot.sources;
    assert.equal(file.format, wanted.format);
    assert.deepEqual(snapshot.lines, wanted.lines);
    assert.deepEqual([snapshot.time.first, snapshot.time.last], wanted.time);
    const field = snapshot.fields.find((/** @type {any} */ candidate) => candidate.name === 'severity_text');
    const levels = (field?.top ?? []).map((/** @type {any} */ { value, count }) => [value, count]);
    assert.deepEqual(Object.fromEntries(levels), wanted.levels);
    const { total, blank, unparsed, untimed } = snapshot.lines;
    assert.ok(total - blank - unparsed - untimed >= TIMED * (total - blank), 'lines without a time');
  });
}
