/*
Every check of the project, one function each. scripts/test.mjs runs all of them, scripts/check.mjs the quick ones.
*/
import { readdirSync } from 'node:fs';
import { Failure, must, run } from './run.mjs';

/**
 * Not every Rust installation has these two.
 *
 * @param {'fmt' | 'clippy'} part
 */
async function needs(part) {
  if ((await run('cargo', [part, '--version'])).code === 0) return;
  throw new Failure(`cargo ${part} is missing: \`rustup component add ${part === 'fmt' ? 'rustfmt' : part}\`.`);
}

/** Layout of the Rust sources. */
export async function rustfmt() {
  await needs('fmt');
  await must('cargo', ['fmt', '--all', '--check']);
}

/** The Rust lints; a warning fails. */
export async function clippy() {
  await needs('clippy');
  await must('cargo', ['clippy', '--workspace', '--all-targets', '--', '-D', 'warnings']);
}

/** Layout and lints of the JavaScript, JSON and CSS. */
export async function biome() {
  await must('node_modules/.bin/biome', ['ci', '--error-on-warnings']);
}

/** Types of the JavaScript: the page, the workers, what runs in node. Needs web/pkg. */
export async function types() {
  await must('node_modules/.bin/tsc', ['-p', 'tsconfig.json']);
  await must('node_modules/.bin/tsc', ['-p', 'tsconfig.worker.json']);
  await must('node_modules/.bin/tsc', ['-p', 'tsconfig.node.json']);
}

/** How many tests have passed so far, over all the runners. */
export const passed = { count: 0 };

/**
 * @param {string} output of a test runner
 * @param {RegExp} pattern with the count in its first group
 * @returns {string} a note for the step
 * @throws {Failure} if it ran no test at all
 */
function count(output, pattern) {
  const counts = [...output.matchAll(pattern)].map(([, number]) => Number(number));
  const total = counts.reduce((sum, one) => sum + one, 0);
  if (total === 0) throw new Failure('No test was run.', output);
  passed.count += total;
  return `${total} passed`;
}

/** The native crates: unit tests, laws, doc tests. */
export async function cargoTest() {
  return count(await must('cargo', ['test', '--quiet']), /^test result: ok\. (\d+) passed/gm);
}

/** @param {string} output @returns {string} why tests were skipped, each reason once */
const reasons = (output) =>
  [...new Set([...output.matchAll(/# (no real logs in .*)$/gm)].map(([, reason]) => reason))].join(', ');

/**
 * @param {string[]} folders
 * @param {string[]} flags
 */
async function nodeTest(folders, flags = []) {
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.test.js'))
      .map((name) => `${folder}/${name}`),
  );
  const output = await must('node', ['--test', '--test-reporter=spec', ...flags, ...files]);
  const [, skipped = '0'] = /^(?:#|ℹ) skipped (\d+)/m.exec(output) ?? [];
  return `${count(output, /^(?:#|ℹ) pass (\d+)/gm)}${skipped === '0' ? '' : `, ${skipped} skipped: ${reasons(output)}`}`;
}

/** Everything that plain node can test, and the rules about sizes and imports. Needs dist/ and the command line. */
export const unitTests = () => nodeTest(['tests', 'tests/unit', 'tests/conformance']);

/** The built page in Chromium, one file after the other: they share two cores. Needs dist/. */
export const browserTests = () => nodeTest(['tests/browser'], ['--test-concurrency=1']);
