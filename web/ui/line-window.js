/*
The records in sight, fetched in pages and kept while they are near. Pages that were asked for and scrolled past are
given up.
*/
import { signal } from '@preact/signals';

/** @import { ReadonlySignal } from '@preact/signals' */
/** @import { Line, Refusal, Session } from '../engine/types.js' */
/** @import { Order } from '../url.js' */

/** Records a page. */
const PAGE = 100;
/** Pages kept. */
const KEPT = 40;
/** How long scrolling must rest before anything is fetched, in milliseconds. */
const REST = 30;

/** Fetches what is wanted, the newest wish first. */
export class LineWindow {
  /** Counts arrivals, so that who reads it is told of them. */
  arrivals = signal(0);
  /** Why lines can't be had, as a sentence; '' while they can. */
  fault = signal('');
  /** @type {Map<number, { rows: Line[], of: unknown }>} by number of the page, the one used longest ago first */
  #pages = new Map();
  /** @type {Map<number, AbortController>} */
  #asked = new Map();
  /** @type {unknown} the snapshot that the pages are of */
  #of = null;
  #filter = '';
  /** @type {Order} */
  #by = 'time';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {object} from
   * @param {ReadonlySignal<Session | null>} from.session
   * @param {ReadonlySignal<string>} from.applied the filter of the records
   * @param {ReadonlySignal<boolean>} from.pending while another filter is being applied nothing is asked for: it would stop that
   */
  constructor({ session, applied, pending }) {
    this.session = session;
    this.applied = applied;
    this.pending = pending;
  }

  /**
   * What was fetched for another snapshot is fetched again; it stays in sight until then, unless the filter or the order is
   * another.
   *
   * @param {unknown} snapshot
   * @param {Order} by
   */
  refresh(snapshot, by) {
    if (snapshot === this.#of && by === this.#by) return;
    this.#of = snapshot;
    if (this.#filter !== this.applied.value || by !== this.#by) {
      this.#filter = this.applied.value;
      this.#by = by;
      this.#pages.clear();
    }
    for (const asked of this.#asked.values()) asked.abort();
    this.#asked.clear();
    this.arrivals.value += 1;
  }

  /** @param {number} row @returns {Line | undefined} undefined while it is on its way */
  row(row) {
    return this.#pages.get(Math.floor(row / PAGE))?.rows[row % PAGE];
  }

  /**
   * @param {number} first
   * @param {number} count
   */
  want(first, count) {
    clearTimeout(this.#timer);
    const pages = [Math.floor(first / PAGE), Math.floor((first + count - 1) / PAGE)];
    const fresh = (/** @type {number} */ page) => this.#pages.get(page)?.of === this.#of;
    if (count <= 0 || this.pending.value || pages.every(fresh)) return;
    this.#timer = setTimeout(() => {
      for (const [page, asked] of this.#asked) {
        if (pages.includes(page)) continue;
        asked.abort();
        this.#asked.delete(page);
      }
      for (const page of new Set(pages)) if (!fresh(page) && !this.#asked.has(page)) void this.#fetch(page);
    }, REST);
  }

  /** @param {number} page */
  async #fetch(page) {
    const asked = new AbortController();
    this.#asked.set(page, asked);
    const of = this.#of;
    try {
      const answer = await this.session.value?.lines({
        filter: this.#filter,
        by: this.#by,
        from: page * PAGE,
        count: PAGE,
        signal: asked.signal,
      });
      if (asked.signal.aborted || answer === undefined) return;
      this.#pages.delete(page);
      this.#pages.set(page, { rows: answer.rows, of });
      for (const old of this.#pages.keys()) if (this.#pages.size > KEPT) this.#pages.delete(old);
      this.fault.value = '';
      this.arrivals.value += 1;
    } catch (error) {
      // A filter that is wrong is told where it is typed, a session that was closed needs no news.
      if (asked.signal.aborted) return;
      const { code, message } = /** @type {Refusal} */ (error);
      if (code === 'gone') this.fault.value = message;
      else console.warn('lines could not be fetched', error);
    } finally {
      if (this.#asked.get(page) === asked) this.#asked.delete(page);
    }
  }
}
