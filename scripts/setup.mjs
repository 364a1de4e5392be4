/*
Finds or installs what the build needs: npm packages, a Rust compiler that can build threaded WebAssembly. A second run
only looks (less than a second). `node scripts/setup.mjs` runs it by itself.
*/
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure, main, must, step } from './run.mjs';
import { wasmToolchain } from './toolchain.mjs';

/** The top folder of the project. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Where cargo puts everything. */
export const target = path.resolve(root, process.env.CARGO_TARGET_DIR ?? 'target');

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Failure(`Node.js ${process.versions.node} is too old: install version 20.19 or newer.`);
  }
}

/** Installs exactly what package-lock.json lists, unless the last run has. */
async function installPackages() {
  const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  const stamp = 'node_modules/.logatlas-lock';
  try {
    if (readFileSync(stamp, 'utf8') === lock) return 'as locked';
  } catch {
    // No stamp: nothing has been installed yet.
  }
  await must('npm', ['ci', '--no-audit', '--no-fund']);
  writeFileSync(stamp, lock);
  return 'installed';
}

/** @returns {Promise<import('./toolchain.mjs').Toolchain>} the compiler for the WebAssembly */
export async function setup() {
  process.chdir(root);
  checkNode();
  await step('npm packages', installPackages);
  /** @type {import('./toolchain.mjs').Toolchain | undefined} */
  let toolchain;
  await step('Rust for WebAssembly', async () => {
    toolchain = await wasmToolchain();
    return toolchain.label;
  });
  return /** @type {import('./toolchain.mjs').Toolchain} */ (toolchain);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(async () => void (await setup()));
