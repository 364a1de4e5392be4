/*
The one door to the engine: opens files, and turns what a session can do into calls to its workers.
*/
import { readProgress, requestCancel } from './control.js';
import { isolate } from './isolation.js';
import { openMap } from './map-handle.js';
import { EngineError } from './rpc.js';
import { startRuntime } from './runtime.js';

/** @import { Runtime } from './runtime.js' */
/** @import { MapOptions, OpenOptions, Session, Table } from './types.js' */

export { EngineError } from './rpc.js';

/** The share of the engine's memory that columns may take unless the caller says otherwise: 1 GiB of 4 GiB. */
const BUDGET = 1 / 4;
/** How often the caller is told of progress, in milliseconds: a page that is drawn in every frame takes time from the threads that read. */
const PROGRESS_EVERY = 100;

/** @type {ReturnType<typeof isolate> | undefined} */
let isolation;
/** @type {Promise<Runtime> | undefined} */
let running;

/**
 * Decides once how this page runs: with threads, or without and why.
 *
 * @param {Parameters<typeof isolate>[0]} [options]
 */
export function prepare(options) {
  isolation ??= isolate(options);
  return isolation;
}

/** The workers, started when they are first needed and again after one has died. */
async function runtime() {
  const { threads } = await prepare();
  if (running && (await running).broken) running = undefined;
  running ??= startRuntime(threads);
  return running;
}

/**
 * Starts the workers ahead of the first file.
 *
 * @returns {Promise<{ threads: number }>}
 */
export async function warm() {
  const { threads } = await runtime();
  return { threads };
}

/**
 * What logatlas reads.
 *
 * @returns {Promise<Array<{ name: string, title: string, sample: string }>>}
 */
export async function formats() {
  const { engine } = await runtime();
  return engine.call('formats');
}

/**
 * A seeded synthetic log, for demos.
 *
 * @param {{ format: string, lines: number, seed: number }} options `format` as the command `logatlas generate` knows it
 * @returns {Promise<File>}
 */
export async function generate({ format, lines, seed }) {
  const { engine } = await runtime();
  const bytes = await engine.call('generate', { format, lines, seed });
  return new File([bytes], `sample-${format}.log`, { type: 'text/plain' });
}

/**
 * A call that its caller may give up.
 *
 * @param {() => Promise<any>} call
 * @param {AbortSignal} [given]
 */
async function givenUp(call, given) {
  given?.throwIfAborted();
  const answer = call();
  if (!given) return answer;
  return Promise.race([
    answer,
    new Promise((_, reject) => {
      given.addEventListener('abort', () => reject(new EngineError('aborted', 'This was stopped.')), { once: true });
    }),
  ]);
}

/**
 * Whether a file is a table of numbers (NPY, or CSV without times) rather than a log.
 *
 * @param {Blob} file
 * @returns {Promise<boolean>}
 */
export async function isTable(file) {
  const { engine } = await runtime();
  return engine.call('isTable', { file });
}

/**
 * Opens a table of numbers, to map its rows. Of more than 100,000 rows a sample is read.
 *
 * @param {Blob} file
 * @returns {Promise<Table>}
 */
export async function openTable(file) {
  const workers = await runtime();
  const { engine } = workers;
  const { table, ...read } = await engine.call('tableOpen', { file });
  /** @param {string} method @param {object} argument @param {AbortSignal} [given] */
  const ask = (method, argument, given) => givenUp(() => engine.call(method, argument), given);
  return {
    ...read,
    map: ({ by: _, filter: __, ...wishes }) =>
      openMap({ ask, runtime: workers, method: 'tableMap', of: { table } }, wishes),
    close() {
      engine.call('tableClose', { table }).catch(() => {});
    },
  };
}

/**
 * Opens files. They are read at once, and never leave the page.
 *
 * @param {Blob[]} files
 * @param {OpenOptions} [options]
 * @returns {Promise<Session>}
 */
