/*
The points of a map as the view needs them: where they are now, how large, which lie in front, which of them is hit.
*/
import { boundsOf, unproject } from './camera.js';
import { labelOrder } from './labels.js';
import { inside } from './lasso.js';
import { neighbourTowards, PointGrid } from './pick.js';
import { bySize, radiiOf } from './sizes.js';

/**
 * @typedef {object} Points what the engine's handle of a map offers
 * @property {number} count
 * @property {ArrayLike<number>} sizes records behind each point
 * @property {() => Float32Array} positions x and y by turns; a view of memory that others write to is welcome
 * @property {() => { iteration: number, finished: boolean }} status
 */

/** How far beside a disc it can still be hit, in CSS pixels: fingers and small discs. */
const SLACK = 5;
/** Iterations between two pictures for people who want less motion. */
const CALM = 50;

export class Cloud {
  #points;
  #calm;
  /** @type {PointGrid | null} */
  #grid = null;
  #taken = -1;
  /** @type {ReturnType<typeof boundsOf> | undefined} */
  #bounds;
  /** @type {Float32Array} x and y by turns, as last taken */
  positions = new Float32Array(0);
  /** Whether the points may still move. */
  moving = true;

  /** @param {Points} points @param {boolean} calm whether to take only some of the positions of a running map */
  constructor(points, calm) {
    this.#points = points;
    this.#calm = calm;
    this.count = points.count;
    /** CSS pixels, before they grow with the zoom. */
    this.radii = radiiOf(points.sizes);
    /** Indices, the large points first. */
    this.order = bySize(points.sizes);
    /** Indices, those that deserve a name most first. */
    this.named = labelOrder(points.sizes, null);
  }

  /** Looks where the points are now. @returns {boolean} whether that is news */
  take() {
    const { iteration, finished } = this.#points.status();
    const step = this.#calm && !finished ? Math.floor(iteration / CALM) : iteration;
    if (step === this.#taken && finished !== this.moving) return false;
    const positions = this.#points.positions();
    // What is drawn rarely must not change in between under the names and rings.
    this.positions = this.#calm ? positions.slice() : positions;
    this.#taken = step;
    this.#grid = null;
    this.#bounds = undefined;
    if (finished === this.moving) {
      this.moving = !finished;
      this.named = labelOrder(this.#points.sizes, finished ? this.#index() : null);
    }
    return true;
  }

  bounds() {
    if (this.#bounds === undefined) this.#bounds = boundsOf(this.positions, this.count);
    return this.#bounds;
  }

  #index() {
    this.#grid ??= new PointGrid(this.positions, this.count);
    return this.#grid;
  }

  /**
   * @param {import('./camera.js').Camera} camera
   * @param {number} x on the screen
   * @param {number} y
   * @param {number} growth of the radii
   * @returns {number} the point there, or -1
   */
  hit(camera, x, y, growth) {
    if (!(camera.k > 0) || this.count === 0) return -1;
    const reach = (/** @type {number} */ index) => (this.radii[index] * growth + SLACK) / camera.k;
    return this.#index().hit(...unproject(camera, x, y), reach, reach(this.order[0]));
  }

  /**
   * @param {import('./camera.js').Camera} camera
   * @param {import('./labels.js').Box} box on the screen
   * @returns {number} points in it; 0 while they move, when nobody can count them in every frame
   */
  covered(camera, box) {
    if (this.moving) return 0;
    const [left, top] = unproject(camera, box.left, box.top);
    const [right, bottom] = unproject(camera, box.right, box.bottom);
    let found = 0;
    this.#index().within({ left, right, bottom, top }, () => {
      found += 1;
    });
    return found;
  }

  /** @param {number[]} loop corners in units of the map, x and y by turns @returns {Uint32Array} the points inside, rising */
  encircled(loop) {
    const bounds = boundsOf(Float64Array.from(loop), loop.length / 2);
    /** @type {number[]} */
    const found = [];
    if (bounds !== null) {
      this.#index().within(bounds, (index, x, y) => {
        if (inside(loop, x, y)) found.push(index);
      });
    }
    return Uint32Array.from(found).sort();
  }

  /**
   * @param {number} from index; -1 for the way in, which is the largest point
   * @param {number} dx to the right
   * @param {number} dy upwards
   * @returns {number} -1 if there are no points
   */
  neighbour(from, dx, dy) {
    if (this.count === 0) return -1;
    return from < 0 ? this.order[0] : neighbourTowards(this.positions, this.count, from, dx, dy);
  }
}
