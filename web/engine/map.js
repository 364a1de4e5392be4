/*
The engine worker's part of a map: counts the groups, then goes on with the embedding between other calls.
*/
import { EngineError } from './rpc.js';

/** @import { MapView, Session, TableView } from '../pkg/logatlas.js' */
/** @import { Engine } from './instantiate.js' */

/** How long the embedding may keep the worker from other calls, in milliseconds: a little less than a frame. */
const STINT = 12;
/** So much of a file tells whether it is a table, in bytes. */
const HEAD = 64 << 10;
/** The largest table that is read, in bytes: it is held whole while it is read. */
const LARGEST = 2 ** 30;
/** Of more rows than this a sample is mapped. */
const MOST_ROWS = 100_000;

/**
 * @typedef {object} Tools what the engine worker lends
 * @property {(id: number) => { session: Session }} find
 * @property {(id: number, filter: string) => Promise<number | undefined>} passOf
 * @property {(id: number, pass: number) => Promise<void>} settle reads again what a pass misses, and waits for it
 * @property {(event: unknown) => void} emit
 * @property {() => Engine} engine
 *
 * @typedef {{ perplexity?: number, exaggeration?: number, dof?: number, weights?: Record<string, number> }} MapWishes
 */

/**
 * @param {Tools} tools
 * @returns {Record<string, (argument: any) => unknown>} the calls about maps
 */
export function mapMethods({ find, passOf, settle, emit, engine }) {
  /** @type {Map<number, MapView>} */
  const maps = new Map();
  /** What maps of groups were made of. @type {Map<number, { id: number, filter: string }>} */
  const origins = new Map();
  /** @type {Map<number, TableView>} */
  const tables = new Map();
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

  /** @param {MapWishes} options */
  function wishesOf({ perplexity, exaggeration, dof, weights }) {
    const { Wishes } = engine();
    const wishes = new Wishes(perplexity, exaggeration, dof);
    if (weights !== undefined) wishes.weighAsUsual();
    for (const [name, weight] of Object.entries(weights ?? {})) wishes.weigh(name, weight);
    return wishes;
  }

  /** The map that a new one is to begin from. @param {number | undefined} from */
  const placesOf = (from) => (from === undefined ? undefined : maps.get(from)?.places());

  /** @param {MapView} made @param {boolean} shared */
  function begin(made, shared) {
    last += 1;
    const map = last;
    maps.set(map, made);
    setTimeout(() => run(map, shared));
    return { map, ...made.describe(), at: made.positionsAt(), positions: made.positions() };
  }

  return {
    /**
     * @param {{ id: number, by: string, filter: string, from?: number, shared: boolean } & MapWishes} argument `from`: the map
     *   whose places its groups keep
     */
    async map({ id, by, filter, from, shared, ...options }) {
      const chosenFrom = await passOf(id, filter);
      const { session } = find(id);
      /** @type {number[]} */
      const passes = [];
      /** @param {number | undefined} pass */
      const done = async (pass) => {
        if (pass === undefined) return;
        passes.push(pass);
        await settle(id, pass);
      };
      try {
        const visits = session.beginVisits(by, filter, chosenFrom);
        await done(visits);
        const groups = session.beginGroups(by, filter, chosenFrom, visits);
        await done(groups);
        const made = begin(find(id).session.map(groups, wishesOf(options), placesOf(from)), shared);
        origins.set(made.map, { id, filter });
        return made;
      } finally {
        for (const pass of passes) session.end(pass);
      }
    },

    /** @param {{ file: Blob }} argument @returns {Promise<boolean>} whether it is a table of numbers rather than a log */
    async isTable({ file }) {
      // What can't be read is no table, and is told of where it is read as a log.
      const head = await file
        .slice(0, HEAD)
        .arrayBuffer()
        .catch(() => new ArrayBuffer(0));
      return engine().isTable(new Uint8Array(head));
    },

    /** @param {{ file: Blob }} argument */
    async tableOpen({ file }) {
      if (file.size > LARGEST) {
        throw new EngineError('table', 'the table is larger than 1 GiB; save a sample of its rows and open that.');
      }
      const table = new (engine().TableView)(new Uint8Array(await file.arrayBuffer()), MOST_ROWS);
      last += 1;
      tables.set(last, table);
      return { table: last, ...table.describe() };
    },

    /** @param {{ table: number, from?: number, shared: boolean } & MapWishes} argument */
    tableMap({ table, from, shared, ...options }) {
      const open = tables.get(table);
      if (!open) throw new EngineError('closed', 'This table was closed.');
      return begin(open.map(wishesOf(options), placesOf(from)), shared);
    },

    /** @param {{ table: number }} argument */
    tableClose({ table }) {
      tables.get(table)?.free();
      tables.delete(table);
    },

    /** @param {{ map: number, shared: boolean } & MapWishes} argument */
    mapChange({ map, shared, ...options }) {
      view(map).change(wishesOf(options));
      if (!running.has(map)) setTimeout(() => run(map, shared));
    },

    /** @param {{ map: number, label: number }} argument */
    mapLabel: ({ map, label }) => view(map).labelOf(label),

    /** @param {{ map: number, field: string }} argument what the points have in a field that they are not made of */
    async mapTint({ map, field }) {
      const origin = origins.get(map);
      if (origin === undefined) throw new EngineError('map', 'The points of this map are no groups of records.');
      const { id, filter } = origin;
      const { session } = find(id);
      /** @type {number[]} */
      const passes = [];
      try {
        // The map may be older than what the panels show: it has its own pass.
        const chosenFrom = filter.trim() === '' ? undefined : session.begin(filter);
        if (chosenFrom !== undefined) {
          passes.push(chosenFrom);
          await settle(id, chosenFrom);
        }
        const tints = session.beginTints(view(map), field, filter, chosenFrom);
        passes.push(tints);
        await settle(id, tints);
        const colours = find(id).session.coloured(tints, view(map));
        const { values, ofPoint, ranks } = colours;
        colours.free();
        return { values, ofPoint, ranks };
      } finally {
        for (const pass of passes) session.end(pass);
      }
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
      origins.delete(map);
      stopped?.free();
    },
  };
}
