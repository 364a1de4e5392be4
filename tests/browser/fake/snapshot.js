/*
A Snapshot of the sample's entries, counted the plain way.
*/
import { templatesOf } from './templates.js';

/** @import { Field, Heat, Snapshot } from '../../../web/engine/types.js' */
/** @import { Entry } from './sample.js' */

const GRAVE = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'];

/** @param {Iterable<string | number>} values @returns {{ value: string, count: number }[]} */
export function tally(values) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const value of values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

/** @param {string} name @param {string | null} alias @param {Field['kind']} kind @param {(string | number)[]} values @param {number} records @returns {Field} */
function field(name, alias, kind, values, records) {
  const counted = tally(values);
  const top = counted.slice(0, 100);
  const other = values.length - top.reduce((sum, { count }) => sum + count, 0);
  return {
    name,
    alias,
    kind,
    present: values.length,
    distinct: counted.length,
    top,
    other,
    none: records - values.length,
    quantiles: kind === 'number' ? quantiles(/** @type {number[]} */ (values)) : null,
  };
}

/** @param {number} value @returns {number} of the quarter powers of two below */
const bucket = (value) => 2 ** (Math.floor(Math.log2(value) * 4) / 4);

/** @param {number[]} values */
function quantiles(values) {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
  const sum = sorted.reduce((total, value) => total + value, 0);
  const histogram = tally(sorted.map((value) => (value === 0 ? 0 : bucket(value))))
    .map(({ value, count }) => ({
      from: Number(value),
      to: Number(value) * 2 ** 0.25,
      count,
    }))
    .sort((a, b) => a.from - b.from);
  return {
    count: sorted.length,
    min: at(0),
    max: at(1),
    sum,
    mean: sum / sorted.length,
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    histogram,
  };
}

/** @param {number} start @param {number} end */
function axis(start, end) {
  const steps = [1, 5, 15, 60, 300, 900, 1800, 3600];
  const step = steps.find((one) => (end - start) / 1000 / one <= 240) ?? 7200;
  const first = Math.floor(start / 1000 / step) * step * 1000;
  const bins = Math.floor((end - first) / 1000 / step) + 1;
  return {
    step,
    first,
    bins,
    bin: (/** @type {Entry} */ entry) => Math.floor((Date.parse(entry.time) - first) / 1000 / step),
  };
}

/** @param {string} name @param {'bytes' | 'duration_ms'} key @param {Entry[]} entries @param {ReturnType<typeof axis>} time @returns {Heat} */
function heat(name, key, entries, time) {
  const values = entries.map((entry) => entry[key]).filter((value) => value > 0);
  const low = Math.floor(Math.log2(values.reduce((a, b) => Math.min(a, b))) * 2);
  const high = Math.floor(Math.log2(values.reduce((a, b) => Math.max(a, b))) * 2);
  const edges = Array.from({ length: high - low + 2 }, (_, index) => 2 ** ((low + index) / 2));
  const half = Math.ceil(time.bins / 2);
  const counts = Array.from({ length: half }, () => new Array(edges.length - 1).fill(0));
  for (const entry of entries) {
    if (entry[key] <= 0) continue;
    const row = counts[Math.floor(time.bin(entry) / 2)];
    if (row !== undefined) row[Math.floor(Math.log2(entry[key]) * 2) - low] += 1;
  }
  return { field: name, start: new Date(time.first).toISOString(), step: time.step * 2, edges, counts };
}

/**
 * @param {Entry[]} entries
 * @param {{ name: string, bytes: number }[]} sources
 * @param {number} covered
 * @returns {Snapshot}
 */
export function snapshotOf(entries, sources, covered) {
  const records = entries.length;
  const times = entries.map(({ time }) => Date.parse(time));
  const [start = 0, end = 0] = [times[0], times.at(-1)];
  const time = axis(start, end);
  const series = GRAVE.filter((name) => entries.some(({ level }) => level === name)).map((name) => ({
    name,
    counts: new Array(time.bins).fill(0),
  }));
  const week = Array.from({ length: 7 }, () => new Array(24).fill(0));
  for (const entry of entries) {
    const counts = series.find(({ name }) => name === entry.level)?.counts;
    if (counts !== undefined) counts[time.bin(entry)] += 1;
    const at = new Date(entry.time);
    const hours = week[(at.getUTCDay() + 6) % 7];
    if (hours !== undefined) hours[at.getUTCHours()] += 1;
  }
  const methods = tally(entries.map(({ method }) => method)).map(({ value }) => value);
  const statuses = [...new Set(entries.map(({ status }) => status))].sort((a, b) => a - b);
  const counts = methods.map((method) =>
    statuses.map((status) => entries.filter((entry) => entry.method === method && entry.status === status).length),
  );
  const templates = templatesOf(entries);
  const column = (/** @type {keyof Entry} */ key) => entries.map((entry) => entry[key]);
  const errors = entries.filter(({ status }) => status >= 500).map(({ msg }) => msg);
  return {
    version: 1,
    covered,
    sources: sources.map(({ name, bytes }, file) => ({
      name,
      file,
      bytes,
      container: 'plain',
      encoding: 'UTF-8',
      colours: false,
      format: 'json',
      members: null,
      lines: records + 3,
      error: null,
      notice: null,
    })),
    lines: { total: records + 3, records, continuations: 0, blank: 1, unparsed: 2, untimed: 0 },
    time: records > 0 ? { first: new Date(start).toISOString(), last: new Date(end).toISOString() } : null,
    rate: end > start ? records / ((end - start) / 1000) : null,
    fields: [
      field('severity_text', 'level', 'text', column('level'), records),
      field('client.address', 'client', 'text', column('client_ip'), records),
      field('http.request.method', 'method', 'text', column('method'), records),
      field('url.path', 'path', 'text', column('path'), records),
      field('http.response.status_code', 'status', 'code', column('status'), records),
      field('http.response.body.size', 'bytes', 'number', column('bytes'), records),
      field('user_agent.original', 'agent', 'text', column('user_agent'), records),
      field('service.name', 'service', 'text', column('service'), records),
      field('host.name', 'host', 'text', column('host'), records),
      field('duration_ms', null, 'number', column('duration_ms'), records),
      field('error', null, 'text', errors, records),
    ],
    timeline: records > 0 ? { start: new Date(time.first).toISOString(), step: time.step, series } : null,
    week: records > 0 ? week : [],
    requests: records > 0 ? { methods, statuses, counts } : null,
    heat:
      records > 0
        ? [heat('duration_ms', 'duration_ms', entries, time), heat('http.response.body.size', 'bytes', entries, time)]
        : [],
    parameters: [],
    parameters_distinct: 0,
    templates,
    templates_other: 0,
    templates_distinct: templates.length,
    unparsed: [
      { source: sources[0]?.name ?? '', line: 8, byte: 2211, text: '-- rotated --', reason: 'not a JSON object' },
      {
        source: sources[0]?.name ?? '',
        line: 20_119,
        byte: 6_310_998,
        text: '{"time":"2025-03-11T19:07:11.402Z","level":"in',
        reason: 'the JSON ends in the middle of a string',
      },
    ],
    approximations: [
      { what: 'quantiles', error: 0.008, text: 'Quantiles are within 0.8 % of the exact value.' },
      {
        what: 'url.path.distinct',
        error: 0.008,
        text: 'The number of different values of url.path is an estimate with a standard error of 0.8 %.',
      },
    ],
  };
}
