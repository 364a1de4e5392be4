/*
Turns a compiled build into a running engine, inside a worker. Every worker that gets the same threaded build runs on the same
memory.
*/

/** @import { Build } from './load.js' */
/** @typedef {typeof import('../pkg/logatlas.js')} Threaded */
/** @typedef {typeof import('../pkg-single/logatlas.js')} Engine what crate/wasm exports, in either build */

/**
 * @param {Build} build
 * @returns {Promise<{ engine: Engine, memory: WebAssembly.Memory }>} the engine and the memory it runs on
 */
export async function instantiate({ module, memory }) {
  const glue = memory ? await import('../pkg/logatlas.js') : await import('../pkg-single/logatlas.js');
  const exports = await glue.default({ module_or_path: module, ...(memory && { memory }) });
  glue.reportTraps();
  return { engine: /** @type {Engine} */ (glue), memory: memory ?? exports.memory };
}

/**
 * Starts the thread pool. Call it once, in the one worker that runs parallel work: a page may not wait for threads.
 *
 * @param {Engine} engine
 * @param {number} threads
 */
export async function startPool(engine, threads) {
  const { initThreadPool, reportTrapsOfPool } = /** @type {Threaded} */ (/** @type {unknown} */ (engine));
  await initThreadPool(threads);
  reportTrapsOfPool();
}
