/*
What a frame of a moving map costs the page: positions reach the graphics card as the engine's memory itself, in a number of calls
that does not depend on the points, and nothing as large as they are is made.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMap } from '../../web/engine/map-handle.js';
import { Cloud } from '../../web/map/cloud.js';
import { WebglPoints } from '../../web/map/webgl.js';

const COUNT = 100_000;
const FRAMES = 60;

/** A WebGL context that draws nothing and remembers what it was asked. */
function recorder() {
  /** @type {{ name: string, args: any[] }[]} */
  const calls = [];
  const gl = new Proxy(/** @type {any} */ ({}), {
    get: (_, name) => {
      const text = String(name);
      if (text === text.toUpperCase()) return text;
      return (/** @type {any[]} */ ...args) => {
        calls.push({ name: text, args });
        if (text === 'isContextLost') return false;
        return text === 'getProgramParameter' ? true : {};
      };
    },
  });
  return { gl, calls };
}

/** A map of the engine whose positions lie in shared memory. */
async function running() {
  const memory = new WebAssembly.Memory({ initial: 32, maximum: 64, shared: true });
  const listeners = new Set();
  const at = 4096;
  const ask = async () => ({
    map: 1,
    names: new Array(COUNT).fill('a'),
    counts: new Array(COUNT).fill(3),
    columns: [],
    at,
    positions: new Float32Array(0),
  });
  const runtime = /** @type {any} */ ({ memory, listeners });
  const map = await openMap({ ask, runtime, method: 'map', of: { by: 'client' } }, {});
  /** @param {number} iteration */
  const move = (iteration) => {
    new Float32Array(memory.buffer, at, 2 * COUNT)[iteration % COUNT] = iteration;
    for (const hear of listeners) {
      hear({ map: 1, status: { iteration, total: 750, phase: 'optimisation', kl: null, finished: false } });
    }
  };
  return { map, memory, move };
}

test('each frame uploads the shared memory itself and draws once', async () => {
  const { map, memory, move } = await running();
  const { gl, calls } = recorder();
  const renderer = new WebglPoints(/** @type {any} */ ({ width: 900, height: 600 }), gl);
  const cloud = new Cloud(map, false);
  const looks = { colours: new Uint8Array(4 * COUNT), shapes: new Uint8Array(COUNT) };
  renderer.setLook({ order: cloud.order, radii: cloud.radii, ...looks });
  const size = { width: 900, height: 600 };
  const scene = { size, ratio: 1, growth: 1, opacity: 1, camera: { k: 1, x: 0, y: 0 } };
  const views = new Set();
  for (let frame = 1; frame <= FRAMES; frame += 1) {
    move(frame);
    calls.length = 0;
    assert.ok(cloud.take());
    renderer.setPositions(cloud.positions);
    renderer.draw({ ...scene, edge: [1, 1, 1, 1] });
    views.add(cloud.positions);
    const uploads = calls.filter(({ name }) => name === 'bufferSubData');
    assert.equal(uploads.length, 1);
    for (const { args } of uploads) {
      const source = args.find((value) => value instanceof Float32Array);
      assert.equal(source?.buffer, memory.buffer);
      assert.equal(source, cloud.positions);
    }
    assert.equal(calls.filter(({ name }) => name === 'drawElements').length, 1);
    // Nothing is made anew on the graphics card, and all in all the work is the same few calls.
    assert.ok(!calls.some(({ name }) => /^(create|texImage|bufferData)/.test(name)));
    assert.ok(calls.length <= 20, `${calls.length} calls`);
  }
  assert.equal(views.size, 1, 'the same view of the memory in each frame');
});

test('the view follows the memory where that has grown', async () => {
  const { map, memory, move } = await running();
  const before = map.positions();
  memory.grow(16);
  move(7);
  assert.notEqual(map.positions(), before);
  assert.equal(map.positions().buffer, memory.buffer);
  assert.equal(map.positions()[7], 7);
});

test('a map that was stopped stays as it was seen last', async () => {
  const { map, memory, move } = await running();
  move(9);
  map.stop();
  assert.notEqual(map.positions().buffer, memory.buffer);
  assert.equal(map.positions()[9], 9);
});
