/*
A map as the page holds it: calls to the engine worker, and positions read from shared memory where there is one.
*/

/** @import { Runtime } from './runtime.js' */
/** @import { LogMap, MapOptions } from './types.js' */

/** Outliers that are told of. */
const OUTLIERS = 12;

/**
 * @param {object} link
 * @param {(method: string, argument: object, signal?: AbortSignal) => Promise<any>} link.ask calls the engine
 * @param {Runtime} link.runtime
 * @param {string} link.method that makes the map
 * @param {object} link.of what it is made of
 * @param {Omit<MapOptions, 'by' | 'filter'>} options
 * @returns {Promise<LogMap>}
 */
export async function openMap({ ask, runtime, method, of }, { from, signal, onFrame, ...wishes }) {
  const { memory } = runtime;
  const shared = memory !== undefined;
  const made = await ask(method, { ...of, ...wishes, from: from?.id, shared }, signal);
  const { map, names, counts, columns, blocks, labels, other, none, at } = made;
  /** @type {Float32Array} */
  let posted = made.positions;
  let status = {
    iteration: 0,
    total: 0,
    phase: 'early exaggeration',
    kl: /** @type {number | null} */ (null),
    finished: false,
  };
  let stopped = false;

  /** @param {any} event */
  const onEvent = (event) => {
    if (event.map !== map) return;
    // The divergence is worked out now and then: between, the last one stands.
    status = { ...event.status, kl: event.status.kl ?? status.kl };
    if (event.positions) posted = event.positions;
    onFrame?.();
  };
  runtime.listeners.add(onEvent);

  function stop() {
    if (stopped) return;
    // The memory is given back: what was seen last stays.
    posted = positions().slice();
    stopped = true;
    runtime.listeners.delete(onEvent);
    ask('mapStop', { map }).catch(() => {});
  }

  // One view as long as the memory does not grow: it is asked for in each frame.
  let view = memory && new Float32Array(memory.buffer, at, 2 * names.length);

  function positions() {
    if (!view || !memory || stopped) return posted;
    if (view.buffer !== memory.buffer) view = new Float32Array(memory.buffer, at, 2 * names.length);
    return view;
  }

  signal?.addEventListener('abort', stop, { once: true });
  /** @param {{ column: number, value: number, typical: number, score: number, text: string }[]} reasons */
  const differences = (reasons) =>
    reasons.map(({ column, value, typical, score, text }) => ({
      feature: columns[column].name,
      value,
      mean: typical,
      score,
      text,
    }));

  return {
    id: map,
    count: names.length,
    names,
    sizes: Float64Array.from(counts),
    features: columns,
    blocks,
    labels,
    other,
    none,
    positions,
    status: () => status,
    async point(index) {
      const { name, count, filter: condition, reasons } = await ask('mapPoint', { map, row: index });
      return { name, count, filter: condition, values: differences(reasons) };
    },
    apart: async (rows) => differences(await ask('mapApart', { map, rows })),
    async findings(most = OUTLIERS) {
      const { clusters, outliers, quality } = await ask('mapFindings', { map, most });
      return {
        clusters: clusters.map((/** @type {any} */ { rows, records, label, hours, reasons }) => ({
          rows: Uint32Array.from(rows),
          records,
          label,
          hours: hours ?? null,
          values: differences(reasons),
        })),
        outliers: outliers.map((/** @type {any} */ { row, score, reasons }) => ({
          index: row,
          score,
          values: differences(reasons),
        })),
        quality,
      };
    },
    async change(options) {
      await ask('mapChange', { map, ...options, shared });
      status = { ...status, finished: false };
    },
    label: (label) => ask('mapLabel', { map, label }),
    tint: (field) => ask('mapTint', { map, field }),
    color: (feature) => ask('mapRanks', { map, column: feature }),
    stop,
  };
}
