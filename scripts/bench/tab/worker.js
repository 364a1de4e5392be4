/*
One run of one side of the embedding bench, in a worker of a tab: a matrix comes, the map and its seconds go back.
*/

/** Iterations between two returns to the worker, as on the page. */
const STEP = 10;

/** @typedef {{ values: Float32Array, rows: number, columns: number }} Input */
/** @typedef {{ seconds: Record<string, number>, positions: ArrayLike<number> }} Output */

/**
 * @param {string} address of a module that is only there while the bench runs
 * @returns {Promise<any>}
 */
const load = (address) => import(address);

/** @param {Input} input @returns {number[][]} */
const rowsOf = ({ values, rows, columns }) =>
  Array.from({ length: rows }, (_, row) => Array.from(values.subarray(row * columns, (row + 1) * columns)));

/** @type {Record<string, (input: Input) => Promise<Output>>} */
const SIDES = {
  async 'logatlas, tab'({ values, rows, columns }) {
    const engine = await load('./pkg/tab.js');
    const module = await WebAssembly.compileStreaming(fetch('./pkg/tab_bg.wasm'));
    await engine.default({ module_or_path: module });
    await engine.initThreadPool(2);
    const run = new engine.Run(values, rows, columns);
    /** @type {Record<string, number>} */
    const seconds = {};
    let last = performance.now();
    const lap = (/** @type {string} */ name) => {
      seconds[name] = (performance.now() - last) / 1000;
      last = performance.now();
    };
    run.neighbours();
    lap('neighbours');
    run.affinities();
    lap('affinities');
    let left = run.step(0);
    const main = left - 250;
    while (left > main) left = run.step(Math.min(STEP, left - main));
    lap('early');
    while (left > 0) left = run.step(STEP);
    lap('main');
    return { seconds, positions: run.positions() };
  },

  async DruidJS(input) {
    const { TSNE } = await load('./druid.js');
    const start = performance.now();
    const positions = new TSNE(rowsOf(input), { perplexity: 30, seed: 1 }).transform(750);
    return { seconds: { all: (performance.now() - start) / 1000 }, positions: [...positions].flatMap((at) => [...at]) };
  },

  async 'umap-js'(input) {
    const { default: UMAP } = await load('./umap.js');
    const start = performance.now();
    const positions = new UMAP().fit(rowsOf(input));
    return { seconds: { all: (performance.now() - start) / 1000 }, positions: positions.flat() };
  },
};

self.onmessage = async ({ data: { side, input } }) => {
  try {
    const { seconds, positions } = await (SIDES[side]?.(input) ?? Promise.reject(new Error(`There is no ${side}.`)));
    self.postMessage({ seconds, positions: Float32Array.from(positions) });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
