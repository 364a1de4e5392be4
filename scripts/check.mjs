/*
`npm run check`: what can be said without running anything: layout, lints, types.
*/
import { biome, clippy, rustfmt, types } from './checks.mjs';
import { main, step } from './run.mjs';
import { setup } from './setup.mjs';
import { buildWasm } from './wasm.mjs';

await main(async () => {
  const toolchain = await setup();
  await step('rustfmt', rustfmt);
  await step('clippy', clippy);
  await step('Biome', biome);
  // The types of what crate/wasm exports come out of its build.
  await buildWasm(toolchain);
  await step('types', types);
});
