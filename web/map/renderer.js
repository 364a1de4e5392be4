/*
What draws the points: the graphics card where there is one, otherwise the processor by itself. WebGL would work there too, but what
stands in for the card needs several times as long, and the processors are the engine's as well.
*/
import { PixelPoints } from './pixels.js';
import { WebglPoints } from './webgl.js';

/** @import { Camera, Size } from './camera.js' */

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
 * @property {boolean} [hasty] whether the next picture comes at once, so that this one may be coarser
 */

/**
 * @typedef {object} Renderer
 * @property {boolean} lost whether it cannot draw at present
 * @property {() => void} reset makes everything anew, after the context was lost and came back; the caller then sends its data again
 * @property {(look: Look) => void} setLook of as many points as its `order` has
 * @property {(positions: Float32Array) => void} setPositions x and y of every point by turns; may be a view of shared memory
 * @property {(scene: Scene) => boolean} draw returns whether the picture is coarser than it could be
 * @property {() => void} dispose
 */

/** What stands in for a graphics card, as drivers name it. */
const STAND_INS = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Whether a graphics card draws: found out once, since asking takes a context of its own. @type {boolean | undefined} */
let card;

/** @returns {boolean} */
function hasCard() {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (gl === null) return false;
  // Browsers that keep the name of the card to themselves have refused already.
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return !STAND_INS.test(name);
}

/** @param {HTMLCanvasElement} canvas that nothing was drawn on yet @returns {Renderer} */
export function rendererOn(canvas) {
  card ??= hasCard();
  return (card ? WebglPoints.on(canvas) : null) ?? new PixelPoints(canvas);
}
