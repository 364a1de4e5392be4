/*
Builds crate/wasm twice: web/pkg with threads over shared memory, web/pkg-single without, for pages that get no
SharedArrayBuffer. cargo compiles, scripts/bindgen writes the JavaScript glue, wasm-opt shrinks the result.

Each build has its own target folder, so that neither makes cargo forget the other or the native crates, and all run at once: what takes
most of the time, linking as one unit, keeps only one processor busy.
*/
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LIST } from './agents.mjs';
import { must, step } from './run.mjs';
import { target } from './setup.mjs';

const NAME = 'logatlas';

// Each feature by its name: --all-features would write encodings that no browser reads yet. Larger functions are not moved into their
// only caller: it saves two kilobytes of the packed module, and loops stay small.
const WASM_OPT = [
  '-O2',
  '--one-caller-inline-max-function-size=100',
  '--enable-simd',
  '--enable-bulk-memory',
  '--enable-mutable-globals',
  '--enable-nontrapping-float-to-int',
  '--enable-sign-ext',
  '--enable-reference-types',
  '--enable-multivalue',
];

// What is called rarely, or works little each time, is built for size: every visitor loads it.
const SMALL = Object.entries({
  s: ['alloc', 'core', 'js-sys', 'rayon-core', 'std'],
  z: [
    'aho-corasick',
    'bzip2',
    'libbz2-rs-sys',
    'logatlas-engine',
    'logatlas-wasm',
    'lzma-rust2',
    'regex-automata',
    'regex-syntax',
    'ruzstd',
    'serde-wasm-bindgen',
    'sha2',
    'wasm-bindgen',
    'wasm-bindgen-futures',
    'web-sys',
  ],
}).flatMap(([level, names]) =>
  names.flatMap((name) => ['--config', `profile.release.package.${name}.opt-level="${level}"`]),
);

// The standard library's sorts are written out for each type that is sorted: small ones save an eighth of the module. Everything
// is built one level below the native release, which would unroll and copy more.
const STD = [
  '--config',
  'profile.release.opt-level=2',
  '-Zbuild-std=std,panic_abort',
  '-Zbuild-std-features=optimize_for_size',
];

const BUILDS = [
  {
    out: 'web/pkg',
    folder: 'wasm-threads',
    cargo: ['--features', 'threads', '--config', '.cargo/threads.toml'],
    small: SMALL,
    opt: ['--enable-threads'],
  },
  {
    out: 'web/pkg-single',
    folder: 'wasm-single',
    cargo: [],
    small: SMALL,
    opt: [],
  },
];

/** @param {Record<string, string>} extra what chooses the compiler */
function cargoEnvironment(extra) {
  // RUSTC_BOOTSTRAP lets a stable compiler take -Zbuild-std.
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, RUSTC_BOOTSTRAP: '1', ...extra };
  // Any of these would replace the flags of .cargo/*.toml instead of adding to them.
  for (const name of ['RUSTFLAGS', 'CARGO_ENCODED_RUSTFLAGS', 'CARGO_BUILD_RUSTFLAGS']) delete env[name];
  return env;
}

/** Keeps the builder's folders out of the module (panic messages name source files). */
function withoutLocalPaths() {
  const home = process.env.CARGO_HOME ?? path.join(process.env.HOME ?? '', '.cargo');
  const maps = [`--remap-path-prefix=${home}=cargo`, `--remap-path-prefix=${process.cwd()}=logatlas`];
  return ['--config', `target.wasm32-unknown-unknown.rustflags=${JSON.stringify(maps)}`];
}

/** @returns {Promise<string>} the path of the program that writes the glue */
export async function buildBindgen() {
  const folder = path.join(target, 'tools');
  await must('cargo', ['build', '--package', 'logatlas-bindgen', '--target-dir', folder]);
  return path.join(folder, 'debug', process.platform === 'win32' ? 'logatlas-bindgen.exe' : 'logatlas-bindgen');
}

/**
 * @param {{ folder: string, cargo: string[], small: string[] }} build
 * @param {import('./toolchain.mjs').Toolchain} toolchain
 * @param {string} [name] of the package
 */
