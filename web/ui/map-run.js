/*
The map of a session: what it is made of, the running or finished embedding, what is chosen on it. It outlives the panel, so that a
look at another tab does not start it again.
*/
import { batch, signal } from '@preact/signals';
import { kindTitle } from '../map/kinds.js';
import { nouns } from './map-words.js';

/** @import { Findings, LogMap, MapPoint, Session, Tint } from '../engine/types.js' */
/** @import { Marks } from '../map/colours.js' */

/** With fewer points than this there is nothing to arrange. */
export const FEWEST = 5;
/** The most points that are asked about at once: to filter for all of them, and to say what they share. */
export const MOST_CIRCLED = 200;

/** @typedef {{ perplexity?: number, exaggeration?: number, dof?: number, weights?: Record<string, number> }} Tuning */
/** @typedef {Pick<Session, 'map'>} Source what maps are made of: a log, or a table */

/** How many runs there were. */
let made = 0;

export class MapRun {
  #session;
  #job = new AbortController();
  /** @type {Map<number, Promise<MapPoint>>} */
  #asked = new Map();

  #looked = { map: /** @type {LogMap | null} */ (null), tuned: 0 };

  /** Unlike that of any other run. */
  id = ++made;
  /** What a point stands for. */
  by = signal('');
  /** About how many neighbours a point has. */
  perplexity = signal(30);
  /** Factor on attraction. */
  exaggeration = signal(1);
  /** Degrees of freedom of the kernel. */
  dof = signal(1);
  /** How much features count, by the names of blocks and features; 1 where nothing is said. */
  weights = signal(/** @type {Record<string, number>} */ ({}));
  /** 'plain', 'cluster', 'kind' of the name, `label 2` for a column of words, `field name`, or the number of a feature. */
  colour = signal('plain');
  /** What the points of the map have in the field that they are coloured by. */
  tint = signal(/** @type {(Tint & { field: string }) | null} */ (null));
  /** What the map on the screen was made of; `read` are the records there were. */
  made = signal({ by: '', filter: '', read: 0 });
  map = signal(/** @type {LogMap | null} */ (null));
  /** Rises with each change of the running map. */
  tuned = signal(0);
  /** What it shows, once it rests. */
  findings = signal(/** @type {Findings | null} */ (null));
  /** How its points are drawn. */
  marks = signal(/** @type {Marks | null} */ (null));
  /** Whether a map is on its way. */
  busy = signal(false);
  /** Why there is none. */
  problem = signal(/** @type {string | null} */ (null));
  /** -1 for none. */
  chosen = signal(-1);
  circled = signal(/** @type {Uint32Array | null} */ (null));
  /** What a search has found; the rest fades. */
  found = signal(/** @type {Set<number> | null} */ (null));

  /** @param {Source} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * Makes the map anew. What was on the screen stays until the new one moves.
   *
   * @param {string} filter
   * @param {{ keepPlaces?: boolean, read?: number }} [options] whether points that were on the map before begin where they were;
   *   how many records were read so far
   */
  async start(filter, { keepPlaces = false, read = 0 } = {}) {
    // The map on the screen goes on until there is another: one can still ask about its points.
    if (this.busy.peek()) this.#job.abort();
    this.#job = new AbortController();
    const { signal: aborted } = this.#job;
    this.busy.value = true;
    this.problem.value = null;
    try {
      const by = this.by.peek();
      const before = this.map.peek();
      const from = before !== null && keepPlaces && this.made.peek().by === by ? before : undefined;
      const tuning = {
        perplexity: this.perplexity.peek(),
        exaggeration: this.exaggeration.peek(),
        dof: this.dof.peek(),
        weights: this.weights.peek(),
      };
      const map = await this.#session.map({ by, filter, from, signal: aborted, ...tuning });
      if (aborted.aborted) return map.stop();
      const few = map.count < FEWEST;
      batch(() => {
        this.#show(few ? null : map, { by, filter, read });
        if (few) this.problem.value = tooFew(map.count, by);
      });
    } catch (error) {
      if (aborted.aborted) return;
      batch(() => {
        this.#show(null, { by: this.by.peek(), filter, read });
        this.problem.value = error instanceof Object && 'message' in error ? String(error.message) : String(error);
      });
    } finally {
      if (!aborted.aborted) this.busy.value = false;
    }
  }

