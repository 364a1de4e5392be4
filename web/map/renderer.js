/*
Draws the points with WebGL2: one square a point, cut to its shape by the fragment shader. All that is known of the points lies in
two textures. Positions go from the engine's memory into theirs without a copy in JavaScript, each frame; looks lie in the order of
drawing and change rarely. The squares are six vertices each of one draw call: instances would be as good for a graphics card, but
without one they cost four times as much (SwiftShader draws them one by one).
*/
import { compile, ROW } from './shaders.js';

/** @import { Camera, Size } from './camera.js' */

/** Texture units. */
const UNIT = { positions: 0, looks: 1 };
/** What a look consists of: index, radius in eighths of a pixel, shape, colour. */
const PARTS = 4;
/** Vertices of a square. */
const CORNERS = 6;

/**
 * @typedef {object} Look
 * @property {Uint32Array} order indices of the points, those behind first
 * @property {Float32Array} radii in CSS pixels
 * @property {Uint8Array} colours red, green, blue, opacity, not premultiplied
 * @property {Uint8Array} shapes as places in SHAPES of colours.js
 */

/**
 * @typedef {object} Scene
 * @property {Camera} camera
 * @property {Size} size
 * @property {number} ratio device pixels a CSS pixel
 * @property {number} growth factor on all radii
 * @property {number} opacity factor on that of all points
 * @property {[number, number, number, number]} edge colour of the rims, 0 to 1, and how far they show
 */

export class PointRenderer {
  #gl;
  #canvas;
  /** @type {WebGLProgram | null} */
  #program = null;
  /** @type {Record<string, WebGLUniformLocation | null>} */
  #uniforms = {};
  #count = 0;
  /** Whether the browser takes positions in shared memory; if not, they are copied here first. */
  #scratch = new Float32Array(0);
  #shared = true;

  /** @param {HTMLCanvasElement} canvas @param {WebGL2RenderingContext} gl */
  constructor(canvas, gl) {
    this.#canvas = canvas;
    this.#gl = gl;
    this.reset();
  }

  /** @param {HTMLCanvasElement} canvas @returns {PointRenderer | null} null where there is no WebGL2 */
  static on(canvas) {
    const gl = canvas.getContext('webgl2', { antialias: false, depth: false, premultipliedAlpha: true });
    return gl === null ? null : new PointRenderer(canvas, gl);
  }

  get lost() {
    return this.#gl.isContextLost();
  }

  /** Makes everything anew, at first and after the context was lost and came back; the caller then sends its data again. */
  reset() {
    const gl = this.#gl;
    this.#program = compile(gl);
    for (const name of ['camera', 'size', 'growth', 'opacity', 'pixel', 'edge', 'positions', 'looks']) {
      this.#uniforms[name] = gl.getUniformLocation(this.#program, name);
    }
    this.#count = 0;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    for (const unit of [UNIT.looks, UNIT.positions]) {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    }
  }

  /** @param {Look} look of as many points as `order` has */
  setLook({ order, radii, colours, shapes }) {
    const gl = this.#gl;
    const count = order.length;
    const rows = Math.max(1, Math.ceil(count / ROW));
    const looks = new Uint32Array(rows * ROW * PARTS);
    const hues = new DataView(colours.buffer, colours.byteOffset);
    for (let place = 0; place < count; place++) {
      const index = order[place];
      const at = place * PARTS;
      looks[at] = index;
      looks[at + 1] = Math.round(radii[index] * 8);
      looks[at + 2] = shapes[index];
      looks[at + 3] = hues.getUint32(4 * index, true);
    }
    gl.activeTexture(gl.TEXTURE0 + UNIT.looks);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32UI, ROW, rows, 0, gl.RGBA_INTEGER, gl.UNSIGNED_INT, looks);
    gl.activeTexture(gl.TEXTURE0 + UNIT.positions);
    if (count === this.#count) return;
    this.#count = count;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG32F, ROW, rows, 0, gl.RG, gl.FLOAT, null);
  }

  /** @param {Float32Array} positions x and y of every point by turns; may be a view of shared memory */
  setPositions(positions) {
    if (this.#shared) {
      try {
        this.#upload(positions);
        return;
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        this.#shared = false;
      }
    }
    if (this.#scratch.length !== 2 * this.#count) this.#scratch = new Float32Array(2 * this.#count);
    this.#scratch.set(positions.subarray(0, 2 * this.#count));
    this.#upload(this.#scratch);
  }

  /** @param {Float32Array} positions */
  #upload(positions) {
    const gl = this.#gl;
    const rows = Math.floor(this.#count / ROW);
    const rest = this.#count % ROW;
    if (rows > 0) gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, ROW, rows, gl.RG, gl.FLOAT, positions, 0);
    if (rest > 0) gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, rows, rest, 1, gl.RG, gl.FLOAT, positions, rows * ROW * 2);
  }

  /** @param {Scene} scene */
  draw({ camera, size, ratio, growth, opacity, edge }) {
    const gl = this.#gl;
    const width = Math.max(1, Math.round(size.width * ratio));
    const height = Math.max(1, Math.round(size.height * ratio));
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (this.#count === 0) return;
    gl.useProgram(this.#program);
    gl.uniform3f(this.#uniforms.camera, camera.k, camera.x, camera.y);
    gl.uniform2f(this.#uniforms.size, size.width, size.height);
    gl.uniform1f(this.#uniforms.growth, growth);
    gl.uniform1f(this.#uniforms.opacity, opacity);
    gl.uniform1f(this.#uniforms.pixel, 1 / ratio);
    gl.uniform4f(this.#uniforms.edge, ...edge);
    gl.uniform1i(this.#uniforms.positions, UNIT.positions);
    gl.uniform1i(this.#uniforms.looks, UNIT.looks);
    gl.drawArrays(gl.TRIANGLES, 0, CORNERS * this.#count);
  }

  /** Gives the graphics memory back: a page may hold only a few contexts. */
  dispose() {
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}
