/*
The map on the screen: two canvases, a camera, gestures. It is given points and says what is pointed at and chosen; it draws
only when something has changed, and each frame while the points move.
*/
import { fitTo, follow, project, unproject, zoomed } from './camera.js';
import { Cloud } from './cloud.js';
import { plainMarks } from './colours.js';
import { crowding, Density, opacityUnder } from './density.js';
import { Gestures } from './gestures.js';
import { Overlay } from './overlay.js';
import { IDENTITY } from './pan-zoom.js';
import { rendererOn } from './renderer.js';
import { growth, opacityOf } from './sizes.js';

/** @import { Camera, Size } from './camera.js' */
/** @import { Points } from './cloud.js' */
/** @import { Marks } from './colours.js' */

/**
 * @typedef {object} ViewEvents
 * @property {(index: number, x: number, y: number) => void} onHover -1 for none; where its disc is, in CSS pixels
 * @property {(index: number) => void} onChoose a press; -1 beside all points
 * @property {(indices: Uint32Array) => void} onLasso what was encircled
 * @property {(index: number) => string} name of a point
 */

/** Opacity of what a choice leaves out, of 255. */
const DIM = 46;
/** Names on the screen, while the points move and when they rest. */
const NAMES = { moving: 8, resting: 28 };
/** While points move their cloud, which takes longer than they do, is drawn in every so many-th frame. */
const EVERY = 4;
/** So many frames after the last movement a picture that was drawn in haste is drawn with care. */
const RESTING = 8;
/** The camera before there is anything to show. */
const NOWHERE = { k: 0, x: 0, y: 0 };

export class MapView {
  #canvas;
  #renderer;
  #density;
  #turn = 0;
  #overlay;
  #events;
  #calm;
  /** @type {Gestures | null} */
  #gestures = null;
  #listening = new AbortController();
  #resized;
  #frame = 0;
  /** Whether the next picture is another one even where no point has moved. */
  #stale = true;
  /** Frames since the points or the camera have moved. */
  #still = 0;
  /** Whether the picture could be finer. */
  #coarse = false;

  /** @type {Cloud | null} */
  #cloud = null;
  #marks = plainMarks(0, false);
  /** Those of the marks, faded where something is chosen. */
  #colours = this.#marks.colours;
  /** @type {Set<number> | null} */
  #kept = null;

  /** @type {Size} */
  #size = { width: 0, height: 0 };
  /** The camera that shows all points, and what the user made of it. @type {Camera} */
  #base = NOWHERE;
  #zoom = IDENTITY;
  /** Whether the camera follows the points; ends when the user takes it. */
  #following = true;
  #settled = false;

  #hovered = -1;
  #chosen = -1;
  /** @type {import('./labels.js').Region[]} */
  #regions = [];
  /** @type {number[]} */
  #loop = [];
  /** @type {import('./overlay.js').Ink} */
  #ink = { text: '#000', ground: '#fff', accent: '#00f' };
  /** @type {[number, number, number, number]} */
  #edge = [1, 1, 1, 1];

  /**
   * @param {HTMLCanvasElement} canvas for the points; takes the gestures
   * @param {{ below: HTMLCanvasElement, above: HTMLCanvasElement }} others as large as the first: for the cloud of a crowd, for
   *   names and rings
   * @param {ViewEvents} events
   * @param {{ calm?: boolean }} [options] calm: less motion
   */
  constructor(canvas, { below, above }, events, { calm = false } = {}) {
    this.#canvas = canvas;
    this.#events = events;
    this.#calm = calm;
    this.#renderer = rendererOn(canvas);
    this.#density = new Density(below);
    this.#overlay = new Overlay(above);
    this.#resized = new ResizeObserver(() => this.#resize());
    this.#resized.observe(canvas);
    const { signal } = this.#listening;
    canvas.addEventListener('webglcontextlost', (event) => event.preventDefault(), { signal });
    canvas.addEventListener('webglcontextrestored', () => this.#restore(), { signal });
    this.#gestures = new Gestures(canvas, {
      onZoom: (transform, byUser) => this.#onZoom(transform, byUser),
      onPoint: (x, y) => this.#hover(this.#pick(x, y)),
      onAway: () => this.#hover(-1),
      onPress: (x, y) => events.onChoose(this.#pick(x, y)),
      onLoop: (path) => {
        this.#loop = path;
        this.#draw();
      },
      onLasso: (path) => this.#onLasso(path),
    });
  }

