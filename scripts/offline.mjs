/*
The last step of the build: gives the service worker the list of files that make up the site, and writes the headers
for hosts that can send them.
*/
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HEADERS } from './headers.mjs';

/** What hosts read and do not serve. */
const NOT_SERVED = new Set(['_headers', 'sw.js']);

/**
 * @param {string} folder a built site
 * @returns {{ files: number, bytes: number }} how much a first visit stores
 */
export function writeOffline(folder) {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .filter((file) => !NOT_SERVED.has(file))
    .sort();
  const hash = createHash('sha256');
  let bytes = 0;
  for (const file of paths) {
    const contents = readFileSync(path.join(folder, file));
    hash.update(file).update('\0').update(contents);
    bytes += contents.length;
  }
  const version = hash.digest('hex').slice(0, 12);
  // Hosts answer for index.html under the folder's own address, some with a redirect, so that is what gets stored.
  const files = paths.map((file) => (file === 'index.html' ? './' : file));

  const worker = readFileSync(new URL('../web/sw.js', import.meta.url), 'utf8');
  const site = JSON.stringify({ version, files, headers: HEADERS });
  writeFileSync(path.join(folder, 'sw.js'), `self.SITE = ${site};\n${worker}`);

  const lines = Object.entries(HEADERS).map(([name, value]) => `  ${name}: ${value}\n`);
  writeFileSync(path.join(folder, '_headers'), `/*\n${lines.join('')}`);
  return { files: paths.length, bytes };
}
