/*
`npm run build`: writes dist/, a static site that works from any folder of any host.
*/
import { fileURLToPath } from 'node:url';
import { writeOffline } from './offline.mjs';
import { main, must, step } from './run.mjs';
import { setup } from './setup.mjs';
import { buildWasm } from './wasm.mjs';

/** Bundles the page and adds the service worker; the WebAssembly is there already. */
export async function buildSite() {
  await step('page', async () => {
    await must('node_modules/.bin/vite', ['build', '--logLevel', 'warn']);
    const { files, bytes } = writeOffline('dist');
    return `${files} files, ${Math.round(bytes / 1024)} KiB`;
  });
}

/** Everything from sources to dist/. */
export async function buildAll() {
  await buildWasm(await setup());
  await buildSite();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(buildAll);
