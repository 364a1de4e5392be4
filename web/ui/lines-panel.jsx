/*
The records as they stand in the files. Only what is in sight is fetched and put into the page, so a billion lines scroll like a
hundred. A click or Enter opens the whole record beside the list.
*/
// biome-ignore-all lint/a11y/useSemanticElements: the rows of a table cannot be laid out one window at a time
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
import './lines-panel.css';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { classLook } from '../charts/palette.js';
import * as controller from '../controller.js';
import { clock, count, shortDay } from '../lib/quantity.js';
import * as state from '../state.js';
import { LineWindow } from './line-window.js';
import { RecordView } from './record-view.jsx';
import { Segmented } from './segmented.jsx';

/** @import { Line, Snapshot } from '../engine/types.js' */

/** The height of a row; the sheet has the same. */
const ROW = 24;
/** Browsers lay nothing out beyond some 17 million pixels; this is safely below. */
const TALLEST = 8_000_000;

/** @param {{ snapshot: Snapshot }} props */
export function LinesPanel({ snapshot }) {
  const scroller = useRef(/** @type {HTMLDivElement | null} */ (null));
  const top = useSignal(0);
  const rows = useSignal(24);
  const active = useSignal(0);
  const opened = useSignal(/** @type {number | null} */ (null));
  const lines = useRef(/** @type {LineWindow | null} */ (null));
  lines.current ??= new LineWindow(state);
  const source = lines.current;

  const total = snapshot.lines.records;
  const height = Math.min(total * ROW, TALLEST);
  const last = Math.max(0, total - rows.value + 1);
  /** Pixels a row on the scroll bar: fewer than its height when the list would be too tall. */
  const pitch = total * ROW > TALLEST ? Math.max(1e-9, height - rows.value * ROW) / Math.max(1, last) : ROW;

  const { order } = state.view.value;
  useEffect(() => source.refresh(snapshot, order), [snapshot, order]);
  useEffect(() => {
    const { current } = scroller;
    if (current === null) return;
    const observer = new ResizeObserver(() => {
      rows.value = Math.max(4, Math.ceil(current.clientHeight / ROW));
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  // Where a pixel of the bar is many rows, the wheel must go by rows all the same.
  useEffect(() => {
    const { current } = scroller;
    if (current === null || pitch === ROW) return;
    const onWheel = (/** @type {WheelEvent} */ event) => {
      event.preventDefault();
      top.value = Math.min(last, Math.max(0, top.value + event.deltaY / ROW));
      current.scrollTop = top.value * pitch;
    };
    current.addEventListener('wheel', onWheel, { passive: false });
    return () => current.removeEventListener('wheel', onWheel);
  }, [pitch, last]);

  const first = Math.max(0, Math.min(Math.floor(top.value), total - 1));
  const shown = Math.min(rows.value + 1, total - first);
  useEffect(() => source.want(first, shown));
  // Reading it makes the panel follow the arrival of rows.
  source.arrivals.value;

  /** @param {number} row brought into sight and made the active one */
  const goTo = (row) => {
    const next = Math.min(total - 1, Math.max(0, row));
    active.value = next;
    const place = next < top.value ? next : next > top.value + rows.value - 3 ? next - rows.value + 3 : top.value;
    if (scroller.current !== null && place !== top.value) scroller.current.scrollTop = Math.max(0, place) * pitch;
    if (opened.value !== null) opened.value = next;
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    const steps = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: rows.value - 2,
      PageUp: 2 - rows.value,
      Home: -total,
      End: total,
    };
    const step = /** @type {Record<string, number>} */ (steps)[event.key];
    if (step !== undefined) goTo(active.value + step);
    else if (event.key === 'Enter') opened.value = opened.value === active.value ? null : active.value;
    else if (event.key === 'Escape' && opened.value !== null) opened.value = null;
    else return;
    event.preventDefault();
  };

  if (total === 0)
    return (
      <p class="timeline-none">
        {state.filter.value === '' ? 'There are no records.' : 'No record passes the filter.'}
      </p>
    );
  const several = snapshot.sources.filter(({ members }) => members === null).length > 1;
  const orders = several && snapshot.time !== null;
  const days = snapshot.time !== null && snapshot.time.first.slice(0, 10) !== snapshot.time.last.slice(0, 10);
  const record = opened.value === null ? undefined : source.row(opened.value);
  const fault = source.fault.value;
  return (
    <>
      {fault !== '' && (
        <p class="lines-fault" role="alert">
          {fault}
        </p>
      )}
      {orders && (
        <div class="lines-order">
          <Segmented
            label="Order of the lines"
            options={[
              ['time', 'By time'],
              ['file', 'File by file'],
            ]}
            value={order}
            onChange={(chosen) => {
              opened.value = null;
              controller.show({ order: chosen });
            }}
          />
        </div>
      )}
      <div class={`lines${record === undefined ? '' : ' with-record'}${orders ? ' ordered' : ''}`}>
        <div
          ref={scroller}
          class="lines-scroller"
          role="grid"
          aria-label="Records"
          aria-rowcount={total}
          aria-colcount={several ? 5 : 4}
          aria-activedescendant={`line-${active.value}`}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onScroll={(event) => {
            const place = event.currentTarget.scrollTop / pitch;
            // What the wheel has set exactly is not rounded back to whole pixels.
            if (Math.abs(place - top.value) * pitch >= 1) top.value = place;
          }}
        >
          <div class="lines-space" role="presentation" style={{ height: `${height}px` }} />
          <div
            class="lines-sight"
            role="rowgroup"
            style={{ transform: `translateY(${pitch === ROW ? -(top.value - first) * ROW : 0}px)` }}
          >
            {Array.from({ length: shown }, (_, index) => first + index).map((row) => (
              <Row
                key={row}
                row={row}
                line={source.row(row)}
                several={several}
                days={days}
                active={row === active.value}
                onPick={() => {
                  active.value = row;
                  opened.value = opened.value === row ? null : row;
                }}
              />
            ))}
          </div>
        </div>
        {record !== undefined && (
          <RecordView
            line={record}
            fields={snapshot.fields}
            onClose={() => {
              opened.value = null;
              scroller.current?.focus();
            }}
          />
        )}
      </div>
    </>
  );
}

/** @param {{ row: number, line: Line | undefined, several: boolean, days: boolean, active: boolean, onPick: () => void }} props */
function Row({ row, line, several, days, active, onPick }) {
  const look = line?.level == null ? null : classLook(line.level);
  const text = line?.text ?? '';
  const end = text.indexOf('\n');
  const more = end < 0 ? 0 : text.slice(end + 1).split('\n').length;
  const ms = line?.time == null ? Number.NaN : Date.parse(line.time);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys
    <div
      id={`line-${row}`}
      class={`line${active ? ' active' : ''}`}
      role="row"
      aria-rowindex={row + 1}
      aria-selected={active}
      onClick={onPick}
    >
      {several && (
        <span role="gridcell" class="line-source">
          {line?.source}
        </span>
      )}
      <span role="gridcell" class="line-number">
        {line === undefined ? '' : count(line.line)}
      </span>
      <span role="gridcell" class="line-time">
        {Number.isNaN(ms) ? '' : `${days ? `${shortDay(ms)} ` : ''}${clock(ms, ms % 1000 === 0 ? 1 : 0.001)}`}
      </span>
      <span role="gridcell" class="line-level">
        {look !== null && (
          <span class="badge" style={{ '--badge': look.color }} title={line?.level ?? ''}>
            {look.letter}
          </span>
        )}
      </span>
      <span role="gridcell" class="line-text">
        {end < 0 ? text : text.slice(0, end)}
        {more > 0 && (
          <em>
            {' '}
            +{more} {more === 1 ? 'line' : 'lines'}
          </em>
        )}
      </span>
    </div>
  );
}
