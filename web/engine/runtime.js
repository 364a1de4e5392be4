/*
The workers of a page: an engine worker with its thread pool, and a reader worker beside it where memory can be shared.
*/
import { loadBuild } from './load.js';
import { client, EngineError } from './rpc.js';

/**
 * @typedef {object} Runtime
 * @property {ReturnType<typeof client>} engine calls to the engine worker
 * @property {WebAssembly.Memory | undefined} memory the engine's memory, where the page shares it
 * @property {number} most bytes that the memory may grow to
 * @property {number} threads how many threads compute
 * @property {boolean} broken whether a worker has died: then a new runtime is needed
 * @property {Set<(event: any) => void>} listeners get the engine worker's events
 */

/** The engine asks for memory in pieces of up to so many bytes; with less than that left it may have been refused one. */
const LARGEST_PIECE = 64 * 2 ** 20;

/**
 * @param {string} message what the browser says of the error that no worker has caught
 * @param {import('./load.js').Build} build
 */
function why(message, { memory, most }) {
  if (memory && most - memory.buffer.byteLength < LARGEST_PIECE) {
    return `The engine has used up its memory (${Math.floor(most / 2 ** 20)} MiB): open fewer files, or use the command line for them.`;
  }
  return `The engine stopped (${message}); the browser's console says where.`;
}

/**
 * @param {boolean} isolated whether memory can be shared
 * @param {number} [threads]
 * @returns {Promise<Runtime>}
 */
export async function startRuntime(isolated, threads = navigator.hardwareConcurrency) {
  const build = await loadBuild(isolated);
  const worker = new Worker(new URL('./engine.worker.js', import.meta.url), { type: 'module' });
  const reader = isolated ? new Worker(new URL('./reader.worker.js', import.meta.url), { type: 'module' }) : undefined;
  /** @type {Runtime} */
  const runtime = {
    engine: client(/** @type {any} */ (worker), (event) => {
      for (const listener of runtime.listeners) listener(event);
    }),
    memory: build.memory,
    most: build.most,
    threads: isolated ? threads : 1,
    broken: false,
    listeners: new Set(),
  };
  /** @param {ErrorEvent} event */
  const onError = (event) => {
    event.preventDefault();
    runtime.broken = true;
    worker.terminate();
    reader?.terminate();
    const error = new EngineError('failed', `${why(event.message, build)} What was found before stays on the page.`);
    runtime.engine.fail(error);
    for (const listener of runtime.listeners) listener({ failure: error });
  };
  worker.addEventListener('error', onError);
  reader?.addEventListener('error', onError);

  if (reader) {
    const { port1, port2 } = new MessageChannel();
    const calls = client(/** @type {any} */ (reader));
    await Promise.all([
      calls.call('start', { build, port: port2 }, [port2]),
      runtime.engine.call('start', { build, threads: runtime.threads, port: port1 }, [port1]),
    ]);
  } else {
    await runtime.engine.call('start', { build, threads: 1 });
  }
  return runtime;
}