  /** Shows other points; the camera follows them. @param {Points} points */
  setPoints(points) {
    this.#cloud = new Cloud(points, this.#calm);
    this.#marks = plainMarks(points.count, false);
    this.#kept = null;
    this.#regions = [];
    this.#chosen = -1;
    this.#base = NOWHERE;
    this.#hover(-1);
    this.#sendLook();
    this.fit();
  }

  /** @param {Marks} marks colours and shapes, one a point */
  setMarks(marks) {
    this.#marks = marks;
    this.#sendLook();
  }

  /**
   * @param {import('./overlay.js').Ink} ink
   * @param {[number, number, number, number]} edge of the discs: its colour and its strength, 0 to 1
   */
  setInk(ink, edge) {
    this.#ink = ink;
    this.#edge = edge;
    this.#draw();
  }

  /** Fades all other points. @param {Set<number> | null} kept null for none faded */
  keep(kept) {
    this.#kept = kept;
    this.#sendLook();
  }

  /** Looks again where the points are: a map at rest was set in motion. */
  wake() {
    this.#settled = false;
    this.#draw();
  }

  /** @param {import('./labels.js').Region[]} regions named in their middle; those that matter most first */
  setRegions(regions) {
    this.#regions = regions;
    this.#draw();
  }

  /** @param {number} index -1 for none */
  choose(index) {
    this.#chosen = index;
    this.#draw();
  }

  /** Marks a point as if the pointer were on it, and brings it on the screen. @param {number} index -1 for none */
  pointAt(index) {
    if (index >= 0) this.#reveal(index);
    this.#hover(index);
  }

