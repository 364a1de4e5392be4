/*
The map as files: its points as a table, its picture as a drawing (SVG) or as pixels (PNG). All points are on it, whatever part of
the map is on the screen.
*/
import { boundsOf, fitTo, project } from '../map/camera.js';
import { labelOrder, placeLabels } from '../map/labels.js';
import { OUTLINE_MIDDLE, OUTLINE_RADIUS, outlineOf } from '../map/outlines.js';
import { PointGrid } from '../map/pick.js';
import { bySize, radiiOf } from '../map/sizes.js';
import { csv } from './csv.js';
import { escapeHtml } from './html.js';

/** @import { LogMap } from '../engine/types.js' */
/** @import { Marks } from '../map/colours.js' */

/** Of the picture, in pixels. */
const SIZE = { width: 1600, height: 1200 };
/** Names written on it at most. */
const NAMES = 40;
const FONT = '13px system-ui, sans-serif';
/** About the width of a letter of it, in pixels. */
const LETTER = 7;

/**
 * @typedef {object} Drawn
 * @property {LogMap} map
 * @property {Marks} marks
 * @property {(index: number) => string} name as it may be shown
 * @property {{ text: string, ground: string }} ink
 */

/**
 * @param {LogMap} map
 * @param {(index: number) => string} name
 * @returns {string} a row a point
 */
export function mapCsv(map, name) {
  const positions = map.positions();
  const rows = map.names.map((_, index) => [
    name(index),
    positions[2 * index],
    positions[2 * index + 1],
    map.sizes[index],
  ]);
  return csv([['name', 'x', 'y', 'records'], ...rows]);
}

/** @param {Drawn} drawn where everything lies on the picture */
function layOut({ map, name }) {
  const positions = map.positions();
  const camera = fitTo(boundsOf(positions, map.count) ?? { left: 0, right: 0, bottom: 0, top: 0 }, SIZE);
  const radii = radiiOf(map.sizes);
  const grid = new PointGrid(positions, map.count);
  const place = (/** @type {number} */ index) => project(camera, positions[2 * index], positions[2 * index + 1]);
  const labels = placeLabels({
    order: labelOrder(map.sizes, grid),
    most: NAMES,
    disc: (index) => [...place(index), radii[index]],
    text: name,
    measure: (text) => LETTER * text.length,
    size: SIZE,
    covered: () => 0,
  });
  return { labels, points: [...bySize(map.sizes)].map((index) => ({ index, at: place(index), radius: radii[index] })) };
}

/** @param {Marks} marks @param {number} index */
const fill = ({ colours }, index) => `rgb(${colours.subarray(4 * index, 4 * index + 3).join(' ')})`;

/** @param {Drawn} drawn @returns {string} */
export function mapSvg(drawn) {
  const { marks, ink } = drawn;
  const { labels, points } = layOut(drawn);
  const number = (/** @type {number} */ value) => value.toFixed(1);
  const shapes = points.map(({ index, at: [x, y], radius }) => {
    const scale = radius / OUTLINE_RADIUS;
    const off = OUTLINE_MIDDLE * scale;
    const move = `translate(${number(x - off)} ${number(y - off)}) scale(${scale.toFixed(3)})`;
    return `<path d="${outlineOf(marks.shapes[index])}" transform="${move}" fill="${fill(marks, index)}" fill-rule="evenodd"/>`;
  });
  const names = labels.map(
    ({ text, x, y }) => `<text x="${number(x)}" y="${number(y + 4)}">${escapeHtml(text)}</text>`,
  );
  const { width, height } = SIZE;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="100%" height="100%" fill="${ink.ground.trim()}"/>`,
    `<g stroke="${ink.ground.trim()}" stroke-width=".5">${shapes.join('\n')}</g>`,
    `<g fill="${ink.text.trim()}" font-family="system-ui, sans-serif" font-size="13">${names.join('\n')}</g>`,
    '</svg>\n',
  ].join('\n');
}

/** @param {Drawn} drawn @returns {Promise<Blob>} a PNG of twice the pixels, for screens and print */
export async function mapPng(drawn) {
  const { marks, ink } = drawn;
  const { labels, points } = layOut(drawn);
  const canvas = new OffscreenCanvas(2 * SIZE.width, 2 * SIZE.height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser can draw no picture of that size.');
  context.scale(2, 2);
  context.fillStyle = ink.ground;
  context.fillRect(0, 0, SIZE.width, SIZE.height);
  context.strokeStyle = ink.ground;
  context.lineWidth = 0.5;
  for (const { index, at, radius } of points) {
    const scale = radius / OUTLINE_RADIUS;
    const [x, y] = at.map((middle) => middle - OUTLINE_MIDDLE * scale);
    const path = new Path2D();
    path.addPath(new Path2D(outlineOf(marks.shapes[index])), new DOMMatrix([scale, 0, 0, scale, x, y]));
    context.fillStyle = fill(marks, index);
    context.fill(path, 'evenodd');
    context.stroke(path);
  }
  context.fillStyle = ink.text;
  context.font = FONT;
  context.textBaseline = 'middle';
  for (const { text, x, y } of labels) context.fillText(text, x, y);
  return canvas.convertToBlob({ type: 'image/png' });
}
