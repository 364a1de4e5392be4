/*
The timeline: stacked bars of uPlot. Reports what is under the pointer and what was brushed; keeps nothing.
*/
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { clock, compact, shortDay } from '../lib/quantity.js';
import { classLook, themed } from './palette.js';

/** @import { Timeline } from '../engine/types.js' */

const HEIGHT = 148;

/**
 * @typedef {object} Wishes
 * @property {'linear' | 'log'} scale
 * @property {(from: number, to: number) => void} onBrush bins, the second beyond the range
 * @property {(bin: number | null) => void} onHover
 */

/**
 * Bars stand on each other by being drawn over each other: the whole first, then the whole less the least grave class, and so on.
 *
 * @param {Timeline} timeline
 * @param {'linear' | 'log'} scale
 * @returns {uPlot.AlignedData}
 */
function stack({ start, step, series }, scale) {
  const first = Date.parse(start) / 1000;
  const length = series[0]?.counts.length ?? 0;
  const times = Array.from({ length }, (_, bin) => first + bin * step);
  const sums = new Array(length).fill(0);
  const layers = series.map(({ counts }) => {
    for (let bin = 0; bin < length; bin += 1) sums[bin] += counts[bin] ?? 0;
    return sums.map((sum) => (sum === 0 && scale === 'log' ? null : sum));
  });
  return [times, ...layers.reverse()];
}

/** @param {string} color @returns {CanvasPattern | string} the colour with thin stripes: a second mark beside the hue */
function hatch(color) {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 6;
  const context = tile.getContext('2d');
  if (context === null) return color;
  context.fillStyle = color;
  context.fillRect(0, 0, 6, 6);
  context.strokeStyle = '#00000059';
  context.lineWidth = 1.2;
  context.beginPath();
  for (const shift of [-6, 0, 6]) {
    context.moveTo(shift, 6);
    context.lineTo(shift + 6, 0);
  }
  context.stroke();
  return context.createPattern(tile, 'repeat') ?? color;
}

/** @param {uPlot} plot @param {number[]} splits @param {number} _axis @param {number} _space @param {number} step */
function timeLabels(plot, splits, _axis, _space, step) {
  let before = '';
  return splits.map((seconds) => {
    const today = shortDay(seconds * 1000);
    const label = step >= 86_400 ? today : clock(seconds * 1000, step);
    const shown = today === before || step >= 86_400 ? label : `${label}\n${today}`;
    before = today;
    return plot.width < 200 ? label : shown;
  });
}

/**
 * @param {HTMLElement} host its width is the width of the chart
 * @param {Timeline} timeline
 * @param {Wishes} wishes
 */
