/*
Exports: log text stays text, in spreadsheets and in browsers, and what should not travel is masked.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, keyOf, NOTHING, rowsOf } from '../../web/hand.js';
import { csv, csvCell, valuesCsv } from '../../web/report/csv.js';
import { reportHtml } from '../../web/report/html.js';
import { snapshotJson } from '../../web/report/json.js';
import { makeRedactor } from '../../web/report/redact.js';

/** @import { Snapshot } from '../../web/engine/types.js' */

const EVIL = '<script>alert("1")</script>';

/** @type {Snapshot} */
const snapshot = {
  version: 1,
  covered: 0.5,
  sources: [
    {
      name: `${EVIL}.log`,
      file: 0,
      bytes: 10,
      container: 'plain',
      encoding: 'UTF-8',
      colours: false,
      format: 'json',
      members: null,
      lines: 3,
      error: `it broke off at ${EVIL}`,
      notice: null,
    },
  ],
  lines: { total: 3, records: 2, continuations: 0, blank: 0, unparsed: 1, untimed: 0 },
  time: { first: '2024-05-01T00:00:00Z', last: '2024-05-01T01:00:00Z' },
  rate: 1,
  fields: [
    {
      name: `path${EVIL}`,
      alias: null,
      kind: 'text',
      present: 2,
      distinct: 2,
      top: [{ value: EVIL, count: 1 }],
      other: 1,
      none: 0,
      quantiles: null,
    },
  ],
  timeline: { start: '2024-05-01T00:00:00Z', step: 60, series: [{ name: 'info', counts: [1, 0, 1] }] },
  week: [],
  requests: null,
  heat: [],
  parameters: [
    { name: 'token', count: 2, distinct: 2, top: [{ value: 'hunter2', count: 1 }], other: 1 },
    { name: 'page', count: 1, distinct: 1, top: [{ value: '2', count: 1 }], other: 0 },
  ],
  parameters_distinct: 2,
  templates: [
    {
      id: '00',
      text: `hello ${EVIL}`,
      count: 2,
      classes: [{ name: 'info', count: 2 }],
      first: '2024-05-01T00:00:00Z',
      last: '2024-05-01T01:00:00Z',
    },
  ],
  templates_other: 0,
  templates_distinct: 1,
  unparsed: [{ source: 'x', line: 3, byte: 20, text: `torn ${EVIL}`, reason: 'not JSON' }],
  approximations: [],
};
const rows = rowsOf(snapshot.templates, call(NOTHING, keyOf('00'), `greeting ${EVIL}`), new Map());
const same = (/** @type {string} */ text) => text;

test('no cell is a formula, and cells are quoted as RFC 4180 has it', () => {
  for (const evil of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']) assert.match(csvCell(evil), /^"?'/);
  assert.equal(csvCell(-5), '-5');
  assert.equal(csv([['a,b', 'say "x"', 'two\nlines', 1]]), '"a,b","say ""x""","two\nlines",1\r\n');
});

test('the values of a field add up to the records in the table, too', () => {
  const counts = valuesCsv(snapshot, same)
    .trim()
    .split('\r\n')
    .slice(1)
    .map((row) => Number(row.split(',').at(-1)));
  assert.equal(
    counts.reduce((sum, one) => sum + one, 0),
    snapshot.lines.records,
  );
});

test('a report is inert: no script, no markup from the log, nothing to load', () => {
  const html = reportHtml(snapshot, { mask: same, lines: true, filter: EVIL, rows });
  assert.doesNotMatch(html, /<script|alert\("1"\)/);
  assert.doesNotMatch(html, /(?:src|href)=/);
  assert.match(html, /default-src 'none'/);
  assert.match(html, /only 50% of the input/);
  assert.match(html, /it broke off at &#60;script/);
  assert.match(html, /torn/);
  assert.match(html, /<strong>greeting &#60;script/);
  assert.doesNotMatch(reportHtml(snapshot, { mask: same, lines: false, filter: '', rows }), /torn/);
});

test('masks take addresses, e-mails, secrets and tokens, and leave the rest', () => {
  const redact = (/** @type {string} */ text) => makeRedactor()(text);
  assert.equal(redact('10.0.0.7 and 2001:db8::1 and ::1'), '<ip 1> and <ip 2> and <ip 3>');
  assert.equal(redact('to anna.b+c@example.co.uk at 12:30:59'), 'to <email 1> at 12:30:59');
  assert.equal(
    redact('GET /x?token=abc123&page=2 password: hunter2'),
    'GET /x?token=<secret>&page=2 password: <secret>',
  );
  assert.equal(redact('Authorization: Bearer abcdef.ghijkl'), 'Authorization: <secret>');
  assert.equal(redact('id 123e4567-e89b-12d3-a456-426614174000'), 'id <uuid>');
  assert.equal(redact('sha 0123456789abcdef0123456789abcdef01234567'), 'sha <token>');
  assert.equal(redact('GET /products/1234 took 31 ms'), 'GET /products/1234 took 31 ms');
});

test('one address has one number', () => {
  const redact = makeRedactor();
  assert.equal(redact('10.0.0.1 10.0.0.2 10.0.0.1'), '<ip 1> <ip 2> <ip 1>');
  assert.equal(redact('10.0.0.2'), '<ip 2>');
});

test('everything as JSON is the snapshot, masked where it quotes the log', () => {
  const copy = JSON.parse(snapshotJson(snapshot, () => 'masked'));
  assert.equal(copy.templates[0].text, 'masked');
  assert.equal(copy.fields[0].top[0].value, 'masked');
  assert.deepEqual(JSON.parse(snapshotJson(snapshot, same)), snapshot);
  const [named] = JSON.parse(snapshotJson(snapshot, () => 'masked', rows)).templates_by_hand;
  assert.deepEqual([named.name, named.templates[0].text, named.count], [`greeting ${EVIL}`, 'masked', 2]);
});

test('a value of a parameter is masked by what the parameter is called', () => {
  const copy = JSON.parse(snapshotJson(snapshot, makeRedactor()));
  const values = copy.parameters.map((/** @type {any} */ parameter) => parameter.top[0].value);
  assert.deepEqual(values, ['<secret>', '2']);
});
