/*
The engine worker: owns the sessions and the thread pool, and answers the page's calls.

Without shared memory there is no reader worker: then files are read here, between other calls.
*/
import { readProgress } from './control.js';
import { instantiate, startPool } from './instantiate.js';
import { mapMethods } from './map.js';
import { client, EngineError, serve } from './rpc.js';
import { templateMethods } from './templates.js';

/** @import { Build } from './load.js' */
/** @typedef {import('../pkg/logatlas.js').Session} Session */

/**
 * @typedef {object} Open
 * @property {Session} session
 * @property {Blob[]} files
 * @property {Pass | undefined} settled the pass of the filter that was applied last
 * @property {Pass | undefined} coming that of the filter that is being applied; the other one stays until it is there
 *
 * @typedef {{ filter: string, pass: number }} Pass
 */

/** How often the page gets a snapshot while files are read, in milliseconds. */
const SNAPSHOT_EVERY = 250;
/** The share of the time that making them may take. */
const SNAPSHOT_SHARE = 0.1;
/** How often a pass that waits for bytes is looked at, in milliseconds. */
const PASS_EVERY = 8;
/** A pass that takes longer than this tells the page how far it is, and again after as long, in milliseconds. */
const TELL_EVERY = 150;

/** @type {import('./instantiate.js').Engine | undefined} */
let engine;
/** @type {WebAssembly.Memory | undefined} */
let memory;
/** Whether the page can read the memory itself. */
let shared = false;
/** @type {ReturnType<typeof client> | undefined} */
let reader;
/** @type {Map<number, Open>} */
const sessions = new Map();
let lastId = 0;

/** @param {number} id */
function find(id) {
  const open = sessions.get(id);
  if (!open) throw new EngineError('closed', 'This log was closed.');
  return open;
}

function started() {
  if (!engine) throw new Error('the engine was not started');
  return engine;
}

/** @param {number} milliseconds */
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @param {unknown} event */
const emit = (event) => self.postMessage(event);

/**
 * The pass of a filter: the one there is if it is the same, else a new one, which takes its place when all was looked at.
 *
 * @param {number} id
 * @param {string} filter
 * @returns {Promise<number | undefined>} undefined for no filter
 */
async function passOf(id, filter) {
  const open = find(id);
  if (open.settled?.filter === filter || filter.trim() === '') {
    endPass(open, 'coming');
    if (filter.trim() === '') endPass(open, 'settled');
    return open.settled?.pass;
  }
  if (open.coming?.filter !== filter) {
    const pass = open.session.begin(filter);
    endPass(open, 'coming');
    open.coming = { filter, pass };
  }
  const { pass } = open.coming;
  try {
    await settle(id, pass, (done, of) => emit({ session: id, sweep: { filter, done, of } }));
  } catch (error) {
    // What could not be read now will not be there later: the pass would never end.
    if (open.coming?.pass === pass) endPass(open, 'coming');
    throw error;
  }
  if (open.coming?.pass === pass) {
    endPass(open, 'settled');
    open.settled = open.coming;
    open.coming = undefined;
  }
  if (open.settled?.pass !== pass) throw new EngineError('ended', 'This filter was replaced by another.');
  return pass;
}

/**
 * Has read again what a pass misses, and waits until it was looked at. Returns early if the pass ends.
 *
 * @param {number} id
 * @param {number} pass
 * @param {(done: number, of: number) => void} [onProgress] told of slices, now and then
 */
async function settle(id, pass, onProgress = () => {}) {
  const { session, files } = find(id);
  const of = session.left(pass);
  if (of === 0) return;
  let reading = true;
  const read = Promise.resolve(reader ? reader.call('reread', { id, pass }) : session.reread(pass, files)).finally(
    () => {
      reading = false;
    },
  );
  // It is awaited below; until then a failure only ends the waiting.
  let failed = false;
  read.catch(() => {
    failed = true;
  });
  let next = performance.now() + TELL_EVERY;
  while (sessions.has(id) && !failed && (reading || session.left(pass) > 0)) {
    await pause(PASS_EVERY);
    if (performance.now() < next || !sessions.has(id)) continue;
    next = performance.now() + TELL_EVERY;
    onProgress(of - session.left(pass), of);
  }
  await read;
}

/** @param {Open} open @param {'settled' | 'coming'} which */
function endPass(open, which) {
  const ended = open[which];
  if (ended) open.session.end(ended.pass);
  open[which] = undefined;
}

