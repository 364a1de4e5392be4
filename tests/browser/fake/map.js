/*
A stand-in for the engine's maps: points of a few kinds that drift from the middle to where their kind gathers, in shared memory where
there is some. `?points=` sets how many, `?pace=` the milliseconds of an iteration.
*/

/** @import { LogMap, MapOptions } from '../../../web/engine/types.js' */

const TOTAL = 750;

/** @typedef {{ at: [number, number], spread: number, share: number, records: number, values: number[], name: (n: number) => string }} Kind */

const FEATURES = [
  { name: '5xx share', block: 'status', missing: 0, unit: 'share', description: 'Records with a status of 5xx.' },
  { name: '4xx share', block: 'status', missing: 0, unit: 'share', description: 'Records with a status of 4xx.' },
  {
    name: 'records per active minute',
    block: 'volume',
    missing: 0,
    unit: 'per_minute',
    description: 'Records divided by the minutes with any.',
  },
  {
    name: 'bytes p50',
    block: 'sizes',
    missing: 0,
    unit: 'bytes',
    description: 'Half of the responses have at most so many bytes.',
  },
  { name: 'duration p50', block: 'durations', missing: 0, unit: 'duration', description: 'Half took at most so long.' },
  { name: 'POST share', block: 'methods', missing: 0, unit: 'share', description: 'Requests with the method POST.' },
  { name: 'different paths', block: 'paths', missing: 0, unit: 'count', description: 'Different paths asked for.' },
  { name: 'night share', block: 'times', missing: 0, unit: 'share', description: 'Records from 00:00 to 05:59, UTC.' },
];

const BLOCKS = [
  { name: 'volume', description: 'How many records there are, and how fast they came.' },
  { name: 'status', description: 'Which share of the answers succeeded, was redirected, failed.' },
  { name: 'methods', description: 'Which share of the requests reads, writes, or only looks.' },
  { name: 'sizes', description: 'How many bytes the answers have.' },
  { name: 'durations', description: 'How long the answers took.' },
  { name: 'paths', description: 'How many different paths are asked for, and how often again.' },
  { name: 'times', description: 'At what hours of the day, and how evenly.' },
];

/** @type {Kind[]} */
const KINDS = [
  {
    at: [-20, 8],
    spread: 6,
    share: 0.5,
    records: 60,
    values: [0.01, 0.03, 2, 18_000, 40, 0.1, 12, 0.2],
    name: (n) => `203.0.${n % 200}.${(n * 7) % 250}`,
  },
  {
    at: [14, 18],
    spread: 4,
    share: 0.2,
    records: 900,
    values: [0.01, 0.02, 30, 400, 8, 0.02, 900, 0.5],
    name: (n) => `66.249.${n % 90}.${(n * 11) % 250}`,
  },
  {
    at: [22, -10],
    spread: 3,
    share: 0.15,
    records: 300,
    values: [0.02, 0.92, 55, 512, 3, 0.6, 300, 0.7],
    name: (n) => `185.220.${n % 60}.${(n * 13) % 250}`,
  },
  {
    at: [-8, -20],
    spread: 3.5,
    share: 0.1,
    records: 120,
    values: [0.4, 0.05, 4, 900, 2400, 0.9, 4, 0.3],
    name: (n) => `10.12.${n % 16}.${(n * 3) % 250}`,
  },
  {
    at: [34, 14],
    spread: 0.7,
    share: 0.05,
    records: 20_000,
    values: [0, 0, 120, 2, 1, 0, 1, 0.45],
    name: (n) => `192.168.1.${n % 250}`,
  },
];

const LABELS = ['few records', 'many different paths', 'mostly 4xx, mostly night', 'high duration p50', 'one path'];

const quality = { kept: 0.46, trustworthiness: 0.93, continuity: 0.95, spearman: 0.52, sampled: 400 };

/** @param {number} seed @returns {() => number} 0 to 1; a linear congruential generator is random enough here */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** @param {number} index @param {string} by @param {Kind} kind */
function nameOf(index, by, kind) {
  if (by === 'minute') return new Date(Date.UTC(2025, 2, 10) + index * 60_000).toISOString();
  if (by !== 'path') return kind.name(index);
  return ['/api/v1/orders/', '/static/', '/product/', '/wp-admin/', '/healthz/'][KINDS.indexOf(kind)] + index;
}

