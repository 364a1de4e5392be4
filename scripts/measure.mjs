/*
`npm run bench` and `npm run soak`: builds everything as it ships, then runs the programs in scripts/bench or scripts/soak one
after the other, or only those named: `npm run bench -- read parse`. They print their results themselves.
*/
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { buildAll } from './build.mjs';
import { Failure, main, must, step } from './run.mjs';

/**
 * @param {string} folder
 * @param {string[]} wanted
 * @returns {string[]} the programs to run
 * @throws {Failure} if one of those wanted does not exist, or there is none at all
 */
function programs(folder, wanted) {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.mjs')) : [];
  const known = names.map((name) => name.replace(/\.mjs$/, '')).sort();
  const unknown = wanted.filter((name) => !known.includes(name));
  if (known.length === 0) throw new Failure(`There is nothing to run in ${folder}.`);
  if (unknown.length > 0) throw new Failure(`${unknown.join(', ')}: not known. There are: ${known.join(', ')}.`);
  return (wanted.length > 0 ? wanted : known).map((name) => `${folder}/${name}.mjs`);
}

await main(async () => {
  const [kind = 'bench', ...wanted] = process.argv.slice(2);
  const files = programs(`scripts/${kind}`, wanted);
  await buildAll();
  await step('command line', () => must('cargo', ['build', '--release', '--package', 'logatlas-cli']));
  for (const file of files) {
    const child = spawn('node', [file], { stdio: 'inherit' });
    const code = await new Promise((resolve) => child.on('close', resolve));
    if (code !== 0) throw new Failure(`${file} ended with code ${code}`);
  }
});
