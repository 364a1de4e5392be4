/*
Builds the page with the stand-in engine, to try and photograph the page without WebAssembly:

  npx vite build -c tests/browser/fake/vite.config.js --outDir /some/folder
*/
import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vite';
import real from '../../../vite.config.js';

const standIn = {
  name: 'stand-in-engine',
  enforce: /** @type {const} */ ('pre'),
  /** @param {string} source */
  resolveId: (source) =>
    source.endsWith('/engine/index.js') ? fileURLToPath(new URL('./engine.js', import.meta.url)) : null,
};

export default mergeConfig(real, { plugins: [standIn] });
