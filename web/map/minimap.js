/*
The whole map in a corner while only a part of it is on the screen: dots for the points, a frame for what is seen.
*/
import { boundsOf, fitTo, project, unproject } from './camera.js';

/** @import { Camera, Size } from './camera.js' */

/** CSS pixels. */
const SIDE = 132;
const OFF = 10;
/** The frame is worth showing once the map is this much larger than the screen shows of it. */
const FROM = 1.35;
/** More dots would not be told apart. */
const DOTS = 4000;

/**
 * @param {CanvasRenderingContext2D} context in CSS pixels
 * @param {object} scene
 * @param {Camera} scene.camera of the large picture
 * @param {Size} scene.size
 * @param {number} scene.zoom how much the user has come closer
 * @param {Float32Array} scene.positions
 * @param {{ text: string, ground: string, accent: string }} scene.ink
 */
export function drawMinimap(context, { camera, size, zoom, positions, ink }) {
  if (zoom < FROM || size.width < 4 * SIDE) return;
  const count = positions.length / 2;
  const bounds = boundsOf(positions, count);
  if (bounds === null) return;
  const [left, top] = [OFF, OFF];
  const small = fitTo(bounds, { width: SIDE, height: SIDE }, SMALL_MARGIN);
  context.save();
  context.translate(left, top);
  context.beginPath();
  context.rect(0, 0, SIDE, SIDE);
  context.clip();
  context.fillStyle = ink.ground;
  context.globalAlpha = 0.9;
  context.fillRect(0, 0, SIDE, SIDE);
  context.fillStyle = ink.text;
  context.globalAlpha = 0.45;
  const step = Math.max(1, Math.ceil(count / DOTS));
  for (let i = 0; i < count; i += step) {
    const [x, y] = project(small, positions[2 * i], positions[2 * i + 1]);
    context.fillRect(x - 0.75, y - 0.75, 1.5, 1.5);
  }
  const [a, b] = project(small, ...unproject(camera, 0, 0));
  const [c, d] = project(small, ...unproject(camera, size.width, size.height));
  context.globalAlpha = 1;
  context.strokeStyle = ink.accent;
  context.lineWidth = 1.5;
  context.strokeRect(a, b, c - a, d - b);
  context.strokeStyle = ink.text;
  context.globalAlpha = 0.3;
  context.strokeRect(0.5, 0.5, SIDE - 1, SIDE - 1);
  context.restore();
}

/** What stays free around the dots. */
const SMALL_MARGIN = { side: 8, top: 8, bottom: 8 };
