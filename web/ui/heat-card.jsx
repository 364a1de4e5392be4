/*
A quantity over time: how many of which size when, with the percentiles. Dragging a box takes both ranges.
*/
import './heat-card.css';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { boxOf, cellAt, drawHeat } from '../charts/heat.js';
import { closeGap, joinBins, percentilesOverTime } from '../charts/percentiles.js';
import * as controller from '../controller.js';
import { rangeChip, shortName, timeChip } from '../filter.js';
import { count, duration, moment, quantity, unitOf } from '../lib/quantity.js';
import * as state from '../state.js';
import { useDrag } from './drag.js';
import { Figure } from './figure.jsx';

/** @import { Heat, Snapshot } from '../engine/types.js' */

/** So many rows can be told apart at this height. */
const ROWS = 32;

/** @param {{ heat: Heat, snapshot: Snapshot }} props */
export function HeatCard({ heat, snapshot }) {
  const unit = unitOf(heat.field);
  const field = snapshot.fields.find(({ name }) => name === heat.field) ?? { name: heat.field, alias: null };
  const over = useMemo(() => percentilesOverTime(closeGap(heat)), [heat]);
  const shown = useMemo(() => joinBins(closeGap(heat), ROWS), [heat]);
  const worst = over.reduce((a, b) => ((b.p95 ?? 0) > (a.p95 ?? 0) ? b : a), over[0] ?? { time: 0, p95: null });
  const show = (/** @type {number | null} */ value) => (value === null ? '' : `≈${quantity(value, unit)}`);
  return (
    <Figure
      title={`${shortName(field)} over time`}
      note={`${duration(heat.step)} a column, UTC`}
      kind="heat"
      wide
      summary={
        worst.p95 === null ? undefined : (
          <>
            p95 is highest at {moment(worst.time, heat.step)}: <strong>{show(worst.p95)}</strong>
          </>
        )
      }
      twin={() => ({
        columns: ['from (UTC)', 'records', 'p50', 'p95', 'p99'],
        rows: over.map(({ time, count: number, p50, p95, p99 }) => [
          moment(time, heat.step),
          count(number),
          show(p50),
          show(p95),
          show(p99),
        ]),
      })}
    >
      <Canvas heat={shown} over={over} field={field} />
    </Figure>
  );
}

/**
 * @param {{ heat: Heat, over: ReturnType<typeof percentilesOverTime>, field: { name: string, alias: string | null } }} props
 */
function Canvas({ heat, over, field }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const theme = state.theme.value;
  const unit = unitOf(heat.field);

  useEffect(() => {
    const { current } = canvas;
    if (current === null) return;
    const observer = new ResizeObserver(() => drawHeat(current, heat, over));
    observer.observe(current);
    drawHeat(current, heat, over);
    return () => observer.disconnect();
  }, [heat, over, theme]);

  const timeOf = (/** @type {number} */ column) => Date.parse(heat.start) + column * heat.step * 1000;
  const { drag, hover, handlers } = useDrag(
    (event) => cellAt(/** @type {HTMLCanvasElement} */ (canvas.current), heat, event),
    (from, to) => {
      const [first, last] = [Math.min(from.column, to.column), Math.max(from.column, to.column) + 1];
      const [low, high] = [Math.min(from.row, to.row), Math.max(from.row, to.row) + 1];
      controller.addChips(
        timeChip(timeOf(first), timeOf(last)),
        rangeChip(field, heat.edges[low] ?? 0, heat.edges[high] ?? 0),
      );
    },
  );
  const box =
    drag.value === null || canvas.current === null ? null : boxOf(canvas.current, heat, drag.value.from, drag.value.to);
  const cell = hover.value;

  return (
    <div class="heat-frame">
      <canvas
        ref={canvas}
        role="img"
        aria-label={`${shortName(field)} over time; the table has the same figures`}
        {...handlers}
      />
      {box !== null && (
        <div
          class="heat-box"
          style={{ left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px`, height: `${box.height}px` }}
        />
      )}
      {cell !== null && (
        <p class="heat-under">
          {moment(timeOf(cell.column), heat.step)} · {quantity(heat.edges[cell.row] ?? 0, unit)} –{' '}
          {quantity(heat.edges[cell.row + 1] ?? 0, unit)}:{' '}
          <strong>{count(heat.counts[cell.column]?.[cell.row] ?? 0)}</strong>
        </p>
      )}
    </div>
  );
}