async function compile(build, toolchain, name = 'logatlas-wasm') {
  const folder = path.join(target, build.folder);
  const std = ['--target', 'wasm32-unknown-unknown', ...STD];
  const args = ['build', '--release', '--package', name, '--lib', ...std, '--target-dir', folder];
  const env = cargoEnvironment(toolchain.env);
  await must('cargo', [...args, ...build.cargo, ...build.small, ...withoutLocalPaths()], { env });
  return path.join(folder, `wasm32-unknown-unknown/release/${name.replaceAll('-', '_')}.wasm`);
}

/**
 * Builds what scripts/bench/parse.mjs measures, with the flags of the single-threaded build. It needs no glue.
 *
 * @param {import('./toolchain.mjs').Toolchain} toolchain
 * @returns {Promise<string>} the path of the module
 */
export async function buildStages(toolchain) {
  const compiled = await compile({ folder: 'wasm-single', cargo: [], small: [] }, toolchain, 'logatlas-stages');
  const module = path.join(target, 'stages.wasm');
  await must('node_modules/.bin/wasm-opt', [...WASM_OPT, compiled, '-o', module]);
  return module;
}

/**
 * Builds the embedding alone for scripts/bench/embed.mjs, with the flags of the threaded build.
 *
 * @param {import('./toolchain.mjs').Toolchain} toolchain
 * @param {string} out the folder for the module and its glue
 */
export async function buildTab(toolchain, out) {
  const [threads] = BUILDS;
  if (!threads) return;
  const build = { ...threads, cargo: ['--config', '.cargo/threads.toml'], out };
  await pack(build, await compile(build, toolchain, 'logatlas-tab'), await buildBindgen(), 'tab');
}

/**
 * Writes the glue and the optimised module, unless the folder was made from these very inputs.
 *
 * @param {typeof BUILDS[number]} build
 * @param {string} compiled
 * @param {string} bindgen
 * @param {string} [name] of the module
 * @returns {Promise<string>}
 */
async function pack(build, compiled, bindgen, name = NAME) {
  const hash = createHash('sha256');
  for (const input of [compiled, bindgen, 'package-lock.json', 'scripts/wasm.mjs']) hash.update(readFileSync(input));
  const inputs = hash.digest('hex');
  const stamp = path.join(build.out, '.inputs');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return 'unchanged';

  rmSync(build.out, { recursive: true, force: true });
  mkdirSync(build.out, { recursive: true });
  await must(bindgen, [compiled, build.out, name]);
  // The thread pool's worker imports the folder itself, which a bundler resolves through this file.
  const description = { type: 'module', main: `${name}.js`, types: `${name}.d.ts`, sideEffects: ['./snippets/*'] };
  writeFileSync(path.join(build.out, 'package.json'), `${JSON.stringify(description, null, 2)}\n`);

  const module = path.join(build.out, `${name}_bg.wasm`);
  const optimised = `${module}.optimised`;
  await must('node_modules/.bin/wasm-opt', [...WASM_OPT, ...build.opt, module, '-o', optimised]);
  renameSync(optimised, module);
  writeFileSync(stamp, inputs);
  return `${Math.round(readFileSync(module).length / 1024)} KiB`;
}

/**
 * Compiles, writes the glue and optimises, all of it at once.
 *
 * @param {import('./toolchain.mjs').Toolchain} toolchain
 * @returns {Promise<string>} a note on the modules
 * @throws {import('./run.mjs').Failure} with what the compiler printed
 */
export async function makeModules(toolchain) {
  const writing = buildBindgen();
  const notes = BUILDS.map(async (build) => {
    const [compiled, bindgen] = await Promise.all([compile(build, toolchain), writing]);
    return pack(build, compiled, bindgen);
  });
  return (await Promise.all(notes)).join(', ');
}

/**
 * @param {import('./toolchain.mjs').Toolchain} toolchain
 * @param {Promise<string>} [making] the modules, if that has begun
 * @throws {import('./run.mjs').Failure} with what the compiler printed
 */
export async function buildWasm(toolchain, making) {
  await step('WebAssembly, with threads and without', () => making ?? makeModules(toolchain));
  // Too large for the module, which logs without user agents do not need it for.
  copyFileSync(LIST, 'web/pkg/agents.txt');
}