export function createTimeline(host, timeline, { scale, onBrush, onHover }) {
  let shown = timeline;
  const bins = () => shown.series[0]?.counts.length ?? 0;
  const start = () => Date.parse(shown.start) / 1000;
  const binAt = (/** @type {number} */ time) =>
    Math.min(bins() - 1, Math.max(0, Math.floor((time - start()) / shown.step + 1e-9)));
  const axis = { stroke: themed('--muted'), font: '11px system-ui, sans-serif', ticks: { show: false } };
  const grid = { stroke: themed('--line'), width: 1 };
  const paths = uPlot.paths.bars?.({ size: [1, Number.POSITIVE_INFINITY], align: 1, gap: 1 });
  const names = timeline.series.map(({ name }) => name);
  let brushed = false;

  /** @type {uPlot.Options} */
  const options = {
    width: Math.max(100, host.clientWidth),
    height: HEIGHT,
    padding: [8, 24, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: 3 },
      points: { show: false },
      dataIdx: (plot, _series, _nearest, time) => (plot.data[0].length === 0 ? 0 : binAt(time)),
    },
    scales: {
      x: { time: true, range: () => [start(), start() + Math.max(1, bins()) * shown.step] },
      y:
        scale === 'log'
          ? { distr: 3, range: (_plot, _least, most) => [0.8, Math.max(10, most * 1.2)] }
          : { range: (_plot, _least, most) => [0, Math.max(1, most * 1.05)] },
    },
    axes: [
      { ...axis, grid: { show: false }, space: 84, size: 38, gap: 6, values: timeLabels },
      {
        ...axis,
        grid,
        size: 52,
        gap: 6,
        space: 34,
        values: (_plot, splits) =>
          splits.map((value) =>
            scale === 'log' && !Number.isInteger(Math.log10(value)) ? '' : value % 1 === 0 ? compact(value) : '',
          ),
      },
    ],
    series: [
      {},
      ...names.toReversed().map((name) => {
        const { color, hatched } = classLook(name);
        return { fill: hatched ? hatch(color) : color, width: 0, paths, points: { show: false } };
      }),
    ],
    hooks: {
      setCursor: [
        (plot) => onHover(plot.cursor.left == null || plot.cursor.left < 0 ? null : (plot.cursor.idx ?? null)),
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 3) return;
          brushed = true;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          onBrush(binAt(plot.posToVal(left, 'x')), binAt(plot.posToVal(left + width, 'x')) + 1);
        },
      ],
    },
  };
  const plot = new uPlot(options, stack(timeline, scale), host);
  listenForFingers(plot, (from, to) => onBrush(binAt(from), binAt(to) + 1));
  plot.over.addEventListener('click', () => {
    const bin = plot.cursor.idx;
    if (!brushed && bin != null) onBrush(bin, bin + 1);
    brushed = false;
  });
  const observer = new ResizeObserver(() => plot.setSize({ width: Math.max(100, host.clientWidth), height: HEIGHT }));
  observer.observe(host);

  return {
    /** @param {Timeline} next @returns {boolean} false if it has other classes and needs a new chart */
    update(next) {
      if (next.series.map(({ name }) => name).join() !== names.join()) return false;
      shown = next;
      plot.setData(stack(next, scale));
      return true;
    },
    /**
     * Shows a bin or a range of them as if the pointer had done it.
     *
     * @param {number} bin
     * @param {number} [anchor] the other end of the range
     */
    point(bin, anchor = bin) {
      const left = (/** @type {number} */ at) => plot.valToPos(start() + at * shown.step, 'x');
      plot.setCursor({ left: left(bin + 0.5), top: 10 });
      const [from, to] = [Math.min(bin, anchor), Math.max(bin, anchor) + 1];
      const width = bin === anchor ? 0 : left(to) - left(from);
      plot.setSelect({ left: left(from), top: 0, width, height: plot.over.clientHeight }, false);
    },
    destroy() {
      observer.disconnect();
      plot.destroy();
    },
  };
}

/** A finger that moves no further than this takes the bar under it, in pixels. */
const SLACK = 6;

/**
 * Brushing with a finger, which uPlot leaves out: it listens to the mouse.
 *
 * @param {uPlot} plot
 * @param {(from: number, to: number) => void} onTake times in seconds, the earlier one first
 */
function listenForFingers(plot, onTake) {
  const { over } = plot;
  /** @type {number | null} */
  let from = null;
  const placeOf = (/** @type {PointerEvent} */ { clientX }) =>
    Math.min(over.clientWidth, Math.max(0, clientX - over.getBoundingClientRect().left));
  const mark = (/** @type {number} */ left, /** @type {number} */ width) =>
    plot.setSelect({ left, top: 0, width, height: width === 0 ? 0 : over.clientHeight }, false);
  over.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'touch') return;
    over.setPointerCapture(event.pointerId);
    from = placeOf(event);
  });
  over.addEventListener('pointermove', (event) => {
    if (from === null) return;
    const to = placeOf(event);
    plot.setCursor({ left: to, top: 10 });
    mark(Math.min(from, to), Math.abs(to - from));
  });
  over.addEventListener('pointerup', (event) => {
    if (from === null) return;
    const [left, right] = [from, placeOf(event)].sort((a, b) => a - b);
    from = null;
    mark(0, 0);
    if (left === undefined || right === undefined) return;
    onTake(plot.posToVal(left, 'x'), plot.posToVal(right - left > SLACK ? right : left, 'x'));
  });
  // All is done above: no clicks in the name of the mouse.
  over.addEventListener('touchend', (event) => event.cancelable && event.preventDefault());
  over.addEventListener('pointercancel', () => {
    from = null;
    mark(0, 0);
  });
}
