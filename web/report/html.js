/*
A report as one HTML file: tables and a picture of the timeline, without any script, and forbidden to load anything.
*/
import { classLook } from '../charts/palette.js';
import { bytes, count, duration, period, plural, quantity, share, unitOf } from '../lib/quantity.js';

/** @import { Field, Snapshot, Timeline } from '../engine/types.js' */
/** @import { Row } from '../hand.js' */

/**
 * @typedef {object} Choices
 * @property {(text: string) => string} mask applied to all log text
 * @property {boolean} lines whether the lines that could not be read are in it
 * @property {string} filter as a sentence, '' for none
 * @property {Row[]} rows the templates, with what the user made of them
 */

const STYLE = `
:root{color-scheme:light dark}
body{font:14px/1.5 system-ui,sans-serif;max-width:1080px;margin:32px auto;padding:0 20px}
h1{font-size:24px;margin:0}h2{font-size:16px;margin:32px 0 6px}h3{font-size:14px;margin:18px 0 4px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
td,th{padding:2px 12px 2px 0;border-bottom:1px solid #8883;text-align:left;vertical-align:top;overflow-wrap:anywhere}
td.n,th.n{text-align:right;white-space:nowrap;overflow-wrap:normal}th{font-weight:500;opacity:.7}
code{font:12px/1.5 ui-monospace,monospace}p{margin:4px 0}.muted{opacity:.7}
.fields{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:0 28px}
svg{width:100%;height:150px}.key{display:inline-block;width:10px;height:10px;border-radius:2px;margin:0 4px 0 12px}`;

/** Values of a field in the report. */
const TOP = 10;
/** Templates in the report. */
const TEMPLATES = 100;

/** @param {string} text @returns {string} */
export const escapeHtml = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * @param {string[]} head
 * @param {(string | number)[][]} rows already escaped; columns whose first cell is a number or a percentage stand on the right
 * @returns {string}
 */
function table(head, rows) {
  const right = head.map((_, column) => typeof rows[0]?.[column] === 'number' || /%$/.test(String(rows[0]?.[column])));
  const row = (/** @type {(string | number)[]} */ cells, tag = 'td') => {
    const shown = cells.map((cell, column) => {
      const text = typeof cell === 'number' ? count(cell) : cell;
      return `<${tag}${right[column] ? ' class="n"' : ''}>${text}</${tag}>`;
    });
    return `<tr>${shown.join('')}</tr>`;
  };
  return `<table>${row(head, 'th')}${rows.map((cells) => row(cells)).join('\n')}</table>`;
}

/** @param {Timeline} timeline @returns {string} stacked bars, the gravest at the bottom */
function picture({ series }) {
  const length = series[0]?.counts.length ?? 0;
  const totals = Array.from({ length }, (_, bin) => series.reduce((sum, { counts }) => sum + (counts[bin] ?? 0), 0));
  const most = Math.max(1, ...totals);
  const heights = new Array(length).fill(0);
  const paths = series.map(({ name, counts }) => {
    const bars = counts.map((number, bin) => {
      if (number === 0) return '';
      const height = (number / most) * 148;
      heights[bin] += height;
      return `M${bin} ${(150 - heights[bin]).toFixed(2)}h.85v${height.toFixed(2)}h-.85z`;
    });
    return `<path fill="${classLook(name).color}" d="${bars.join('')}"/>`;
  });
  const key = series.map(({ name, counts }) => {
    const all = counts.reduce((sum, number) => sum + number, 0);
    return `<span class="key" style="background:${classLook(name).color}"></span>${escapeHtml(name)} ${count(all)}`;
  });
  return `<svg viewBox="0 0 ${Math.max(1, length)} 150" preserveAspectRatio="none" role="img" aria-label="Records over time">${paths.join('')}</svg><p>${key.join('')}</p>`;
}

/** @param {Field} field @param {number} records @param {Choices} choices */
function fieldTable(field, records, { mask }) {
  const title = `<h3>${escapeHtml(field.name)}</h3>`;
  const { quantiles } = field;
  if (quantiles !== null && field.kind === 'number') {
    const unit = unitOf(field.name);
    const rows = /** @type {const} */ (['min', 'p50', 'p90', 'p95', 'p99', 'max', 'mean']).map((name) => [
      name,
      quantity(quantiles[name], unit),
    ]);
    return `<section>${title}${table(['', ''], rows)}</section>`;
  }
  const shown = field.top.slice(0, TOP);
  const listed = shown.reduce((sum, { count }) => sum + count, 0);
  const rows = [
    ...shown.map(({ value, count: number }) => [escapeHtml(mask(value)), number, share(number, records)]),
    ['(other)', field.present - listed, share(field.present - listed, records)],
    ['(none)', field.none, share(field.none, records)],
  ];
  return `<section>${title}${table([`${count(field.distinct)} values`, 'records', 'share'], rows)}</section>`;
}