  /**
   * What was chosen on one map means nothing on the next.
   *
   * @param {LogMap | null} map
   * @param {{ by: string, filter: string, read: number }} made
   */
  #show(map, made) {
    this.map.peek()?.stop();
    this.#asked.clear();
    this.chosen.value = -1;
    this.circled.value = null;
    this.found.value = null;
    const colour = this.colour.peek();
    this.findings.value = null;
    const known =
      colour === 'plain' ||
      colour === 'cluster' ||
      (fieldOf(colour) !== null && hasFields(made.by)) ||
      (colour === 'kind' ? kindTitle(made.by) !== null : isColumn(colour, map));
    if (!known) this.colour.value = 'plain';
    this.marks.value = null;
    this.tint.value = null;
    this.made.value = made;
    this.map.value = map;
  }

  /** Goes on with another perplexity, exaggeration or degrees of freedom. @param {Tuning} change */
  async tune(change) {
    batch(() => {
      this.perplexity.value = change.perplexity ?? this.perplexity.peek();
      this.exaggeration.value = change.exaggeration ?? this.exaggeration.peek();
      this.dof.value = change.dof ?? this.dof.peek();
      this.weights.value = change.weights ?? this.weights.peek();
      this.problem.value = null;
      this.findings.value = null;
    });
    try {
      await this.map.peek()?.change(change);
      this.tuned.value += 1;
    } catch (error) {
      this.problem.value = error instanceof Object && 'message' in error ? String(error.message) : String(error);
    }
  }

  /** Goes on with a feature, or a block of them, counting so much. @param {string} name @param {number} weight 1 is usual */
  weigh(name, weight) {
    const { [name]: _, ...others } = this.weights.peek();
    return this.tune({ weights: weight === 1 ? others : { ...others, [name]: weight } });
  }

  /** Asks once what the map shows as it rests now; nothing comes of it if it moves on meanwhile. */
  async look() {
    const [map, tuned] = [this.map.peek(), this.tuned.peek()];
    if (map === null || (this.#looked.map === map && this.#looked.tuned === tuned)) return;
    this.#looked = { map, tuned };
    // A picture without findings is still a picture.
    const findings = await map.findings().catch(() => null);
    if (this.map.peek() === map && this.tuned.peek() === tuned) this.findings.value = findings;
  }

  /** @param {number} index @returns {Promise<MapPoint>} asked once */
  point(index) {
    let asked = this.#asked.get(index);
    if (asked === undefined) {
      asked = this.map.peek()?.point(index) ?? Promise.reject(new Error('There is no map.'));
      this.#asked.set(index, asked);
    }
    return asked;
  }

  /** @param {number} index -1 for none */
  choose(index) {
    this.circled.value = null;
    this.chosen.value = index;
  }

  /** @param {Uint32Array} indices */
  circle(indices) {
    this.chosen.value = indices.length === 1 ? indices[0] : -1;
    this.circled.value = indices.length > 1 ? indices : null;
  }
}

/** @param {string} colour @param {LogMap | null} map @returns {boolean} whether the map has the column that it names */
function isColumn(colour, map) {
  const label = labelOf(colour);
  if (label !== null) return label < (map?.labels.length ?? 0);
  return Number(colour) < (map?.features.length ?? 0);
}

/** @param {string} colour @returns {number | null} the column of words that points are coloured by */
export const labelOf = (colour) => (colour.startsWith('label ') ? Number(colour.slice(6)) : null);

/** @param {string} colour @returns {string | null} the field that points are coloured by */
export const fieldOf = (colour) => (colour.startsWith('field ') ? colour.slice(6) : null);

/** @param {string} by @returns {boolean} whether the points are groups of records, which have more fields than they are made of */
export const hasFields = (by) => by !== 'record';

/** @param {number} count @param {string} by */
function tooFew(count, by) {
  const { one, many } = nouns(by);
  return `A map needs at least ${FEWEST} ${many}; here ${count === 1 ? `is 1 ${one}` : `are ${count}`}. Group by something else, or filter less.`;
}

/** @type {WeakMap<Source, MapRun>} */
const runs = new WeakMap();

/** @param {Source} session @returns {MapRun} always the same for a log or table */
export function runOf(session) {
  const run = runs.get(session) ?? new MapRun(session);
  runs.set(session, run);
  return run;
}