/** @param {MapOptions} options @returns {Promise<LogMap>} */
export async function fakeMap({ by, filter = '', from, weights = {} }) {
  const wishes = /** @type {{ wishes?: object[] }} */ (globalThis).wishes ?? [];
  Object.assign(globalThis, { wishes: [...wishes, { by, filter, from: from !== undefined, weights }] });
  await new Promise((resolve) => setTimeout(resolve, 60));
  const wished = new URLSearchParams(location.search);
  const pace = Number(wished.get('pace') ?? 4);
  const count = filter === '' ? Number(wished.get('points') ?? 400) : 3;
  const random = randomFrom(count);
  const bell = () => random() + random() + random() - 1.5;
  const kinds = Array.from({ length: count }, () => {
    let left = random();
    return (
      KINDS.find(({ share }) => {
        left -= share;
        return left < 0;
      }) ?? KINDS[0]
    );
  });
  const names = kinds.map((kind, index) => nameOf(index, by, kind));
  const sizes = Float64Array.from(kinds, ({ records }) => Math.ceil(records * Math.exp(2 * bell())));
  const rows = kinds.map(({ values }) => values.map((value) => value * Math.exp(0.3 * bell())));
  const means = FEATURES.map((_, feature) => rows.reduce((sum, row) => sum + row[feature], 0) / count);
  const spreads = FEATURES.map((_, feature) =>
    Math.sqrt(rows.reduce((sum, row) => sum + (row[feature] - means[feature]) ** 2, 0) / count),
  );
  const homes = Float32Array.from({ length: 2 * count }, (_, at) => {
    const { at: home, spread } = kinds[at >> 1];
    return home[at & 1] + spread * bell();
  });

  const bytes = 8 * count;
  const buffer = globalThis.crossOriginIsolated ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  const positions = new Float32Array(buffer);
  const start = performance.now();
  let stopped = TOTAL;
  const iteration = () => Math.min(stopped, TOTAL, Math.floor((performance.now() - start) / pace));
  let shown = -1;
  /** @param {Iterable<number>} indices @returns {import('../../../web/engine/types.js').Difference[]} */
  const apart = (indices) => {
    const chosen = [...indices];
    return FEATURES.map(({ name: feature }, at) => {
      const value = chosen.reduce((sum, index) => sum + rows[index][at], 0) / chosen.length;
      return { feature, value, mean: means[at], score: (value - means[at]) / spreads[at] };
    }).sort((a, b) => Math.abs(b.score) - Math.abs(a.score));
  };
  return {
    id: 1,
    count,
    names,
    sizes,
    features: FEATURES,
    blocks: BLOCKS,
    labels: [{ name: 'kind', values: ['person', 'crawler', 'scanner', 'till', 'monitor'] }],
    other: 0,
    none: 0,
    positions() {
      const now = iteration();
      if (now === shown) return positions;
      shown = now;
      const grown = 1e-4 ** Math.max(0, 1 - now / 120) * (1 - Math.exp(-now / 150));
      for (let at = 0; at < homes.length; at++) {
        positions[at] = grown * (homes[at] + 3 * Math.sin(at * 12.9898 + now / 20) * Math.exp(-now / 180));
      }
      return positions;
    },
    status() {
      const now = iteration();
      const phase = now === TOTAL ? 'done' : now < 250 ? 'early exaggeration' : 'main';
      return {
        iteration: now,
        total: TOTAL,
        phase,
        kl: now < 50 ? null : 0.9 + 2 / (1 + now / 90),
        finished: now === stopped,
      };
    },
    async point(index) {
      const values = FEATURES.map(({ name: feature }, at) => {
        const value = rows[index][at];
        return { feature, value, mean: means[at], score: (value - means[at]) / spreads[at] };
      }).sort((a, b) => Math.abs(b.score) - Math.abs(a.score));
      return { name: names[index], count: sizes[index], values, filter: `client.address : "${names[index]}"` };
    },
    apart: async (indices) => apart(indices),
    async findings() {
      const clusters = KINDS.map((kind) => {
        const members = kinds.flatMap((one, index) => (one === kind ? [index] : []));
        const records = members.reduce((sum, index) => sum + sizes[index], 0);
        return {
          rows: Uint32Array.from(members),
          records,
          label: LABELS[KINDS.indexOf(kind)],
          hours: kind === KINDS[2] ? '03:00–04:00' : null,
          values: apart(members),
        };
      }).filter(({ rows: members }) => members.length > 0);
      const outliers = [0, 1].map((index) => ({ index, score: 4 - index, values: apart([index]) }));
      return { clusters: clusters.sort((a, b) => b.records - a.records), outliers, quality };
    },
    async change(options) {
      const seen = /** @type {any} */ (globalThis);
      seen.changes = [...(seen.changes ?? []), options];
    },
    label: async () => Int8Array.from(kinds, (kind) => KINDS.indexOf(kind)),
    tint: async () => ({
      values: LABELS,
      ofPoint: Int8Array.from(kinds, (kind) => KINDS.indexOf(kind)),
      ranks: new Float32Array(),
    }),
    async color(feature) {
      const order = rows.map((_, index) => index).sort((a, b) => rows[a][feature] - rows[b][feature]);
      const ranks = new Float32Array(count);
      order.forEach((index, rank) => {
        ranks[index] = rank / Math.max(1, count - 1);
      });
      return ranks;
    },
    stop() {
      stopped = iteration();
    },
  };
}