export async function open(files, options = {}) {
  const { signal, format = '', utcOffset = 0 } = options;
  signal?.throwIfAborted();
  const workers = await runtime();
  const budget = options.budget ?? workers.most * BUDGET;
  const { engine, memory } = workers;
  const formats = files.map((_, index) => (typeof format === 'string' ? format : (format[index] ?? '')));
  const { id, words } = await engine.call('open', { files: [...files], budget, formats, utcOffset: utcOffset * 60 });

  const nothing = {
    state: 'scanning',
    bytesDone: 0,
    bytesTotal: 0,
    lines: 0,
    records: 0,
    columns: 0,
    budget,
    threads: 1,
    memory: 0,
  };
  let posted = /** @type {import('./types.js').Progress} */ (nothing);
  const progress = () => (memory && !workers.broken ? readProgress(memory.buffer, words) : posted);
  let ended = false;

  /** @type {Session['done']} */
  const done = new Promise((resolve) => {
    /** @param {any} event */
    const onEvent = (event) => {
      if (event.failure instanceof EngineError) {
        finish(memory ? readProgress(memory.buffer, words) : posted, event.failure.message);
        return;
      }
      if (event.session !== id) return;
      if (event.progress) posted = event.progress;
      if (event.snapshot) options.onSnapshot?.(event.snapshot);
      if (event.ended) finish(event.progress, event.failure, event.snapshot?.covered);
    };
    /**
     * @param {import('./types.js').Progress} last
     * @param {string} [failure]
     * @param {number} [covered] what the engine says
     */
    function finish(last, failure, covered) {
      const state = failure || last.state === 'scanning' ? 'failed' : last.state;
      posted = { ...last, state };
      ended = true;
      workers.listeners.delete(onEvent);
      if (failure) options.onNotice?.({ kind: 'crash', message: failure });
      const share = last.bytesTotal === 0 ? 1 : Math.min(1, last.bytesDone / last.bytesTotal);
      resolve({ covered: covered ?? share, state });
    }
    workers.listeners.add(onEvent);
  });

  /** @param {any} event */
  const onSweep = (event) => {
    if (event.session === id && event.sweep) options.onSweep?.(event.sweep);
  };
  workers.listeners.add(onSweep);

  if (options.onProgress) {
    const { onProgress } = options;
    const tell = () => {
      onProgress(progress());
      if (!ended) setTimeout(() => requestAnimationFrame(tell), PROGRESS_EVERY);
    };
    requestAnimationFrame(tell);
  }

  /**
   * A call about this session that its caller may give up.
   *
   * @param {string} method
   * @param {object} argument
   * @param {AbortSignal} [given]
   * @param {() => void} [onAbort]
   */
  function ask(method, argument, given, onAbort) {
    if (onAbort) given?.addEventListener('abort', onAbort, { once: true });
    return givenUp(() => engine.call(method, { id, ...argument }), given);
  }

  /** @param {string} kind of the question, as the worker has it */
  const giveUp = (kind) => engine.call('giveUp', { id, kind }).catch(() => {});

  /** @type {Session} */
  const session = {
    done,
    progress,
    cancel() {
      if (memory) requestCancel(memory.buffer, words);
      engine.call('cancel', { id }).catch(() => {});
    },
    snapshot: ({ filter = '', signal: given } = {}) =>
      ask('snapshot', { filter }, given, () => {
        engine.call('stop', { id, filter }).catch(() => {});
      }),
    lines: ({ filter = '', by = 'time', from = 0, count = 100, signal: given } = {}) =>
      ask('lines', { filter, by, from, count }, given),
    contrasts: ({ filter, most = 12, signal: given }) => ask('contrasts', { filter, most }, given),
    templates: ({ filter = '', order = 'count', count = 1000, signal: given } = {}) =>
      ask('templates', { filter, order, count }, given),
    signatures: ({ template, filter = '', signal: given }) => ask('signatures', { filter, template }, given),
    parameters: ({ template, filter = '', signal: given }) =>
      ask('parameters', { filter, template }, given, () => giveUp(`parameters ${template}`)),
    trends: ({ filter = '', reread = true, signal: given } = {}) =>
      ask('trends', { filter, reread }, given, () => giveUp('trends')),
    preview: (source) => ask('preview', { source }),
    tryPattern: (source, pattern) => ask('tryPattern', { source, pattern }),
    map: (/** @type {MapOptions} */ { by, filter = '', ...wishes }) =>
      openMap({ ask, runtime: workers, method: 'map', of: { by, filter } }, wishes),
    close() {
      ended = true;
      workers.listeners.delete(onSweep);
      engine.call('close', { id }).catch(() => {});
    },
  };
  signal?.addEventListener('abort', session.close, { once: true });
  return session;
}
