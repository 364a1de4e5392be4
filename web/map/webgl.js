/*
Draws the points with WebGL2: one square a point, cut to its shape by the fragment shader. Positions go from the engine's memory to the
graphics card without a copy in JavaScript, each frame; looks and the order of drawing change rarely.
*/
import { ATTRIBUTES, compile } from './shaders.js';

/** @import { Look, Scene } from './renderer.js' */

/** Of a look: radius in eighths of a pixel (two bytes), shape, nothing, colour (four). */
const LOOK = 8;
/** How far the view reaches beyond each edge of the screen, in device pixels: more than half of the largest square. */
const BEYOND = 256;

export class WebglPoints {
  #gl;
  #canvas;
  /** @type {WebGLProgram | null} */
  #program = null;
  /** @type {Record<string, WebGLUniformLocation | null>} */
  #uniforms = {};
  /** @type {Record<'places' | 'looks', WebGLBuffer | null>} */
  #buffers = { places: null, looks: null };
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

  /** @param {HTMLCanvasElement} canvas @returns {WebglPoints | null} null where there is no WebGL2 */
  static on(canvas) {
    const gl = canvas.getContext('webgl2', { antialias: false, depth: false, premultipliedAlpha: true });
    return gl === null ? null : new WebglPoints(canvas, gl);
  }

  get lost() {
    return this.#gl.isContextLost();
  }

  /** Makes everything anew, at first and after the context was lost and came back; the caller then sends its data again. */
  reset() {
    const gl = this.#gl;
    this.#program = compile(gl);
    for (const name of ['camera', 'size', 'most', 'growth', 'opacity', 'pixel', 'edge']) {
      this.#uniforms[name] = gl.getUniformLocation(this.#program, name);
    }
    this.#count = 0;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    const [places, looks] = [gl.createBuffer(), gl.createBuffer()];
    this.#buffers = { places, looks };
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    for (const at of Object.values(ATTRIBUTES)) gl.enableVertexAttribArray(at);
    gl.bindBuffer(gl.ARRAY_BUFFER, looks);
    gl.vertexAttribPointer(ATTRIBUTES.radius, 1, gl.UNSIGNED_SHORT, false, LOOK, 0);
    gl.vertexAttribIPointer(ATTRIBUTES.form, 1, gl.UNSIGNED_BYTE, LOOK, 2);
    gl.vertexAttribPointer(ATTRIBUTES.colour, 4, gl.UNSIGNED_BYTE, true, LOOK, 4);
    gl.bindBuffer(gl.ARRAY_BUFFER, places);
    gl.vertexAttribPointer(ATTRIBUTES.place, 2, gl.FLOAT, false, 0, 0);
  }

  /** @param {Look} look of as many points as `order` has */
  setLook({ order, radii, colours, shapes }) {
    const gl = this.#gl;
    const count = order.length;
    const looks = new DataView(new ArrayBuffer(LOOK * count));
    const hues = new DataView(colours.buffer, colours.byteOffset);
    for (let index = 0; index < count; index++) {
      looks.setUint16(LOOK * index, Math.round(radii[index] * 8), true);
      looks.setUint8(LOOK * index + 2, shapes[index]);
      looks.setUint32(LOOK * index + 4, hues.getUint32(4 * index));
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers.looks);
    gl.bufferData(gl.ARRAY_BUFFER, looks, gl.STATIC_DRAW);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers.places);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, order, gl.STATIC_DRAW);
    if (count === this.#count) return;
    this.#count = count;
    gl.bufferData(gl.ARRAY_BUFFER, 8 * count, gl.STREAM_DRAW);
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
    this.#gl.bufferSubData(this.#gl.ARRAY_BUFFER, 0, positions, 0, 2 * this.#count);
  }

  /** @param {Scene} scene @returns {boolean} false: no picture is coarse */
  draw({ camera, size, ratio, growth, opacity, edge }) {
    const gl = this.#gl;
    const width = Math.max(1, Math.round(size.width * ratio));
    const height = Math.max(1, Math.round(size.height * ratio));
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    gl.viewport(-BEYOND, -BEYOND, width + 2 * BEYOND, height + 2 * BEYOND);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (this.#count === 0) return false;
    gl.useProgram(this.#program);
    gl.uniform3f(this.#uniforms.camera, camera.k, camera.x, camera.y);
    gl.uniform2f(this.#uniforms.size, size.width, size.height);
    gl.uniform2f(this.#uniforms.most, 1 + (2 * BEYOND) / width, 1 + (2 * BEYOND) / height);
    gl.uniform1f(this.#uniforms.growth, growth);
    gl.uniform1f(this.#uniforms.opacity, opacity);
    gl.uniform1f(this.#uniforms.pixel, 1 / ratio);
    gl.uniform4f(this.#uniforms.edge, ...edge);
    gl.drawElements(gl.POINTS, this.#count, gl.UNSIGNED_INT, 0);
    return false;
  }

  /** Gives the graphics memory back: a page may hold only a few contexts. */
  dispose() {
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}
