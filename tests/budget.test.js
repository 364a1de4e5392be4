/*
What a visit may cost: sizes of the built site as they travel (gzip). A limit is raised on purpose or not at all.
*/
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

/** @param {string[]} paths */
const kilobytes = (paths) => paths.reduce((sum, path) => sum + gzipSync(readFileSync(`dist/${path}`)).length, 0) / 1000;

/** @param {RegExp} name */
const assets = (name) =>
  readdirSync('dist/assets')
    .filter((file) => name.test(file))
    .map((file) => `assets/${file}`);

/** What index.html itself names: what is there before any code has run. */
function firstView() {
  const html = readFileSync('dist/index.html', 'utf8');
  return ['index.html', ...[...html.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map(([, path = '']) => path)];
}

test('the first view stays under 30 kB', () => {
  const size = kilobytes(firstView());
  assert.ok(firstView().length > 1 && size < 30, `${size} kB`);
});

test('all scripts together stay under 130 kB', () => {
  const size = kilobytes(assets(/\.js$/));
  assert.ok(size > 1 && size < 130, `${size} kB`);
});

test('each WebAssembly build stays under 900 kB', () => {
  const builds = assets(/\.wasm$/);
  assert.equal(builds.length, 2);
  for (const build of builds) assert.ok(kilobytes([build]) < 900, `${build}: ${kilobytes([build])} kB`);
});

test('the service worker stays under 80 lines', () => {
  assert.ok(readFileSync('web/sw.js', 'utf8').trimEnd().split('\n').length <= 80);
});
