/*
A stand-in for the engine: the same calls, answered from the entries of the sample whatever file is opened. It understands the
filters that clicks make, and pretends to read for as long as a real disk would.
*/

import { fakeMap } from './map.js';
import { entries, sampleFile } from './sample.js';
import { snapshotOf, tally } from './snapshot.js';
import { parametersOf, signaturesOf, templatesOf, trendsOf } from './templates.js';

/** @import { Line, OpenOptions, Progress, Session } from '../../../web/engine/types.js' */
/** @import { Entry } from './sample.js' */

/** How long a pretended scan takes, in milliseconds. */
const SCAN = 6000;

/** @type {Record<string, keyof Entry>} */
const NAMES = {
  '@timestamp': 'time',
  severity_text: 'level',
  'http.request.method': 'method',
  'url.path': 'path',
  'http.response.status_code': 'status',
  'http.response.body.size': 'bytes',
  'client.address': 'client_ip',
  'service.name': 'service',
  'host.name': 'host',
  'user_agent.original': 'user_agent',
  template: 'msg',
};

/** @param {string} filter @returns {(entry: Entry) => boolean} enough of the language for chips and single words */
export function matcher(filter) {
  if (/[>=:]\s*\)*$/.test(filter)) throw { code: 'filter', message: 'A value is missing here.', at: filter.length };
  const conditions = [...filter.matchAll(/(not )?\(?(not )?([\w.@]+) (:|>=|<|=) ("(?:[^"\\]|\\.)*"|[\w.*-]+)/g)].map(
    ([, before, inside, name = '', operator, raw = '']) => {
      const key = NAMES[name] ?? /** @type {keyof Entry} */ (name);
      const value = raw.startsWith('"') ? raw.slice(1, -1).replace(/\\(.)/g, '$1') : raw;
      const test = (/** @type {Entry} */ entry) => {
        const found = key === 'msg' ? mask(entry[key]) : entry[key];
        if (operator === ':') return value === '*' ? found !== undefined : String(found) === value;
        const [a, b] = typeof found === 'number' ? [found, Number(value)] : [String(found), value];
        return operator === '<' ? a < b : a >= b;
      };
      return (/** @type {Entry} */ entry) => test(entry) === (before === undefined && inside === undefined);
    },
  );
  if (conditions.length === 0 && filter.trim() !== '') return (entry) => JSON.stringify(entry).includes(filter.trim());
  return (entry) => conditions.every((condition) => condition(entry));
}

/** @param {string} message */
export const mask = (message) => message.replace(/user\d+/, 'user<num>').replace(/\b\d+\b/g, '<num>');

/** @returns {Promise<File>} the sample, whatever is asked for */
export const generate = async () => sampleFile();

/**
 * @param {Blob[]} files
 * @param {OpenOptions} options
 * @returns {Promise<Session>}
 */
