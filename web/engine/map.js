/*
The engine worker's part of a map: counts the groups, then goes on with the embedding between other calls.
*/
import { EngineError } from './rpc.js';

/** @import { MapView, Session } from '../pkg/logatlas.js' */

/** How long the embedding may keep the worker from other calls, in milliseconds: a little less than a frame. */
const STINT = 12;

/**
 * @typedef {object} Tools what the engine worker lends
 * @property {(id: number) => { session: Session }} find
 * @property {(id: number, filter: string) => Promise<number | undefined>} passOf
 * @property {(id: number, pass: number) => Promise<void>} settle reads again what a pass misses, and waits for it
 * @property {(event: unknown) => void} emit
 */

/**
 * @param {Tools} tools
 * @returns {Record<string, (argument: any) => unknown>} the calls about maps
 */
export function mapMethods({ find, passOf, settle, emit }) {
  /** @type {Map<number, MapView>} */
  const maps = new Map();
  /** Those whose points move. @type {Set<number>} */
  const running = new Set();
  let last = 0;

  /** @param {number} map */
  function view(map) {
    const found = maps.get(map);
    if (!found) throw new EngineError('ended', 'This map was replaced by another.');
    return found;
  }

  /**
   * @param {number} map
   * @param {boolean} shared whether the page sees the positions in the memory
   */
  async function run(map, shared) {
    running.add(map);
    // Messages let other calls in between; timers would too, but keep the pool idle for 4 ms each time.
    const { port1: next, port2: turn } = new MessageChannel();
    let iterations = 1;
    let status = { finished: false };
    while (!status.finished && maps.has(map)) {
      const start = performance.now();
      status = view(map).step(iterations);
      const took = performance.now() - start;
      // As many iterations as fit the stint, growing slowly so that one slow step does no harm.
      iterations = Math.max(1, Math.min(iterations * 2, Math.floor((iterations * STINT) / Math.max(took, 0.1))));
      const positions = shared ? undefined : view(map).positions();
      emit({ map, status, positions });
      await new Promise((resolve) => {
        next.onmessage = resolve;
        turn.postMessage(null);
      });
    }
    next.close();
    running.delete(map);
  }

  return {
    /**
     * @param {{ id: number, by: string, filter: string, perplexity?: number, exaggeration?: number, dof?: number, from?: number, shared: boolean }}
     *   argument `from`: the map whose places its groups keep
     */
    async map({ id, by, filter, perplexity, exaggeration, dof, from, shared }) {
      const chosenFrom = await passOf(id, filter);
      const { session } = find(id);
      const pass = session.beginGroups(by, filter, chosenFrom);
      try {
        await settle(id, pass);
        const places = from === undefined ? undefined : maps.get(from)?.places();
        const made = find(id).session.map(pass, perplexity, exaggeration, dof, places);
        last += 1;
        maps.set(last, made);
      } finally {
        session.end(pass);
      }
      const map = last;
      const made = view(map);
      setTimeout(() => run(map, shared));
      return { map, ...made.describe(), at: made.positionsAt(), positions: made.positions() };
    },

    /** @param {{ map: number, perplexity?: number, exaggeration?: number, dof?: number, shared: boolean }} argument */
    mapChange({ map, perplexity, exaggeration, dof, shared }) {
      view(map).change(perplexity, exaggeration, dof);
      if (!running.has(map)) setTimeout(() => run(map, shared));
    },

    /** @param {{ map: number, most: number }} argument */
    mapFindings: ({ map, most }) => view(map).findings(most),

    /** @param {{ map: number, rows: Uint32Array }} argument */
    mapApart: ({ map, rows }) => view(map).apart(rows),

    /** @param {{ map: number, row: number }} argument */
    mapPoint: ({ map, row }) => view(map).point(row),

    /** @param {{ map: number, column: number }} argument */
    mapRanks: ({ map, column }) => view(map).ranks(column),

    /** @param {{ map: number }} argument */
    mapStop({ map }) {
      const stopped = maps.get(map);
      maps.delete(map);
      stopped?.free();
    },
  };
}
