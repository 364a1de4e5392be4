/*
The map as files: all points are in them, names are masked and escaped, formulas stay text.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainMarks } from '../../web/map/colours.js';
import { mapCsv, mapSvg } from '../../web/report/map.js';

/** @import { LogMap } from '../../web/engine/types.js' */

const names = ['/a', '=1+1', '<script>"&', '/d', '/e'];
const map = /** @type {LogMap} */ (
  /** @type {unknown} */ ({
    count: names.length,
    names,
    sizes: Float64Array.of(5, 4, 3, 2, 1),
    positions: () => Float32Array.of(0, 0, 1, 1, -3, 2, 0.5, -4, 2, 2),
  })
);

test('the table has a row a point, and no formula', () => {
  const rows = mapCsv(map, (index) => names[index])
    .trimEnd()
    .split('\r\n');
  assert.equal(rows.length, names.length + 1);
  assert.equal(rows[2], "'=1+1,1,1,4");
});

test('the drawing has a shape a point, and text stays text', () => {
  const svg = mapSvg({
    map,
    marks: plainMarks(names.length, false),
    name: (index) => (index === 0 ? 'masked' : names[index]),
    ink: { text: '#000', ground: '#fff' },
  });
  assert.equal(svg.match(/<path /g)?.length, names.length);
  assert.ok(svg.includes('>masked</text>') && !svg.includes('>/a<'));
  assert.ok(!svg.includes('<script') && svg.includes('&#60;script&#62;'));
});
