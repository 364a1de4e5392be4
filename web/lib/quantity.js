/*
Numbers, sizes, durations and times as text for people. The page is in English, so its numbers are too; times are shown in UTC,
which is what the engine counts in.
*/

const LOCALE = 'en';
const WHOLE = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const THREE = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 3 });
const PERCENT = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 1 });
const SMALL_PERCENT = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumSignificantDigits: 1 });
/** No line break between a number and its unit. */
const GAP = '\u00a0';

/** @typedef {'' | 'bytes' | 's' | 'ms' | 'us' | 'ns'} Unit */

/** @param {number} number of things @returns {string} every digit, grouped: 12,431 */
export const count = (number) => WHOLE.format(number);

/** @param {number} number @returns {string} three digits and a prefix: 12.4 M */
export function compact(number) {
  const size = Math.abs(number);
  if (size < 1000) return THREE.format(number);
  for (const [factor, prefix] of /** @type {const} */ ([
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ])) {
    // 999,500 and up would round to 1,000 k.
    if (size >= factor * 0.9995) return `${THREE.format(number / factor)}${GAP}${prefix}`;
  }
  return THREE.format(number);
}

/** @param {number} bytes @returns {string} decimal prefixes, as disks and networks use them: 1.2 GB */
export function bytes(bytes) {
  if (Math.abs(bytes) < 999.5) return `${THREE.format(bytes)}${GAP}B`;
  return `${compact(bytes)}B`;
}

/**
 * @param {number} done
 * @param {number} total
 * @returns {string} both in the unit of the second: 1.2 / 4.0 GB
 */
export function bytesOf(done, total) {
  const [factor, unit] = /** @type {[number, string]} */ (
    [
      [1e12, 'TB'],
      [1e9, 'GB'],
      [1e6, 'MB'],
      [1e3, 'kB'],
      [1, 'B'],
    ].find(([least]) => total >= Number(least)) ?? [1, 'B']
  );
  const digits = factor === 1 ? 0 : 1;
  return `${(done / factor).toFixed(digits)} / ${(total / factor).toFixed(digits)}${GAP}${unit}`;
}

/**
 * @param {number} part
 * @param {number} whole
 * @returns {string} in percent; what is not nothing never shows as 0 %
 */
export function share(part, whole) {
  if (whole <= 0) return '–';
  const ratio = part / whole;
  if (ratio > 0 && ratio < 0.001) return ratio < 0.0001 ? '<0.01%' : SMALL_PERCENT.format(ratio);
  return PERCENT.format(ratio);
}

/** @param {number} seconds @returns {string} the two largest units: 3 d 4 h, 2 min 5 s, 12.4 ms */
export function duration(seconds) {
  const size = Math.abs(seconds);
  if (size === 0) return `0${GAP}s`;
  if (size < 0.9995e-6) return `${THREE.format(seconds * 1e9)}${GAP}ns`;
  if (size < 0.9995e-3) return `${THREE.format(seconds * 1e6)}${GAP}µs`;
  if (size < 0.9995) return `${THREE.format(seconds * 1e3)}${GAP}ms`;
  if (size < 59.95) return `${THREE.format(seconds)}${GAP}s`;
  const whole = Math.round(seconds);
  const parts = /** @type {[number, string][]} */ ([
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ]);
  const first = parts.findIndex(([amount]) => amount > 0);
  const two = parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return two.map(([amount, unit]) => `${count(amount)}${GAP}${unit}`).join(' ');
}

/** Seconds in one of each unit of time. */
const SECONDS = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 };

/** @param {number} value @param {Unit} unit @returns {string} */
export function quantity(value, unit) {
  if (unit === 'bytes') return bytes(value);
  if (unit !== '') return duration(value * SECONDS[unit]);
  return Math.abs(value) >= 10_000 ? compact(value) : THREE.format(value);
}

/** @type {[string[], Unit][]} the last word of a name, and what it says */
const UNITS = [
  [['bytes', 'size', 'bytessent'], 'bytes'],
  [['s', 'sec', 'secs', 'second', 'seconds'], 's'],
  [['ms', 'msec', 'millis', 'milliseconds'], 'ms'],
  [['us', 'usec', 'micros', 'microseconds'], 'us'],
  [['ns', 'nsec', 'nanos', 'nanoseconds'], 'ns'],
];

/**
 * What the numbers of a field count, judged by its name: the conventions fix it for the well-known ones, others tell it at
 * their end.
 *
 * @param {string} name
 * @returns {Unit}
 */
export function unitOf(name) {
  if (name === 'http.server.request.duration') return 's';
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[._]/);
  const last = words.at(-1) ?? '';
  if (words.length === 1 && last.length < 4 && last !== 'ms') return '';
  return UNITS.find(([suffixes]) => suffixes.includes(last))?.[1] ?? '';
}

const DAY = new Intl.DateTimeFormat(LOCALE, { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });
const SHORT_DAY = new Intl.DateTimeFormat(LOCALE, { timeZone: 'UTC', day: 'numeric', month: 'short' });

/** @param {number} ms since the epoch @param {number} step what is told apart, in seconds @returns {string} the time of day */
export function clock(ms, step = 1) {
  const iso = new Date(ms).toISOString();
  return step < 1 ? iso.slice(11, 23) : step < 60 ? iso.slice(11, 19) : iso.slice(11, 16);
}

/** @param {number} ms since the epoch @returns {string} 17 May */
export const shortDay = (ms) => SHORT_DAY.format(ms);

/** @param {number} ms since the epoch @returns {string} May 17, 2015 */
export const day = (ms) => DAY.format(ms);

/**
 * @param {number | string} time milliseconds since the epoch, or RFC 3339
 * @param {number} [step] what is told apart, in seconds
 */
export function moment(time, step = 1) {
  const ms = typeof time === 'number' ? time : Date.parse(time);
  if (!Number.isFinite(ms)) return String(time);
  return step >= 86_400 ? day(ms) : `${day(ms)}, ${clock(ms, step)}`;
}

/**
 * @param {number | string} from
 * @param {number | string} to
 * @param {number} [step] what is told apart, in seconds
 * @returns {string} the day once if both are on it
 */
export function period(from, to, step = 1) {
  const [a, b] = [from, to].map((time) => (typeof time === 'number' ? time : Date.parse(time)));
  if (a === undefined || b === undefined || !Number.isFinite(a + b)) return `${from} – ${to}`;
  if (day(a) === day(b) && step < 86_400) return `${moment(a, step)} – ${clock(b, step)}`;
  return `${moment(a, step)} – ${moment(b, step)}`;
}

/** @param {number} number @param {string} one @param {string} [many] @returns {string} 1 line, 2 lines */
export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;
