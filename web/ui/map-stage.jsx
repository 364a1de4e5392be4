/*
The picture of the map with its buttons, tooltip and keys.
*/
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { plural } from '../lib/quantity.js';
import { classMarks, EDGE, numberMarks, plainMarks } from '../map/colours.js';
import { kindsOf } from '../map/kinds.js';
import { MapView } from '../map/view.js';
import { clusterName } from './map-findings.jsx';
import { MapLegend } from './map-legend.jsx';
import { fieldOf, labelOf } from './map-run.js';
import { CLOSER, MapTools } from './map-tools.jsx';
import { counted, nouns, readable, sizeOf } from './map-words.js';

/** @import { LogMap } from '../engine/types.js' */
/** @import { Marks } from '../map/colours.js' */
/** @import { MapRun } from './map-run.js' */

/** Clusters that are named on the picture. */
const MOST_REGIONS = 10;

/** @type {Record<string, [number, number]>} right and up */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @param {{ run: MapRun, map: LogMap }} props */
export function MapStage({ run, map }) {
  const points = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const below = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const above = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const view = useSignal(/** @type {MapView | null} */ (null));
  const tip = useSignal({ index: -1, x: 0, y: 0 });
  const tool = useSignal(/** @type {'loop' | 'box' | null} */ (null));
  const said = useSignal('');
  const dark = useDark();

  const by = run.made.value.by;
  const words = (/** @type {number} */ index) => readable(run.made.peek().by, run.map.peek()?.names[index] ?? '');
  const summary = (/** @type {number} */ index) =>
    counted(by) ? `${words(index)}, ${plural(map.sizes[index], 'record')}` : words(index);

  useEffect(() => {
    if (points.current === null || below.current === null || above.current === null) return;
    const made = new MapView(
      points.current,
      { below: below.current, above: above.current },
      {
        name: words,
        onHover: (index, x, y) => (tip.value = { index, x, y }),
        onChoose: (index) => run.choose(index),
        onLasso: (indices) => {
          tool.value = null;
          run.circle(indices);
        },
      },
      { calm: matchMedia('(prefers-reduced-motion: reduce)').matches },
    );
    view.value = made;
    return () => made.destroy();
  }, []);

  useSignalEffect(() => {
    if (run.map.value !== null) view.value?.setPoints(run.map.value);
  });
  useSignalEffect(() => view.value?.setTool(tool.value));
  useSignalEffect(() => {
    if (run.tuned.value > 0) view.value?.wake();
  });
  useSignalEffect(() => {
    const clusters = run.findings.value?.clusters ?? [];
    const labelled = clusters.length > 1 ? clusters.slice(0, MOST_REGIONS) : [];
    view.value?.setRegions(
      labelled.map((cluster, place) => ({
        rows: cluster.rows,
        label: clusterName(cluster, place),
        detail: sizeOf(cluster, run.made.peek().by),
      })),
    );
  });
  useSignalEffect(() => {
    view.value?.choose(run.chosen.value);
    view.value?.keep(run.circled.value === null ? run.found.value : new Set(run.circled.value));
    if (run.chosen.value >= 0) said.value = `Chosen: ${summary(run.chosen.value)}`;
  });
  useSignalEffect(() => {
    const style = getComputedStyle(document.documentElement);
    const ink = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`);
    const isDark = dark.value;
    view.value?.setInk(
      { text: ink('text'), ground: ink('panel'), accent: ink('accent') },
      EDGE[isDark ? 'dark' : 'light'],
    );
  });
  useColours(run, view, dark);

  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    const from = tip.value.index >= 0 ? tip.value.index : run.chosen.value;
    if (arrow !== undefined && view.value !== null) {
      const next = view.value.neighbour(from, ...arrow);
      if (next >= 0) {
        view.value.pointAt(next);
        said.value = next === from ? `Nothing that way from ${words(from)}` : summary(next);
      }
    } else if (event.key === 'Enter' && tip.value.index >= 0) run.choose(tip.value.index);
    else if (event.key === '+' || event.key === '=') view.value?.zoomBy(CLOSER);
    else if (event.key === '-') view.value?.zoomBy(1 / CLOSER);
    else if (event.key === '0') view.value?.fit();
    else if (event.key === 'Escape') {
      view.value?.pointAt(-1);
      run.choose(-1);
      tool.value = null;
    } else return;
    event.preventDefault();
  };

  return (
    <div class="map-stage">
      <div
        class="map-picture"
        role="application"
        aria-roledescription="map"
        aria-label={`Map of ${map.count} ${nouns(by).many}. Arrow keys go from point to point, Enter chooses, plus and minus zoom.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application has keys, so it must be reachable
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <canvas ref={below} class="map-below-points" />
        <canvas
          ref={points}
          class={tool.value !== null ? 'map-points drawing' : 'map-points'}
          role="img"
          aria-label={`${map.count} points: ${nouns(by).many} that behave alike lie together. The table has the same points.`}
        />
        <canvas ref={above} class="map-above" />
        {tip.value.index >= 0 && (
          <Tip
            {...tip.value}
            name={words(tip.value.index)}
            records={counted(by) ? (map.sizes[tip.value.index] ?? 0) : null}
          />
        )}
      </div>
      <MapTools onZoom={(factor) => view.value?.zoomBy(factor)} onFit={() => view.value?.fit()} tool={tool} />
      <MapLegend run={run} map={map} dark={dark.value} />
      <p class="visually-hidden" role="status" aria-live="polite">
        {said}
      </p>
    </div>
  );
}

/** @param {{ x: number, y: number, name: string, records: number | null }} props */
function Tip({ x, y, name, records }) {
  // Towards the middle, so that it stays on the picture.
  const aside = x > 320 ? 'calc(-100% - 16px)' : '16px';
  return (
    <div
      class="map-tip"
      role="presentation"
      style={{ transform: `translate(${x}px, ${y}px) translate(${aside}, -50%)` }}
    >
      <span class="map-tip-name">{name}</span>
      {records !== null && <span class="muted">{plural(records, 'record')}</span>}
    </div>
  );
}

/** @returns {import('@preact/signals').Signal<boolean>} whether the page is dark; follows the switch */
function useDark() {
  const root = document.documentElement;
  const dark = useSignal(root.dataset.theme === 'dark');
  useEffect(() => {
    const observer = new MutationObserver(() => {
      dark.value = root.dataset.theme === 'dark';
    });
    observer.observe(root, { attributes: true, attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }, []);
  return dark;
}

/**
 * Keeps the colours as they were chosen.
 *
 * @param {MapRun} run
 * @param {import('@preact/signals').Signal<MapView | null>} view
 * @param {import('@preact/signals').Signal<boolean>} dark
 */
function useColours(run, view, dark) {
  useSignalEffect(() => {
    const [map, shown, by, onDark] = [run.map.value, view.value, run.made.peek().by, dark.value];
    const { value: colour } = run.colour;
    if (map === null || shown === null) return;
    const mark = (/** @type {Marks} */ marks) => {
      run.marks.value = marks;
      shown.setMarks(marks);
    };
    if (colour === 'plain') mark(plainMarks(map.count, onDark));
    else if (colour === 'cluster') {
      const classes = new Int16Array(map.count).fill(-1);
      const clusters = run.findings.value?.clusters ?? [];
      clusters.forEach(({ rows }, place) => {
        for (const row of rows) classes[row] = place;
      });
      mark(classMarks(classes));
    } else if (colour === 'kind') mark(classMarks(kindsOf(by, map.names).classes));
    else {
      const [label, field] = [labelOf(colour), fieldOf(colour)];
      // Of two choices in a row the later one counts, whichever answer comes first.
      const wanted = () => run.map.peek() === map && run.colour.peek() === colour && view.peek() === shown;
      const ask = async () => {
        if (label !== null) return classMarks(await map.label(label));
        if (field === null) return numberMarks(await map.color(Number(colour)), dark.peek());
        const known = run.tint.peek();
        const tint = known?.field === field ? known : { field, ...(await map.tint(field)) };
        if (wanted()) run.tint.value = tint;
        return tint.ranks.length > 0 ? numberMarks(tint.ranks, dark.peek()) : classMarks(tint.ofPoint);
      };
      ask().then(
        (marks) => wanted() && mark(marks),
        (error) => {
          if (!wanted()) return;
          run.colour.value = 'plain';
          run.problem.value = `The points could not be coloured: ${error.message}`;
        },
      );
    }
  });
}
