/*
Imports go one way only: core <- engine <- {wasm, cli}; embed <- engine; web/ui -> web/engine -> web/pkg. And two doors are
kept: only web/engine starts workers, only crate/wasm is seen by JavaScript.
*/
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/** What each crate may use of the project's own. */
const MAY_USE = {
  core: [],
  embed: [],
  engine: ['core', 'embed'],
  wasm: ['core', 'embed', 'engine'],
  cli: ['core', 'embed', 'engine'],
};

/** Which top parts of web/ each may import from; the root is the page's own files (main.js, controller.js, ...). */
const PARTS = ['engine', 'ui', 'charts', 'map', 'report', 'pkg', 'pkg-single', 'root'];
/** @type {Record<string, string[]>} */
const MAY_IMPORT = {
  engine: ['engine', 'pkg', 'pkg-single'],
  charts: ['charts', 'engine', 'root'],
  map: ['map', 'engine', 'root'],
  report: ['report', 'charts', 'map', 'engine', 'root'],
  ui: ['ui', 'charts', 'map', 'report', 'engine', 'root'],
  root: ['root', 'ui', 'charts', 'map', 'report', 'engine'],
};

/**
 * @param {string} folder
 * @param {RegExp} name
 * @returns {string[]} paths of the hand-written files in it
 */
function files(folder, name) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !/^(web\/pkg(-single)?|tests\/fuzz\/(target|corpus|artifacts))\//.test(file));
}

/** @param {string} file */
const read = (file) => readFileSync(file, 'utf8');

/**
 * @param {string} file
 * @returns {string} the part of web/ that a file belongs to
 */
function partOf(file) {
  const [first = '', ...rest] = path.relative('web', file).split(path.sep);
  return rest.length > 0 && PARTS.includes(first) ? first : 'root';
}

const scripts = () => files('web', /\.(js|jsx)$/);

test('the crates depend on each other in one direction', () => {
  for (const [crate, allowed] of Object.entries(MAY_USE)) {
    const used = [...read(`crate/${crate}/Cargo.toml`).matchAll(/^logatlas-(\w+)\b/gm)].map(([, name]) => name);
    assert.deepEqual(
      used.filter((name) => !allowed.includes(/** @type {never} */ (name))),
      [],
      `crate/${crate}`,
    );
  }
});

test('every crate is under a rule', () => {
  assert.deepEqual(
    readdirSync('crate')
      .filter((name) => existsSync(`crate/${name}/Cargo.toml`))
      .sort(),
    Object.keys(MAY_USE).sort(),
  );
});

test('only crate/wasm knows JavaScript', () => {
  const knowing = files('crate', /\.(rs|toml)$/).filter((file) =>
    /wasm_bindgen\b|js_sys|web_sys|^(wasm-bindgen|js-sys|web-sys)/m.test(read(file)),
  );
  assert.ok(knowing.length > 0);
  assert.deepEqual(
    knowing.filter((file) => !file.startsWith('crate/wasm/')),
    [],
  );
});

test('the parts of the page import each other in one direction', () => {
  for (const file of scripts()) {
    const imports = read(file).matchAll(/(?:\bfrom|\bimport|\bimport\(|new URL\()\s*'(\.[^']*)'/g);
    for (const [, specifier = ''] of imports) {
      const wanted = partOf(path.join(path.dirname(file), specifier));
      assert.ok(MAY_IMPORT[partOf(file)]?.includes(wanted), `${file} may not import ${specifier}`);
    }
  }
});

test('only web/engine starts workers and touches the generated glue', () => {
  const starting = scripts().filter((file) => /new (Shared)?Worker\b|\/pkg(-single)?\//.test(read(file)));
  assert.ok(starting.length > 0);
  assert.deepEqual(
    starting.filter((file) => partOf(file) !== 'engine'),
    [],
  );
});

test('web/engine has no DOM', () => {
  for (const file of files('web/engine', /\.js$/)) {
    assert.doesNotMatch(read(file), /\bdocument\.|\bHTML\w*Element\b/, file);
  }
});

test('JSX is written in web/ui only', () => {
  assert.deepEqual(
    scripts().filter((file) => file.endsWith('.jsx') && partOf(file) !== 'ui'),
    [],
  );
});

test('every source file opens with what it is for, and none is over 400 lines', () => {
  const sources = ['crate', 'scripts', 'tests', 'web'].flatMap((folder) => files(folder, /\.(rs|js|jsx|mjs|css)$/));
  for (const file of sources) {
    const text = read(file);
    assert.match(text, file.endsWith('.rs') ? /^(\/\/!|\/\*!)/ : /^\/\*/, `${file} has no opening comment`);
    assert.ok(text.split('\n').length <= 401, `${file} is longer than 400 lines`);
  }
});
