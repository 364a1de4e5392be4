/*
The reader worker: Files into the engine's shared memory. It runs the same module on the same memory as the engine worker,
so that slices never pass through messages. It may block while the parsers catch up: nothing else happens here.
*/
import { instantiate } from './instantiate.js';
import { serve } from './rpc.js';

/** @import { Build } from './load.js' */
/** @typedef {import('../pkg/logatlas.js').Session} Session */

/** @type {import('./instantiate.js').Engine | undefined} */
let engine;
/** @type {Map<number, { session: Session, files: Blob[] }>} */
const sessions = new Map();

const methods = {
  /** @param {{ build: Build, port: MessagePort }} argument `port` takes the engine worker's calls */
  async start({ build, port }) {
    ({ engine } = await instantiate(build));
    serve(port, methods);
  },

  /** @param {{ id: number, shared: number, files: Blob[], formats: string[], utcOffset: number }} argument */
  async scan({ id, shared, files, formats, utcOffset }) {
    if (!engine) throw new Error('the reader was not started');
    const session = engine.Session.attach(shared);
    sessions.set(id, { session, files });
    await session.scan(files, formats, utcOffset);
  },

  /** @param {{ id: number, pass: number }} argument */
  async reread({ id, pass }) {
    const open = sessions.get(id);
    await open?.session.reread(pass, open.files);
  },

  /** @param {{ id: number }} argument */
  close({ id }) {
    sessions.get(id)?.session.free();
    sessions.delete(id);
  },
};

serve(/** @type {any} */ (self), methods);
