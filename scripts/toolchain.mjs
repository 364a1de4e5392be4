/*
Which Rust compiler builds the WebAssembly.

Threads need the standard library rebuilt with atomics, so the compiler must come with its own source. rustup's `rust-src`
has it, and so have Debian's packages for building web browsers. The native crates are always built by plain `cargo`.
*/
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { aptInstall } from './debian.mjs';
import { Failure, run } from './run.mjs';

const DEBIAN_RUSTC = '/usr/bin/rustc';
const DEBIAN_PACKAGES = ['rustc-web', 'rust-web-src', 'rust-web-llvm', 'lld-22'];

/** How long rustup may take: where it can reach nothing it would try for minutes. */
const RUSTUP_MS = 120_000;

/** @returns {number[]} the lowest compiler version that the workspace takes, as [major, minor] */
function lowestVersion() {
  const manifest = readFileSync(new URL('../Cargo.toml', import.meta.url), 'utf8');
  const [, version = ''] = /^rust-version = "([\d.]+)"/m.exec(manifest) ?? [];
  return version.split('.').map(Number);
}

/**
 * @param {string} rustc
 * @returns {Promise<string | null>} its version, if it is new enough and has the source of its standard library
 */
async function usable(rustc) {
  const [about, sysroot] = await Promise.all([run(rustc, ['-vV']), run(rustc, ['--print', 'sysroot'])]);
  const version = /^release: (\d+)\.(\d+)\S*/m.exec(about.output);
  if (about.code !== 0 || version === null) return null;
  const [major, minor] = lowestVersion();
  const enough = Number(version[1]) > major || (Number(version[1]) === major && Number(version[2]) >= minor);
  const source = path.join(sysroot.output.trim(), 'lib/rustlib/src/rust/library/std/Cargo.toml');
  return enough && existsSync(source) ? version[0].slice('release: '.length) : null;
}

/** Debian's compiler links with the `rust-lld` of another package. */
const debianUsable = async () =>
  (await run('rust-lld', ['-flavor', 'wasm', '--version'])).code === 0 ? usable(DEBIAN_RUSTC) : null;

/** @typedef {{ label: string, env: Record<string, string> }} Toolchain `env` makes cargo use it */

/**
 * Finds the compiler, installing it if need be.
 *
 * @returns {Promise<Toolchain>}
 * @throws {Failure} that says what is missing and how to get it
 */
export async function wasmToolchain() {
  if ((await run('cargo', ['--version'])).code !== 0 && !(await aptInstall(['cargo-web', 'gcc', 'libc6-dev']))) {
    throw new Failure('cargo is missing: install Rust 1.95 or newer with rustup, then start this again.');
  }
  if ((await run('cc', ['--version'])).code !== 0 && !(await aptInstall(['gcc', 'libc6-dev']))) {
    throw new Failure('A C linker is missing (cc): install gcc or clang, then start this again.');
  }

  let version = await usable('rustc');
  if (version) return { label: `rustc ${version}`, env: {} };

  const debian = { RUSTC: DEBIAN_RUSTC };
  version = await debianUsable();
  if (version) return { label: `Debian's rustc ${version}`, env: debian };

  await run('rustup', ['component', 'add', 'rust-src'], { timeout: RUSTUP_MS });
  version = await usable('rustc');
  if (version) return { label: `rustc ${version}`, env: {} };

  await aptInstall(DEBIAN_PACKAGES);
  version = await debianUsable();
  if (version) return { label: `Debian's rustc ${version}`, env: debian };

  throw new Failure(
    "The source of Rust's standard library is missing: `rustup component add rust-src`, " +
      `or on Debian 12 and newer \`apt-get install ${DEBIAN_PACKAGES.join(' ')}\`.`,
  );
}