/** @param {Snapshot} snapshot @param {Choices} choices names without values: what these are worth hiding depends on the name */
function parametersTable({ parameters, parameters_distinct: distinct, lines }, { mask }) {
  if (parameters.length === 0) return '';
  const rows = parameters
    .slice(0, TOP)
    .map(({ name, count: number }) => [escapeHtml(mask(name)), number, share(number, lines.records)]);
  const head = [plural(distinct, 'parameter'), 'records', 'share'];
  return `<section><h3>query parameters</h3>${table(head, rows)}</section>`;
}

/** @param {number} records @param {Choices} choices */
function templateTable(records, { rows, mask }) {
  const shown = rows.slice(0, TEMPLATES);
  const other = records - shown.reduce((sum, row) => sum + row.count, 0);
  const cells = shown.map(({ name, texts, count: number, classes, first, last }) => [
    number,
    share(number, records),
    classes.map((one) => `${escapeHtml(one.name)} ${share(one.count, number)}`).join(', '),
    first === null || last === null ? '' : escapeHtml(period(first, last)),
    [
      name === '' ? '' : `<strong>${escapeHtml(name)}</strong><br>`,
      texts.map((text) => `<code>${escapeHtml(mask(text))}</code>`).join('<br>'),
    ].join(''),
  ]);
  if (other > 0) cells.push([other, share(other, records), '', '', '(other)']);
  return table(['records', 'share', 'classes', 'seen', 'template'], cells);
}

/**
 * @param {Snapshot} snapshot
 * @param {Choices} choices
 * @returns {string} a whole document
 */
export function reportHtml(snapshot, choices) {
  const { lines, time, sources, timeline, unparsed, approximations } = snapshot;
  const names = sources.map(({ name }) => escapeHtml(name)).join(', ');
  const about = [
    `${count(lines.records)} records in ${count(lines.total)} lines`,
    time === null ? '' : `${period(time.first, time.last, 60)} UTC`,
    snapshot.covered < 1 ? `only ${share(snapshot.covered, 1)} of the input was read` : '',
    choices.filter === ''
      ? ''
      : `only what passes this filter: <code>${escapeHtml(choices.mask(choices.filter))}</code>`,
  ];
  const parts = [
    `<h1>${names}</h1>`,
    ...about.filter((one) => one !== '').map((one) => `<p>${one}</p>`),
    timeline === null
      ? ''
      : `<h2>Timeline</h2><p class="muted">${duration(timeline.step)} a bar</p>${picture(timeline)}`,
    '<h2>Fields</h2><div class="fields">',
    ...snapshot.fields.map((field) => fieldTable(field, lines.records, choices)),
    parametersTable(snapshot, choices),
    '</div>',
    `<h2>Templates</h2>${templateTable(lines.records, choices)}`,
    choices.lines && unparsed.length > 0
      ? `<h2>Lines that could not be read</h2>${table(
          ['line', 'why', 'text'],
          unparsed.map(({ line, reason, text }) => [
            line ?? '',
            escapeHtml(reason),
            `<code>${escapeHtml(choices.mask(text))}</code>`,
          ]),
        )}`
      : '',
    `<h2>Files</h2>${table(
      ['file', 'size', 'lines', 'read as'],
      sources.map(({ name, bytes: size, lines: read, format }) => [
        escapeHtml(name),
        bytes(size),
        read,
        escapeHtml(format),
      ]),
    )}`,
    ...sources
      .map(({ name, error, notice }) => ({ name, remark: error ?? notice }))
      .filter(({ remark }) => remark !== null)
      .map(({ name, remark }) => `<p>${escapeHtml(`${name}: ${remark}`)}</p>`),
    '<h2>What is approximate</h2>',
    approximations.length === 0
      ? '<p>Nothing.</p>'
      : `<ul>${approximations.map(({ text }) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`,
    '<p class="muted">Made by logatlas.</p>',
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${names}</title><style>${STYLE}</style></head>
<body>${parts.filter((part) => part !== '').join('\n')}</body></html>
`;
}
