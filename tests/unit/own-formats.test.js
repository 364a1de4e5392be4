/*
Formats of the user's own: kept, given to the engine, carried to another browser.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  deleteFormat,
  EXAMPLES,
  formatOf,
  readFormats,
  savedFormats,
  saveFormats,
  textOf,
  writeFormats,
} from '../../web/own-formats.js';

function storage() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
  };
}

test('what was saved is there again, once by each name', () => {
  const kept = storage();
  assert.deepEqual(savedFormats(kept), []);
  assert.ok(saveFormats([{ name: 'b', pattern: '$b' }], kept));
  saveFormats([{ name: 'a', pattern: '$a' }], kept);
  saveFormats([{ name: 'b', pattern: '$c' }], kept);
  assert.deepEqual(savedFormats(kept), [
    { name: 'a', pattern: '$a' },
    { name: 'b', pattern: '$c' },
  ]);
  deleteFormat('a', kept);
  assert.deepEqual(savedFormats(kept), [{ name: 'b', pattern: '$c' }]);
});

test('a browser that stores nothing is said to', () => {
  const refusing = {
    getItem: () => null,
    setItem: () => {
      throw new Error('full');
    },
  };
  assert.equal(saveFormats([{ name: 'a', pattern: '$a' }], refusing), false);
});

test('the name travels with the pattern', () => {
  const format = { name: 'shop  access', pattern: 'A \\d\n%{A:b}' };
  assert.equal(textOf(format), '# shop access\nA \\d\n%{A:b}');
  assert.deepEqual(formatOf(textOf(format)), { ...format, name: 'shop access' });
  assert.deepEqual(formatOf('$a'), { name: '', pattern: '$a' });
  assert.equal(textOf({ name: ' ', pattern: '$a' }), '$a');
});

test('what is exported can be imported, anything else is refused', () => {
  assert.deepEqual(readFormats(writeFormats(EXAMPLES)), EXAMPLES);
  for (const text of ['', '[]', '{"kind":"other","formats":[]}', '{"kind":"logatlas formats"}']) {
    assert.throws(() => readFormats(text), /no file of formats/);
  }
  assert.throws(() => readFormats('{"kind":"logatlas formats","version":2,"formats":[]}'), /newer/);
  const half = '{"kind":"logatlas formats","version":1,"formats":[{"name":""},{"name":"a","pattern":"$a","more":1}]}';
  assert.deepEqual(readFormats(half), [{ name: 'a', pattern: '$a' }]);
});