/**
 * Tells the page how far the scan is until it ends.
 *
 * @param {number} id
 * @param {Promise<void>} read settles when everything was read
 */
async function report(id, read) {
  const open = find(id);
  let reading = true;
  let failure = '';
  read.catch((error) => (failure = String(error.message ?? error))).finally(() => (reading = false));
  let next = performance.now() + SNAPSHOT_EVERY / 4;
  while ((reading || open.session.busy) && !failure && sessions.has(id)) {
    await pause(PASS_EVERY);
    if (!shared) emit({ session: id, progress: progress(open) });
    if (performance.now() >= next) {
      const before = performance.now();
      emit({ session: id, snapshot: open.session.snapshot() });
      // A large snapshot takes a while to make, while the threads that parse could use its core.
      next = performance.now() + Math.max(SNAPSHOT_EVERY, (performance.now() - before) / SNAPSHOT_SHARE);
    }
  }
  if (!sessions.has(id)) return;
  emit({ session: id, progress: progress(open), snapshot: open.session.snapshot(), ended: true, failure });
  if (!failure) open.session.prepare();
}

/** @param {Open} open */
function progress(open) {
  if (!memory) throw new Error('the engine was not started');
  return readProgress(memory.buffer, open.session.words());
}

const methods = {
  /** @param {{ build: Build, threads: number, port?: MessagePort }} argument `port` leads to the reader worker */
  async start({ build, threads, port }) {
    ({ engine, memory } = await instantiate(build));
    engine.knowAgents(build.agents);
    shared = build.memory !== undefined;
    if (shared) await startPool(engine, threads);
    if (port) reader = client(port);
  },

  formats: () => engine?.formats(),

  /** @param {{ format: string, lines: number, seed: number }} argument */
  generate: ({ format, lines, seed }) => engine?.generate(format, lines, BigInt(seed)),

  /** @param {{ files: Blob[], budget: number, formats: string[], utcOffset: number }} argument */
  open({ files, budget, formats, utcOffset }) {
    const [seed = 0n] = crypto.getRandomValues(new BigUint64Array(1));
    const session = new (started().Session)(budget, seed);
    lastId += 1;
    const id = lastId;
    sessions.set(id, { session, files, settled: undefined, coming: undefined });
    const read = reader
      ? reader.call('scan', { id, shared: session.share(), files, formats, utcOffset })
      : session.scan(files, formats, utcOffset);
    report(id, read);
    return { id, words: session.words() };
  },

  /** @param {{ id: number }} argument */
  cancel: ({ id }) => find(id).session.cancel(),

  /** @param {{ id: number, filter: string }} argument */
  async snapshot({ id, filter }) {
    const pass = await passOf(id, filter);
    return find(id).session.snapshot(pass);
  },

  /** @param {{ id: number, filter: string, most: number }} argument */
  async contrasts({ id, filter, most }) {
    const open = find(id);
    if (open.settled?.filter === filter) return open.session.contrasts(open.settled.pass, most);
    // What is asked about is not what the panels show: their pass stays.
    const pass = open.session.begin(filter);
    try {
      await settle(id, pass);
      return find(id).session.contrasts(pass, most);
    } finally {
      open.session.end(pass);
    }
  },

  /** @param {{ id: number, filter: string }} argument a filter whose answer nobody waits for any more */
  stop({ id, filter }) {
    const open = sessions.get(id);
    if (open?.coming?.filter === filter) endPass(open, 'coming');
  },

  /** @param {{ id: number, filter: string, by: 'time' | 'file', from: number, count: number }} argument */
  async lines({ id, filter, by, from, count }) {
    const pass = await passOf(id, filter);
    const { session, files } = find(id);
    return { total: session.matches(pass), rows: await session.lines(pass, by === 'time', from, count, files) };
  },

  /** @param {{ id: number, source: number }} argument */
  preview: ({ id, source }) => find(id).session.preview(source),

  /** @param {{ id: number, source: number, pattern: string }} argument */
  tryPattern: ({ id, source, pattern }) => find(id).session.tryPattern(source, pattern),

  ...mapMethods({ find, passOf, settle, emit, engine: started }),
  ...templateMethods({ find, isOpen: (id) => sessions.has(id), passOf, settle }),

  /** @param {{ id: number }} argument */
  async close({ id }) {
    const open = sessions.get(id);
    if (!open) return;
    open.session.cancel();
    endPass(open, 'coming');
    endPass(open, 'settled');
    sessions.delete(id);
    await reader?.call('close', { id });
    open.session.free();
  },
};

serve(/** @type {any} */ (self), methods);
