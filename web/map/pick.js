/*
Which points lie where: a uniform grid over the positions, as two flat arrays, built in one pass by counting sort. It is
rebuilt when somebody asks after the points have moved.
*/
import { boundsOf } from './camera.js';

/** About how many points share a cell, were they spread evenly. */
const PER_CELL = 2;
/** The most cells along a side; their table is then 1 MiB. */
const MOST_CELLS = 512;

export class PointGrid {
  #positions;
  #count;
  #bounds;
  #side;
  /** Cells a unit of the map, along x and y. */
  #perX;
  #perY;
  /** Where in #members the points of a cell begin; one more entry than cells. */
  #starts;
  #members;

  /**
   * @param {Float32Array} positions x and y by turns; they are copied, since a running map moves on
   * @param {number} count
   */
  constructor(positions, count) {
    this.#positions = positions.slice(0, 2 * count);
    this.#count = count;
    this.#bounds = boundsOf(this.#positions, count) ?? { left: 0, right: 0, bottom: 0, top: 0 };
    this.#side = Math.min(MOST_CELLS, Math.max(1, Math.ceil(Math.sqrt(count / PER_CELL))));
    const { left, right, bottom, top } = this.#bounds;
    this.#perX = right > left ? this.#side / (right - left) : 0;
    this.#perY = top > bottom ? this.#side / (top - bottom) : 0;
    this.#starts = new Uint32Array(this.#side * this.#side + 1);
    this.#members = new Uint32Array(count);
    this.#sort();
  }

  #sort() {
    const cells = new Int32Array(this.#count);
    for (let i = 0; i < this.#count; i++) {
      const x = this.#positions[2 * i];
      const y = this.#positions[2 * i + 1];
      const cell = Number.isFinite(x + y) ? this.#row(y) * this.#side + this.#column(x) : -1;
      cells[i] = cell;
      if (cell >= 0) this.#starts[cell + 1] = this.#starts[cell + 1] + 1;
    }
    for (let cell = 1; cell < this.#starts.length; cell++) {
      this.#starts[cell] = this.#starts[cell] + this.#starts[cell - 1];
    }
    const next = this.#starts.slice();
    for (let i = 0; i < this.#count; i++) {
      const cell = cells[i];
      if (cell < 0) continue;
      const place = next[cell];
      this.#members[place] = i;
      next[cell] = place + 1;
    }
  }

  /** @param {number} x @returns {number} the column of cells, the nearest one for an x outside */
  #column(x) {
    return this.#cell((x - this.#bounds.left) * this.#perX);
  }

  /** @param {number} y */
  #row(y) {
    return this.#cell((y - this.#bounds.bottom) * this.#perY);
  }

  /** @param {number} place in cells; on a side without extent it can be no number @returns {number} a cell that there is */
  #cell(place) {
    return Math.min(this.#side - 1, Math.max(0, Math.floor(place) || 0));
  }

  /**
   * Visits every point in a rectangle.
   *
   * @param {import('./camera.js').Bounds} area in units of the map
   * @param {(index: number, x: number, y: number) => void} visit
   */
  within({ left, right, bottom, top }, visit) {
    for (let row = this.#row(bottom); row <= this.#row(top); row++) {
      const first = this.#starts[row * this.#side + this.#column(left)];
      const last = this.#starts[row * this.#side + this.#column(right) + 1];
      for (let place = first; place < last; place++) {
        const index = this.#members[place];
        const x = this.#positions[2 * index];
        const y = this.#positions[2 * index + 1];
        if (x >= left && x <= right && y >= bottom && y <= top) visit(index, x, y);
      }
    }
  }

  /**
   * The point whose disc is hit or, failing that, the nearest.
   *
   * @param {number} x in units of the map
   * @param {number} y
   * @param {(index: number) => number} radius how far from its middle a point can be hit, in units of the map
   * @param {number} reach the largest of these radii
   * @returns {number} -1 if none is hit. Of several the one that is hit closest to its middle for its size, so that a small disc
   *   on a large one can be reached
   */
  hit(x, y, radius, reach) {
    let best = -1;
    let least = 1;
    this.within({ left: x - reach, right: x + reach, bottom: y - reach, top: y + reach }, (index, px, py) => {
      const share = Math.hypot(px - x, py - y) / radius(index);
      if (share < least || (share === least && index < best)) {
        best = index;
        least = share;
      }
    });
    return best;
  }

  /**
   * @param {number} index
   * @returns {number} how many other points lie in the nine cells around a point
   */
  crowd(index) {
    const x = this.#positions[2 * index];
    const y = this.#positions[2 * index + 1];
    if (!Number.isFinite(x + y)) return this.#count;
    const from = Math.max(0, this.#column(x) - 1);
    const to = Math.min(this.#side - 1, this.#column(x) + 1);
    let crowd = -1;
    for (let row = Math.max(0, this.#row(y) - 1); row <= Math.min(this.#side - 1, this.#row(y) + 1); row++) {
      crowd += this.#starts[row * this.#side + to + 1] - this.#starts[row * this.#side + from];
    }
    return crowd;
  }
}

/**
 * The neighbour that an arrow key leads to: the nearest point in a quarter of the plane, where being off to the side counts double.
 *
 * @param {Float32Array} positions
 * @param {number} count
 * @param {number} from index
 * @param {number} dx -1, 0 or 1, to the right
 * @param {number} dy -1, 0 or 1, upwards
 * @returns {number} `from` itself if nothing lies that way
 */
export function neighbourTowards(positions, count, from, dx, dy) {
  const x = positions[2 * from];
  const y = positions[2 * from + 1];
  let best = from;
  let least = Infinity;
  for (let i = 0; i < count; i++) {
    const right = positions[2 * i] - x;
    const up = positions[2 * i + 1] - y;
    const ahead = right * dx + up * dy;
    const aside = Math.abs(right * dy) + Math.abs(up * dx);
    if (!(ahead > 0 && aside <= ahead)) continue;
    const cost = ahead + 2 * aside;
    if (cost < least) {
      least = cost;
      best = i;
    }
  }
  return best;
}