export async function open(files, options = {}) {
  const all = [...entries()];
  const sources = files.map((file) => ({ name: file instanceof File ? file.name : 'pasted text', bytes: file.size }));
  const scan = Number(new URLSearchParams(location.search).get('scan') ?? SCAN);
  const total = scan > 1000 ? 3_964_512_331 : sources.reduce((sum, { bytes }) => sum + bytes, 0);
  const start = performance.now();
  /** @type {Progress['state']} */
  let state = 'scanning';
  let covered = 0;
  const read = () => all.slice(0, Math.ceil(all.length * covered));
  /** @returns {Progress} */
  const progress = () => ({
    bytesDone: total * covered,
    bytesTotal: total,
    lines: Math.round(all.length * covered * (total / 9e6)),
    records: Math.round(all.length * covered),
    state,
    memory: 48e6 + 210e6 * covered,
    columns: 190e6 * covered,
    budget: 1.5e9,
    threads: 8,
  });
  /** @type {Promise<import('../../../web/engine/types.js').Outcome>} */
  const done = new Promise((resolve) => {
    let shown = 0;
    const tick = () => {
      const now = performance.now() - start;
      if (state === 'scanning') covered = Math.min(1, now / scan);
      if (covered === 1) state = 'done';
      options.onProgress?.(progress());
      if (state !== 'scanning' || now - shown > 250) {
        shown = now;
        options.onSnapshot?.(snapshotOf(read(), sources, covered));
      }
      if (state === 'scanning') requestAnimationFrame(tick);
      else resolve({ covered, state: state === 'done' ? 'done' : 'cancelled' });
    };
    requestAnimationFrame(tick);
  });
  /** @param {Entry} entry @returns {string} */
  const text = (entry) =>
    entry.status === 500
      ? `${JSON.stringify(entry)}\n  at Checkout.pay (checkout.js:81)\n  at async handle`
      : JSON.stringify(entry);
  return {
    done,
    progress,
    cancel() {
      state = 'cancelled';
    },
    async snapshot({ filter = '' } = {}) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return snapshotOf(read().filter(matcher(filter)), sources, covered);
    },
    async lines({ filter = '', from = 0, count = 100 } = {}) {
      const found = read().filter(matcher(filter));
      /** @type {Line[]} */
      const rows = found.slice(from, from + count).map((entry) => ({
        source: sources[0]?.name ?? '',
        line: all.indexOf(entry) + 1,
        time: entry.time,
        level: entry.level,
        text: text(entry),
        cut: false,
      }));
      return { total: found.length, rows };
    },
    async contrasts({ filter, most = 12 }) {
      const means = matcher(filter);
      const chosen = read().filter(means);
      const others = read().filter((entry) => !means(entry));
      const counts = /** @type {const} */ (['client_ip', 'path', 'status', 'service']).flatMap((key) => {
        const field = Object.keys(NAMES).find((name) => NAMES[name] === key) ?? key;
        const beside = new Map(
          tally(others.map((entry) => String(entry[key]))).map(({ value, count }) => [value, count]),
        );
        return tally(chosen.map((entry) => String(entry[key]))).map(({ value, count }) => ({
          field,
          value,
          count,
          other: beside.get(value) ?? 0,
        }));
      });
      const found = counts.map(({ field, value, count, other }) => {
        const [share, elsewhere] = [count / chosen.length, other / Math.max(1, others.length)];
        const score = (share - elsewhere) * Math.log2((share + 1e-6) / (elsewhere + 1e-6));
        return {
          field,
          alias: null,
          says: { is: value },
          filter: `${field} : ${JSON.stringify(value)}`,
          count,
          share,
          elsewhere,
          score,
        };
      });
      return found.sort((a, b) => b.score - a.score).slice(0, most);
    },
    async tryPattern() {
      return { fault: 'there is no engine here', place: null, fields: [], rows: [], matched: 0 };
    },
    async templates({ filter = '', order = 'count', count = 1000 } = {}) {
      return templatesOf(read().filter(matcher(filter)), order).slice(0, count);
    },
    async signatures({ template, filter = '' }) {
      return signaturesOf(read().filter(matcher(filter)), template);
    },
    async parameters({ template, filter = '' }) {
      return parametersOf(read().filter(matcher(filter)), template);
    },
    async trends({ filter = '' } = {}) {
      return trendsOf(read().filter(matcher(filter)));
    },
    async preview() {
      const rows = all.slice(0, 7).map((entry) => ({
        text: text(entry),
        outcome: /** @type {const} */ ('record'),
        reason: null,
        time: entry.time,
        level: entry.level,
        message: entry.msg,
        fields: /** @type {[string, string][]} */ (
          Object.entries(entry)
            .filter(([key]) => !['time', 'level', 'msg'].includes(key))
            .map(([key, value]) => [key, String(value)])
        ),
      }));
      return {
        format: 'json',
        candidates: [
          { name: 'json', title: 'JSON lines', score: 1 },
          { name: 'logfmt', title: 'logfmt', score: 0.02 },
        ],
        rows: [
          ...rows,
          {
            text: '-- rotated --',
            outcome: 'unparsed',
            reason: 'not a JSON object',
            time: null,
            level: null,
            message: null,
            fields: [],
          },
        ],
      };
    },
    map: fakeMap,
    close() {
      state = 'cancelled';
    },
  };
}

export const prepare = async () => ({ threads: true });
export const warm = async () => ({ threads: 8 });

export async function formats() {
  return [
    {
      name: 'combined',
      title: 'Combined access log (nginx, Apache)',
      sample: '203.0.113.7 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 2326 "-" "curl/8.5"',
    },
    {
      name: 'json',
      title: 'JSON lines',
      sample: '{"time":"2025-03-10T00:00:01Z","level":"info","msg":"request handled"}',
    },
    { name: 'logfmt', title: 'logfmt', sample: 'time=2025-03-10T00:00:01Z level=info msg="request handled"' },
  ];
}

/** @param {Blob} file */
export const isTable = async (file) => file instanceof File && file.name.endsWith('.npy');

export const openTable = async () => ({ rows: 400, other: 0, columns: 8, missing: null, map: fakeMap, close() {} });
