/*
A heat map on a canvas: time to the right, values upwards, how many by colour, and the percentiles as lines over it.
*/
import { clock, quantity, shortDay, unitOf } from '../lib/quantity.js';
import { sequential, themed } from './palette.js';
import { makeScale, ticks } from './scale.js';

/** @import { Heat } from '../engine/types.js' */

/** Around the cells, in CSS pixels. */
const MARGIN = { left: 58, right: 38, top: 6, bottom: 22 };

/** @typedef {{ column: number, row: number }} Cell */
/** @typedef {{ p50: number | null, p95: number | null, p99: number | null }} Percentiles */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Heat} heat
 * @param {Percentiles[]} over one a column
 */
export function drawHeat(canvas, heat, over) {
  const { width, height } = canvas.getBoundingClientRect();
  const density = globalThis.devicePixelRatio || 1;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  const context = canvas.getContext('2d');
  if (context === null || width < 120) return;
  context.scale(density, density);
  const inner = { width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
  const columns = heat.counts.length;
  const rows = heat.edges.length - 1;
  const most = Math.max(1, ...heat.counts.flat());
  const theme = document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
  context.translate(MARGIN.left, MARGIN.top);
  context.fillStyle = themed('--sunken');
  context.fillRect(0, 0, inner.width, inner.height);

  for (const [column, counts] of heat.counts.entries()) {
    for (const [row, count] of counts.entries()) {
      if (count === 0) continue;
      // A logarithm of the counts, or all but the busiest cells would look empty.
      const [r, g, b] = sequential(Math.log1p(count) / Math.log1p(most), theme);
      context.fillStyle = `rgb(${r} ${g} ${b})`;
      const [x, y] = [(column / columns) * inner.width, (1 - (row + 1) / rows) * inner.height];
      context.fillRect(x, y, inner.width / columns + 0.4, inner.height / rows + 0.4);
    }
  }
  drawPercentiles(context, heat.edges, over, inner, theme);
  drawAxes(context, heat, inner);
}

/**
 * Where a value lies, counted from the bottom. Bins are equally high whatever they span.
 *
 * @param {number[]} edges
 * @param {number} value
 * @returns {number} 0 to 1
 */
function height(edges, value) {
  const bin = Math.max(
    0,
    edges.findLastIndex((edge) => edge <= value),
  );
  const [from = 0, to = from + 1] = [edges[bin], edges[bin + 1]];
  return Math.min(1, (bin + makeScale(from, to).place(value)) / (edges.length - 1));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} edges
 * @param {Percentiles[]} over
 * @param {{ width: number, height: number }} inner
 * @param {'light' | 'dark'} theme
 */
function drawPercentiles(context, edges, over, inner, theme) {
  context.font = '600 10px system-ui, sans-serif';
  context.textBaseline = 'middle';
  let lowest = Number.NEGATIVE_INFINITY;
  for (const [name, dash] of /** @type {const} */ ([
    ['p99', [2, 3]],
    ['p95', [6, 3]],
    ['p50', []],
  ])) {
    context.beginPath();
    let [drawing, end] = [false, Number.NaN];
    for (const [column, percentiles] of over.entries()) {
      const value = percentiles[name];
      if (value === null) {
        drawing = false;
        continue;
      }
      const [x, y] = [((column + 0.5) / over.length) * inner.width, (1 - height(edges, value)) * inner.height];
      if (drawing) context.lineTo(x, y);
      else context.moveTo(x, y);
      [drawing, end] = [true, y];
    }
    // A rim keeps the lines visible on cells of any colour.
    context.lineJoin = 'round';
    context.globalAlpha = 0.7;
    context.setLineDash([]);
    context.strokeStyle = theme === 'dark' ? '#0e1217' : '#ffffff';
    context.lineWidth = 3;
    context.stroke();
    context.globalAlpha = 1;
    context.setLineDash([...dash]);
    context.strokeStyle = '#e69f00';
    context.lineWidth = name === 'p50' ? 2 : 1.4;
    context.stroke();
    if (Number.isNaN(end)) continue;
    // Labels move apart where the lines meet.
    lowest = Math.max(end, lowest + 12);
    context.fillStyle = themed('--text');
    context.textAlign = 'left';
    context.fillText(name, inner.width + 5, lowest);
  }
  context.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Heat} heat
 * @param {{ width: number, height: number }} inner
 */
function drawAxes(context, heat, inner) {
  const unit = unitOf(heat.field);
  context.fillStyle = themed('--muted');
  context.font = '11px system-ui, sans-serif';
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const every = Math.max(1, Math.ceil((heat.edges.length - 1) / Math.max(2, Math.floor(inner.height / 26))));
  for (let edge = 0; edge < heat.edges.length; edge += every) {
    const y = (1 - edge / (heat.edges.length - 1)) * inner.height;
    context.fillText(quantity(heat.edges[edge] ?? 0, unit), -6, Math.min(inner.height - 4, Math.max(5, y)));
  }
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const span = heat.counts.length * heat.step;
  const step = roundTime(span / Math.max(2, Math.floor(inner.width / 90)));
  const start = Date.parse(heat.start) / 1000;
  for (const seconds of ticks(start / step, (start + span) / step, false, span / step).map((at) => at * step)) {
    const x = ((seconds - start) / span) * inner.width;
    const label = step >= 86_400 ? shortDay(seconds * 1000) : clock(seconds * 1000, step);
    if (x >= 12 && x <= inner.width) context.fillText(label, x, inner.height + 6);
  }
}

/** @param {number} seconds @returns {number} the next round step of time */
function roundTime(seconds) {
  const round = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000];
  return round.find((step) => step >= seconds) ?? Math.ceil(seconds / 31_536_000) * 31_536_000;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Heat} heat
 * @param {{ clientX: number, clientY: number }} event
 * @returns {Cell} the nearest one
 */
export function cellAt(canvas, heat, { clientX, clientY }) {
  const box = canvas.getBoundingClientRect();
  const x = (clientX - box.left - MARGIN.left) / (box.width - MARGIN.left - MARGIN.right);
  const y = 1 - (clientY - box.top - MARGIN.top) / (box.height - MARGIN.top - MARGIN.bottom);
  const [columns, rows] = [heat.counts.length, heat.edges.length - 1];
  const into = (/** @type {number} */ place, /** @type {number} */ bins) =>
    Math.min(bins - 1, Math.max(0, Math.floor(place * bins)));
  return { column: into(x, columns), row: into(y, rows) };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Heat} heat
 * @param {Cell} a
 * @param {Cell} b
 * @returns {{ left: number, top: number, width: number, height: number }} what covers both, in CSS pixels of the canvas
 */
export function boxOf(canvas, heat, a, b) {
  const { width, height: whole } = canvas.getBoundingClientRect();
  const inner = { width: width - MARGIN.left - MARGIN.right, height: whole - MARGIN.top - MARGIN.bottom };
  const [columns, rows] = [heat.counts.length, heat.edges.length - 1];
  const [first, last] = [Math.min(a.column, b.column), Math.max(a.column, b.column) + 1];
  const [low, high] = [Math.min(a.row, b.row), Math.max(a.row, b.row) + 1];
  return {
    left: MARGIN.left + (first / columns) * inner.width,
    top: MARGIN.top + (1 - high / rows) * inner.height,
    width: ((last - first) / columns) * inner.width,
    height: ((high - low) / rows) * inner.height,
  };
}
