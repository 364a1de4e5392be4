/*
Gets the WebAssembly ready on the page: picks the build, compiles it once, makes the shared memory, and fetches the list of user
agents. The result can be
posted to any number of workers, which turn it into a running engine with instantiate.js.
*/

/**
 * Maxima to try, in pages of 64 KiB: 4 GiB, 1 GiB, 256 MiB. A shared memory reserves its maximum at once, which iOS and some
 * 32-bit browsers refuse when it is large.
 */
const MAXIMA = /** @type {const} */ ([65_536, 16_384, 4_096]);
/** Bytes a page of WebAssembly memory. */
const PAGE = 65_536;

/**
 * @typedef {object} Build
 * @property {WebAssembly.Module} module
 * @property {WebAssembly.Memory} [memory] shared by all threads; without it the build is the single-threaded one
 * @property {number} most bytes that the memory may grow to
 * @property {string} agents the list of user agents
 */

/**
 * @param {boolean} threads whether the page is isolated
 * @returns {Promise<Build>}
 * @throws {TypeError | WebAssembly.CompileError} if something cannot be fetched, or the module is none
 * @throws {RangeError} if the browser grants no memory of any size tried
 */
export async function loadBuild(threads) {
  // What is known of user agents must be there before the first of them is met, or results would hang on the network.
  const list = text(new URL('../pkg/agents.txt', import.meta.url));
  if (!threads) {
    const single = compile(new URL('../pkg-single/logatlas_bg.wasm', import.meta.url));
    const [module, agents] = await Promise.all([single, list]);
    return { module, most: MAXIMA[0] * PAGE, agents };
  }
  const [{ initialPages }, module, agents] = await Promise.all([
    import('../pkg/memory.js'),
    compile(new URL('../pkg/logatlas_bg.wasm', import.meta.url)),
    list,
  ]);
  const { memory, pages } = createMemory(initialPages);
  return { module, memory, most: pages * PAGE, agents };
}

/**
 * @param {number} initial in pages, as the module asks for
 * @param {typeof WebAssembly.Memory} [Memory]
 * @returns {{ memory: WebAssembly.Memory, pages: number }} shared, with the largest maximum that the browser grants
 * @throws {RangeError}
 */
export function createMemory(initial, Memory = WebAssembly.Memory) {
  for (const maximum of MAXIMA) {
    try {
      return { memory: new Memory({ initial, maximum, shared: true }), pages: maximum };
    } catch (error) {
      if (!(error instanceof RangeError) || maximum === MAXIMA.at(-1)) throw error;
    }
  }
  throw new RangeError('no maximum to try');
}

/** @param {URL} url */
async function get(url) {
  const response = await fetch(url);
  if (!response.ok) throw new TypeError(`${url} answered ${response.status}`);
  return response;
}

/** @param {URL} url */
const text = async (url) => (await get(url)).text();

/** @param {URL} url */
async function compile(url) {
  const response = await get(url);
  // Compiling while it arrives asks for the right type, which not every static host sends.
  const typed = response.headers.get('Content-Type')?.startsWith('application/wasm');
  return typed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}
