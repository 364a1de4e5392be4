/*
A quantity: its histogram with the percentiles. Dragging over the bars takes a range.
*/
import './numbers-card.css';
import { layBars } from '../charts/scale.js';
import * as controller from '../controller.js';
import { presenceChip, rangeChip, shortName } from '../filter.js';
import { count, quantity, share, unitOf } from '../lib/quantity.js';
import { useDrag } from './drag.js';
import { Figure } from './figure.jsx';

/** @import { Field, Quantiles, Snapshot } from '../engine/types.js' */

const HEIGHT = 96;

/** @param {{ field: Field, snapshot: Snapshot }} props */
export function NumbersCard({ field, snapshot }) {
  const { quantiles } = field;
  if (quantiles === null) return null;
  const unit = unitOf(field.name);
  const name = shortName(field);
  const records = snapshot.lines.records;
  const show = (/** @type {number} */ value) => quantity(value, unit);
  return (
    <Figure
      title={name}
      note={field.alias === null ? undefined : field.name}
      kind="numbers"
      summary={
        <>
          Half are at most <strong>{show(quantiles.p50)}</strong>, 1% are above <strong>{show(quantiles.p99)}</strong>
          {unit !== '' && <>; {show(quantiles.sum)} in all</>}
          {field.none > 0 && (
            <>
              ;{' '}
              <button
                type="button"
                class="link"
                title={`Only records without ${name}`}
                onClick={() => controller.pick(presenceChip(field, true))}
              >
                {share(field.none, records)} without
              </button>
            </>
          )}
        </>
      }
      twin={() => ({
        columns: ['from', 'to', 'records', 'share'],
        rows: quantiles.histogram.map(({ from, to, count: number }) => [
          show(from),
          show(to),
          count(number),
          share(number, quantiles.count),
        ]),
      })}
    >
      <Histogram field={field} quantiles={quantiles} />
      <dl class="quantiles">
        {
          /** @type {const} */ (['min', 'p50', 'p90', 'p95', 'p99', 'max']).map((key) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{show(quantiles[key])}</dd>
            </div>
          ))
        }
      </dl>
    </Figure>
  );
}

/** @param {{ field: Field, quantiles: Quantiles }} props */
function Histogram({ field, quantiles }) {
  const buckets = quantiles.histogram;
  const { bars, ticks } = layBars(buckets);
  const unit = unitOf(field.name);
  const most = Math.max(1, ...buckets.map(({ count }) => count));

  /** @param {PointerEvent} event @returns {number} the bar under the pointer, or the nearest */
  const barAt = (event) => {
    const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    const place = (event.clientX - box.left) / box.width;
    const beyond = bars.findIndex(({ x, width }) => place < x + width);
    return beyond < 0 ? bars.length - 1 : beyond;
  };
  const { drag, hover, handlers } = useDrag(barAt, (from, to) => {
    const [first, last] = [buckets[Math.min(from, to)], buckets[Math.max(from, to)]];
    if (first !== undefined && last !== undefined) controller.pick(rangeChip(field, first.from, last.to));
  });
  const [low, high] =
    drag.value === null
      ? [-1, -1]
      : [Math.min(drag.value.from, drag.value.to), Math.max(drag.value.from, drag.value.to)];
  const under = hover.value === null ? undefined : buckets[hover.value];

  return (
    <div class="histogram">
      <svg
        viewBox={`0 0 1000 ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Histogram of ${shortName(field)}`}
        {...handlers}
      >
        {bars.map(({ x, width }, index) => {
          const height = Math.max(1.5, ((buckets[index]?.count ?? 0) / most) * (HEIGHT - 2));
          const picked = index >= low && index <= high && low >= 0;
          return (
            <rect
              key={buckets[index]?.from}
              class={picked ? 'picked' : index === hover.value ? 'under' : ''}
              x={x * 1000}
              width={Math.max(1.5, width * 1000 - 1.5)}
              y={HEIGHT - height}
              height={height}
            />
          );
        })}
      </svg>
      <div class="histogram-axis" aria-hidden="true">
        {ticks.map(({ at, value }) => (
          <span key={value} style={{ left: `${at * 100}%` }}>
            {quantity(value, unit)}
          </span>
        ))}
      </div>
      {under !== undefined && (
        <p class="histogram-under">
          {quantity(under.from, unit)} – {quantity(under.to, unit)}: <strong>{count(under.count)}</strong>
        </p>
      )}
    </div>
  );
}
