/*
How fast something goes and how long it still takes, judged by the last two seconds only: an average since the start
lags behind when a cache runs dry or a second file is slower.
*/

/** What lies further back than this does not count, in milliseconds. */
const WINDOW = 2000;
/** Nothing is said before this: the first figures jump about. */
const QUIET = 500;

/**
 * @typedef {object} Pace
 * @property {number} perSecond
 * @property {number | null} secondsLeft null if nothing moves
 */

/** Counts what is done by the clock it is given. */
export class PaceMeter {
  /** @type {{ at: number, done: number }[]} */
  #samples = [];
  /** @type {number | null} */
  #start = null;

  /**
   * @param {number} done so far, rising
   * @param {number} total
   * @param {number} now in milliseconds
   * @returns {Pace | null} null in the first half second
   */
  update(done, total, now) {
    this.#start ??= now;
    this.#samples.push({ at: now, done });
    const fresh = this.#samples.findIndex(({ at }) => at >= now - WINDOW);
    this.#samples.splice(0, fresh);
    const first = this.#samples[0];
    if (first === undefined || now - this.#start < QUIET || now <= first.at) return null;
    const perSecond = ((done - first.done) / (now - first.at)) * 1000;
    return { perSecond, secondsLeft: perSecond > 0 ? Math.max(0, total - done) / perSecond : null };
  }
}
