/*
How a map is drawn while its points move: the time that the page's own thread needs for a frame, and the frames a second.

    npm run bench -- frames        100,000 points; LOGATLAS_BENCH_POINTS for another number

The real view draws positions that a worker moves in shared memory; the modules of web/ are served as they stand. Without a graphics
card the page's thread draws the points itself, and Chromium puts the picture on the screen by the processors that the worker wants too:
`scriptMs` is the first, `restMs` what passes until the next frame begins, the wait for the screen's clock among it. While no point moves
nothing is drawn. With a card the page's thread only sends the positions and asks for the picture: `card` has the milliseconds of that, by
WebGL, whoever draws it then.
*/
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launch } from '../chromium.mjs';
import { serve } from '../serve.mjs';
import { machine, median, record } from './record.mjs';

const count = Number(process.env.LOGATLAS_BENCH_POINTS ?? 100_000);
const rounds = Number(process.env.LOGATLAS_BENCH_ROUNDS ?? 3);
/** How long a round takes, in milliseconds. */
const LENGTH = 4000;

/**
 * Draws for a while. Runs in the page.
 *
 * @param {{ count: number, length: number, moves: boolean }} wanted
 * @returns {Promise<number[][]>} for each frame when it began and what it took of the page's thread, in milliseconds
 */
async function draw({ count, length, moves }) {
  const { MapView } = await import(/** @type {any} */ ('./web/map/view.js'));
  document.body.innerHTML = '<canvas></canvas><canvas></canvas><canvas></canvas>';
  const [below, points, above] = [...document.querySelectorAll('canvas')];
  for (const canvas of [below, points, above])
    canvas?.setAttribute('style', 'position:fixed;width:1200px;height:800px');
  const positions = new SharedArrayBuffer(8 * count);
  const words = new SharedArrayBuffer(4);
  const view = new Float32Array(positions);
  for (let i = 0; i < view.length; i++) {
    // Thirty clusters.
    view[i] = 60 * Math.cos((i >> 1) % 30) * Math.sin(i * i) + 12 * Math.sin(i) * Math.sin(7 * i);
  }
  const steps = new Int32Array(words);
  /** @type {number[][]} */
  const frames = [];
  const ask = globalThis.requestAnimationFrame.bind(globalThis);
  globalThis.requestAnimationFrame = (work) =>
    ask((time) => {
      const start = performance.now();
      work(time);
      frames.push([start, performance.now() - start]);
    });
  const worker = new Worker('./mover.js');
  worker.postMessage({ positions, words, moves });
  const map = new MapView(
    points,
    { below, above },
    { onHover() {}, onChoose() {}, onLasso() {}, name: () => 'a name' },
  );
  map.setPoints({
    count,
    sizes: new Float64Array(count).fill(1),
    positions: () => view,
    status: () => ({ iteration: Atomics.load(steps, 0), finished: false }),
  });
  await new Promise((resolve) => setTimeout(resolve, length));
  worker.terminate();
  map.destroy();
  globalThis.requestAnimationFrame = ask;
  return frames;
}

/**
 * Sends positions that change and asks WebGL for the picture. Runs in the page.
 *
 * @param {number} count of points
 * @returns {Promise<number[]>} milliseconds of the page's thread, a frame each
 */
async function send(count) {
  const { WebglPoints } = await import(/** @type {any} */ ('./web/map/webgl.js'));
  const points = WebglPoints.on(document.createElement('canvas'));
  if (points === null) throw new Error('This browser has no WebGL2.');
  const positions = new Float32Array(new SharedArrayBuffer(8 * count));
  for (let at = 0; at < positions.length; at++) positions[at] = 300 * Math.cos(at * at);
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  const colours = new Uint8Array(4 * count).fill(200);
  points.setLook({ order, radii: new Float32Array(count).fill(1), colours, shapes: new Uint8Array(count) });
  const size = { width: 1200, height: 800 };
  const scene = { camera: { k: 1, x: 600, y: 400 }, size, ratio: 1, growth: 1, opacity: 0.5, edge: [1, 1, 1, 1] };
  /** @type {number[]} */
  const spent = [];
  for (let frame = 0; frame < 40; frame++) {
    positions[frame] = frame;
    const start = performance.now();
    points.setPositions(positions);
    points.draw(scene);
    spent.push(performance.now() - start);
    // Long enough for whoever draws to be done with it.
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  points.dispose();
  // The first ones compile shaders.
  return spent.slice(5);
}

const site = path.resolve('.cache/bench-frames');
mkdirSync(site, { recursive: true });
writeFileSync(path.join(site, 'index.html'), '<!doctype html><title>frames</title><body></body>\n');
for (const [name, place] of Object.entries({ web: 'web', 'mover.js': 'scripts/bench/frames/mover.js' })) {
  if (!existsSync(path.join(site, name))) symlinkSync(path.resolve(place), path.join(site, name));
}
const served = await serve({ dir: site });
const browser = await launch();
try {
  // Styles of elements come from a script here, which the page itself does not allow.
  const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1280, height: 860 } });
  /** @type {Record<string, object>} */
  const results = {};
  for (const [name, moves] of /** @type {const} */ ([
    ['moving', true],
    ['still', false],
  ])) {
    /** @type {number[][]} */
    const frames = [];
    const rates = [];
    /** What passed from one frame to the next besides the page's own work. @type {number[]} */
    const others = [];
    for (let round = 0; round < rounds; round += 1) {
      const page = await context.newPage();
      await page.goto(served.url);
      const seen = await page.evaluate(draw, { count, length: LENGTH, moves });
      await page.close();
      // The first frames compile shaders and send the looks.
      const steady = seen.slice(5);
      frames.push(...steady);
      steady.slice(1).forEach(([start = 0], at) => {
        const [before = 0, work = 0] = steady[at] ?? [];
        others.push(start - before - work);
      });
      const time = (steady.at(-1)?.[0] ?? 0) - (steady[0]?.[0] ?? 0);
      rates.push(((steady.length - 1) / time) * 1000);
    }
    const spent = frames.map(([, milliseconds = 0]) => milliseconds).sort((a, b) => a - b);
    results[name] = {
      framesPerSecond: Number(median(rates).toFixed(1)),
      scriptMs: Number(median(spent).toFixed(2)),
      scriptMs95: Number((spent[Math.floor(spent.length * 0.95)] ?? Number.NaN).toFixed(2)),
      restMs: Number(median(others).toFixed(2)),
      frames: frames.length,
    };
  }
  const page = await context.newPage();
  await page.goto(served.url);
  const sent = (await page.evaluate(send, count)).sort((a, b) => a - b);
  const high = sent[Math.floor(sent.length * 0.95)] ?? Number.NaN;
  results.card = { scriptMs: Number(median(sent).toFixed(2)), scriptMs95: Number(high.toFixed(2)) };
  record('frames', { ...machine(), points: count, ...results });
} finally {
  await browser.close();
  await served.close();
}
