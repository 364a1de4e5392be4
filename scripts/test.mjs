/*
`npm test`: sets up, then every check there is, the quickest first; stops at the first that fails.
*/
import { buildSite } from './build.mjs';
import { biome, browserTests, cargoTest, clippy, passed, rustfmt, types, unitTests } from './checks.mjs';
import { ensureChromium } from './chromium.mjs';
import { main, step } from './run.mjs';
import { setup } from './setup.mjs';
import { buildWasm, makeModules } from './wasm.mjs';

await main(async () => {
  const toolchain = await setup();
  await step('Chromium', ensureChromium);
  // Made while the large crates keep only one processor busy; a failure is told where they are needed.
  const modules = makeModules(toolchain);
  modules.catch(() => {});
  await step('rustfmt', rustfmt);
  await step('Biome', biome);
  await step('clippy', clippy);
  await step('cargo test', cargoTest);
  await buildWasm(toolchain, modules);
  await step('types', types);
  await buildSite();
  await step('node tests', unitTests);
  await step('browser tests', browserTests);
  process.stdout.write(`\n${passed.count} passed, 0 failed\n`);
});
