/*
Formats of the user's own: patterns with names, kept in this browser. Patterns are no log text.

To the engine a format is one text: a line `# NAME`, then the pattern.
*/

/** @typedef {{ name: string, pattern: string }} OwnFormat */

const KEY = 'logatlas formats';
/** What an exported file says that it is. */
const KIND = 'logatlas formats';
const VERSION = 1;

/** To start from: each notation once, for a log that people have. @type {OwnFormat[]} */
export const EXAMPLES = [
  {
    name: 'nginx log_format',
    pattern:
      '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time',
  },
  { name: 'Apache LogFormat', pattern: '%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i" %D' },
  { name: 'GoAccess log-format', pattern: '%h %^[%d:%t %^] "%r" %s %b "%R" "%u"' },
  {
    name: 'Grok: time, level, message',
    pattern: '%{TIMESTAMP_ISO8601:time} %{LOGLEVEL:level} +%{NOTSPACE:logger} %{GREEDYDATA:message}',
  },
  {
    name: 'Grok: Apache combined',
    pattern: '%{COMBINEDAPACHELOG}',
  },
  {
    name: 'Regular expression',
    pattern: '^(?<time>\\S+ \\S+) \\[(?<level>\\w+)\\] (?<thread>\\S+): (?<message>.*)',
  },
];

/** @param {OwnFormat} format @returns {string} as the engine is given it */
export function textOf({ name, pattern }) {
  const title = name.replace(/\s+/g, ' ').trim();
  return title === '' ? pattern : `# ${title}\n${pattern}`;
}

/** @param {string} text as the engine was given it @returns {OwnFormat} */
export function formatOf(text) {
  const [, name = '', pattern = text] = /^# ([^\n]*)\n([\s\S]*)$/.exec(text) ?? [];
  return { name: name.trim(), pattern };
}

/** @param {Pick<Storage, 'getItem'>} [storage] @returns {OwnFormat[]} those that were saved, by name */
export function savedFormats(storage) {
  try {
    return readFormats((storage ?? localStorage).getItem(KEY) ?? '');
  } catch {
    // Nothing was saved, or a browser that stores nothing.
    return [];
  }
}

/**
 * Saves a format in place of one of the same name.
 *
 * @param {OwnFormat[]} formats
 * @param {Pick<Storage, 'getItem' | 'setItem'>} [storage]
 * @returns {boolean} false where the browser stores nothing
 */
export function saveFormats(formats, storage) {
  const before = savedFormats(storage).filter(({ name }) => formats.every((format) => format.name !== name));
  return store([...before, ...formats], storage);
}

/** @param {string} name @param {Pick<Storage, 'getItem' | 'setItem'>} [storage] */
export function deleteFormat(name, storage) {
  return store(
    savedFormats(storage).filter((format) => format.name !== name),
    storage,
  );
}

/** @param {OwnFormat[]} formats @param {Pick<Storage, 'setItem'>} [storage] */
function store(formats, storage) {
  const sorted = [...formats].sort((a, b) => a.name.localeCompare(b.name));
  try {
    (storage ?? localStorage).setItem(KEY, writeFormats(sorted));
    return true;
  } catch {
    return false;
  }
}

/** @param {OwnFormat[]} formats @returns {string} a file for another browser */
export function writeFormats(formats) {
  return JSON.stringify({ kind: KIND, version: VERSION, formats }, null, 2);
}

/**
 * @param {string} text of an exported file
 * @returns {OwnFormat[]}
 * @throws {Error} with a sentence where it is no such file
 */
export function readFormats(text) {
  const refusal = new Error('This is no file of formats: it was not exported here.');
  /** @type {any} */
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    throw refusal;
  }
  if (found?.kind !== KIND || !Array.isArray(found.formats)) throw refusal;
  if (found.version !== VERSION) throw new Error('This file was exported by a newer logatlas; reload the page.');
  const whole = (/** @type {any} */ format) =>
    typeof format?.name === 'string' && format.name.trim() !== '' && typeof format.pattern === 'string';
  return found.formats
    .filter(whole)
    .map((/** @type {OwnFormat} */ { name, pattern }) => ({ name: name.trim(), pattern }));
}
