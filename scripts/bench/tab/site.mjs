/*
The tab's sides of the embedding bench: a page of its own with the engine alone and the peers in JavaScript, each run in a fresh
worker of a fresh tab.
*/
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launch } from '../../chromium.mjs';
import { ISOLATION } from '../../headers.mjs';
import { must } from '../../run.mjs';
import { serve } from '../../serve.mjs';
import { wasmToolchain } from '../../toolchain.mjs';
import { buildTab } from '../../wasm.mjs';

/** The peers' packages; UMAP's is written for a script element. */
const PEERS = ['@saehrimnir/druidjs@0.9.0', 'umap-js@1.4.0'];

/**
 * Installs the peers, builds the engine and lays out the page.
 *
 * @param {string} folder
 * @param {string} data the folder of the matrices
 * @returns {Promise<string>} the page's folder
 */
export async function makeSite(folder, data) {
  const site = path.join(folder, 'site');
  const modules = path.join(folder, 'node/node_modules');
  mkdirSync(site, { recursive: true });
  mkdirSync(path.join(folder, 'node'), { recursive: true });
  writeFileSync(path.join(folder, 'node/package.json'), '{ "private": true }\n');
  if (!existsSync(path.join(modules, 'umap-js')) || !existsSync(path.join(modules, '@saehrimnir/druidjs'))) {
    await must('npm', ['install', '--prefix', path.join(folder, 'node'), '--no-audit', '--no-fund', ...PEERS]);
  }
  copyFileSync(path.join(modules, '@saehrimnir/druidjs/dist/druid.js'), path.join(site, 'druid.js'));
  const umap = readFileSync(path.join(modules, 'umap-js/lib/umap-js.min.js'), 'utf8');
  const wrapped = `const module = { exports: {} };\nconst exports = module.exports;\nconst window = globalThis;\n${umap}\n`;
  writeFileSync(path.join(site, 'umap.js'), `${wrapped}export default module.exports.UMAP ?? globalThis.UMAP;\n`);
  copyFileSync(path.join(import.meta.dirname, 'worker.js'), path.join(site, 'worker.js'));
  writeFileSync(path.join(site, 'index.html'), '<!doctype html><title>embedding bench</title>\n');
  if (!existsSync(path.join(site, 'data'))) symlinkSync(data, path.join(site, 'data'));
  await buildTab(await wasmToolchain(), path.join(site, 'pkg'));
  return site;
}

/** Runs in the page. @param {{ side: string, address: string }} what */
async function runSide({ side, address }) {
  const bytes = await (await fetch(address)).arrayBuffer();
  const start = 10 + new DataView(bytes).getUint16(8, true);
  const shape = /'shape': \((\d+), (\d+)\)/.exec(new TextDecoder().decode(bytes.slice(0, start)));
  const input = { values: new Float32Array(bytes, start), rows: Number(shape?.[1]), columns: Number(shape?.[2]) };
  const worker = new Worker('./worker.js', { type: 'module' });
  const answer = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ side, input });
  });
  worker.terminate();
  return answer.error ? answer : { ...answer, positions: [...answer.positions] };
}

/**
 * @param {string} site
 * @param {string} side one of those of worker.js
 * @param {string} matrix name of the file among the data
 * @param {string} output for the map, in NumPy's format
 * @returns {Promise<Record<string, number>>} seconds by phase
 */
export async function runInTab(site, side, matrix, output) {
  // Without bundler the pool's workers come from Blobs, which the policy of the real page does not allow.
  const served = await serve({ dir: site, headers: ISOLATION });
  const browser = await launch();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(served.url);
    const { seconds, positions, error } = await page.evaluate(runSide, { side, address: `./data/${matrix}` });
    if (error) throw new Error(error);
    writeFileSync(output, npy(Float32Array.from(positions)));
    return seconds;
  } finally {
    await browser.close();
    await served.close();
  }
}

/** @param {Float32Array} positions x and y by turns */
function npy(positions) {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${positions.length / 2}, 2), }`;
  const header = Buffer.from(`${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`);
  const length = Buffer.from([header.length & 255, header.length >> 8]);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, header, Buffer.from(positions.buffer)]);
}