  /** @param {number} index */
  #reveal(index) {
    const [x, y] = this.placeOf(index);
    const { width, height } = this.#size;
    const margin = Math.min(30, width / 4, height / 4);
    if (x >= margin && y >= margin && x <= width - margin && y <= height - margin) return;
    this.#following = false;
    this.#gestures?.moveBy(width / 2 - x, height / 2 - y);
  }

  /** @param {number} factor above 1 to come closer; about the middle of the screen */
  zoomBy(factor) {
    this.#following = false;
    this.#gestures?.zoomBy(factor);
  }

  /** Shows all points, and keeps them in sight while they move. */
  fit() {
    this.#following = true;
    this.#settled = false;
    this.#gestures?.release();
    this.#draw();
  }

  /** @param {'loop' | 'box' | null} tool what dragging draws; null to move the map */
  setTool(tool) {
    if (this.#gestures !== null) this.#gestures.tool = tool;
  }

  /**
   * @param {number} from index; -1 for the way in
   * @param {number} dx to the right
   * @param {number} dy upwards
   * @returns {number} the neighbour that way, `from` itself if there is none, -1 on an empty map
   */
  neighbour(from, dx, dy) {
    return this.#cloud?.neighbour(from, dx, dy) ?? -1;
  }

  /** Stops drawing and listening, and gives the graphics memory back. */
  destroy() {
    cancelAnimationFrame(this.#frame);
    this.#listening.abort();
    this.#gestures?.destroy();
    this.#resized.disconnect();
    this.#renderer.dispose();
  }

  #camera() {
    return zoomed(this.#base, this.#zoom);
  }

  /** @param {number} index @returns {[number, number]} where a point is on the screen */
  placeOf(index) {
    const positions = this.#cloud?.positions ?? [];
    return project(this.#camera(), positions[2 * index], positions[2 * index + 1]);
  }

  /** @param {import('./pan-zoom.js').Transform} transform @param {boolean} byUser */
  #onZoom(transform, byUser) {
    this.#zoom = transform;
    this.#still = 0;
    if (byUser) this.#following = false;
    this.#draw();
  }

  /** @param {number} x @param {number} y @returns {number} the point there, or -1 */
  #pick(x, y) {
    return this.#cloud?.hit(this.#camera(), x, y, growth(this.#zoom.k)) ?? -1;
  }

  /** @param {number} index */
  #hover(index) {
    if (index === this.#hovered) return;
    this.#hovered = index;
    this.#canvas.style.cursor = index >= 0 ? 'pointer' : '';
    this.#tellHover();
    this.#draw();
  }

  #tellHover() {
    const [x, y] = this.#hovered >= 0 ? this.placeOf(this.#hovered) : [0, 0];
    this.#events.onHover(this.#hovered, x, y);
  }

  /** @param {number[]} path on the screen */
  #onLasso(path) {
    const camera = this.#camera();
    /** @type {number[]} */
    const loop = [];
    for (let i = 0; i < path.length; i += 2) loop.push(...unproject(camera, path[i], path[i + 1]));
    const found = this.#cloud?.encircled(loop);
    if (found !== undefined) this.#events.onLasso(found);
  }

  #restore() {
    this.#renderer.reset();
    this.#sendLook();
    if (this.#cloud !== null) this.#renderer.setPositions(this.#cloud.positions);
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    this.#size = { width, height };
    this.#settled = false;
    if (this.#following) this.#base = NOWHERE;
    // At once: a canvas that was resized is empty until it is drawn.
    this.#stale = true;
    this.#render();
  }

  #sendLook() {
    const cloud = this.#cloud;
    if (cloud === null || this.#renderer.lost) return;
    const { shapes } = this.#marks;
    this.#colours = this.#marks.colours;
    if (this.#kept !== null) {
      this.#colours = this.#colours.slice();
      for (let i = 0; i < shapes.length; i++) if (!this.#kept.has(i)) this.#colours[4 * i + 3] = DIM;
    }
    this.#renderer.setLook({ order: cloud.order, radii: cloud.radii, colours: this.#colours, shapes });
    this.#draw();
  }

  #aim() {
    const bounds = this.#following && !this.#settled ? this.#cloud?.bounds() : null;
    if (!bounds) return;
    const smooth = this.#base.k > 0 && !this.#calm;
    const { camera, settled } = smooth
      ? follow(this.#base, bounds, this.#size)
      : { camera: fitTo(bounds, this.#size), settled: true };
    this.#base = camera;
    this.#settled = settled;
    if (!settled) this.#still = 0;
  }

  /** Asks for another picture in the next frame. */
  #draw() {
    this.#stale = true;
    this.#ask();
  }

  #ask() {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  /** @param {Cloud} cloud @param {Camera} camera @param {number} swell @returns {number} how far it stands for the points */
  #drawCloud(cloud, camera, swell) {
    const { left, right, bottom, top } = cloud.bounds() ?? { left: 0, right: 0, bottom: 0, top: 0 };
    const crowd = crowding(cloud.radii, swell, (right - left) * (top - bottom) * camera.k * camera.k);
    const { positions, count } = cloud;
    this.#turn = (this.#turn + 1) % EVERY;
    const hasty = cloud.moving && this.#still < RESTING;
    if (hasty && crowd > 0 && this.#turn > 0) return crowd;
    this.#density.draw({ positions, count, crowd, camera, size: this.#size, colours: this.#colours, hasty });
    return crowd;
  }

  #render() {
    const [size, cloud, renderer] = [this.#size, this.#cloud, this.#renderer];
    if (cloud === null || renderer.lost || size.width === 0 || size.height === 0) return;
    this.#still += 1;
    if (cloud.take()) {
      this.#still = 0;
      renderer.setPositions(cloud.positions);
      this.#settled = false;
      this.#stale = true;
      if (this.#hovered >= 0) this.#tellHover();
    }
    // Steps of many points take longer than a frame: the processors are better used for the next one.
    if (this.#coarse && this.#still >= RESTING) this.#stale = true;
    if (!this.#stale) return this.#ask();
    this.#stale = false;
    this.#aim();
    const ratio = globalThis.devicePixelRatio;
    const camera = this.#camera();
    const swell = growth(this.#zoom.k);
    const crowd = this.#drawCloud(cloud, camera, swell);
    const opacity = opacityOf(cloud.count, this.#zoom.k) * opacityUnder(crowd);
    const hasty = this.#still < RESTING;
    this.#coarse = renderer.draw({ camera, size, ratio, growth: swell, opacity, edge: this.#edge, hasty });
    this.#overlay.draw({
      camera,
      size,
      zoom: this.#zoom.k,
      ratio,
      positions: cloud.positions,
      radius: (index) => cloud.radii[index] * swell,
      name: this.#events.name,
      order: cloud.named,
      most: cloud.moving ? NAMES.moving : NAMES.resting,
      named: (index) => this.#kept?.has(index) ?? true,
      regions: cloud.moving ? [] : this.#regions,
      covered: (box) => cloud.covered(camera, box),
      hovered: this.#hovered,
      chosen: this.#chosen,
      lasso: this.#loop,
      ink: this.#ink,
    });
    if (this.#following && !this.#settled) this.#draw();
    else if (cloud.moving || this.#coarse) this.#ask();
  }
}
