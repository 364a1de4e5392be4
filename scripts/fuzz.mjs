/*
`npm run fuzz`: every target of tests/fuzz for a minute, or some for longer: `npm run fuzz -- patterns times 600`.

Needs cargo-fuzz (`cargo install cargo-fuzz`). The fixtures and tests/fuzz/seeds are where it starts; what it finds lies in tests/fuzz/artifacts.
*/
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Failure, main, run } from './run.mjs';

const FOLDER = 'tests/fuzz';
const FIXTURES = 'tests/fixtures';

/** What the fixtures lack: patterns, filters and layouts, each with lines for them, and other encodings. */
const SEEDS = `${FOLDER}/seeds`;

/** Targets that run unsafe code of other crates much. */
const UNSAFE = ['archives', 'decoders'];

/** @param {string} target */
function seed(target) {
  const corpus = `${FOLDER}/corpus/${target}`;
  mkdirSync(corpus, { recursive: true });
  for (const file of readdirSync(SEEDS)) copyFileSync(`${SEEDS}/${file}`, `${corpus}/${file}`);
  for (const folder of [FIXTURES, `${FIXTURES}/programs`]) {
    for (const file of readdirSync(folder)) {
      if (/\.\w+$/.test(file) && !file.endsWith('.snap')) copyFileSync(`${folder}/${file}`, `${corpus}/${file}`);
    }
  }
  // Before packed bytes stands the size of the pieces that they are given in.
  for (const file of readdirSync(`${FIXTURES}/packed`)) {
    writeFileSync(`${corpus}/${file}`, Buffer.concat([Buffer.from([7]), readFileSync(`${FIXTURES}/packed/${file}`)]));
  }
  return corpus;
}

await main(async () => {
  // Neither libFuzzer's instrumentation nor the sanitizers are of the stable compiler.
  const env = { ...process.env, RUSTC_BOOTSTRAP: '1' };
  if ((await run('cargo', ['fuzz', '--version'])).code !== 0) {
    throw new Failure('cargo-fuzz is missing: `cargo install cargo-fuzz`.');
  }
  const given = process.argv.slice(2);
  const seconds = given.find((word) => /^\d+$/.test(word)) ?? '60';
  const known = readdirSync(`${FOLDER}/fuzz_targets`).map((name) => name.replace('.rs', ''));
  const wanted = given.filter((word) => word !== seconds);
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Failure(`${unknown.join(', ')}: no target. There are: ${known.join(', ')}.`);
  const fallen = [];
  for (const target of wanted.length > 0 ? wanted : known) {
    const limits = [`-max_total_time=${seconds}`, '-max_len=16384', '-timeout=20', '-rss_limit_mb=1024'];
    const sanitizer = UNSAFE.includes(target) ? 'address' : 'none';
    const args = ['fuzz', 'run', '--fuzz-dir', FOLDER, '--sanitizer', sanitizer, target, seed(target), '--', ...limits];
    const child = spawn('cargo', args, { stdio: 'inherit', env });
    const code = await new Promise((resolve) => child.on('close', resolve));
    if (code !== 0) fallen.push(`${target} ended with code ${code}: see ${FOLDER}/artifacts/${target}`);
  }
  if (fallen.length > 0) throw new Failure(fallen.join('\n'));
});
