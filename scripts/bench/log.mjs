/*
The log that the benchmarks in the browser read: generated once, kept in .cache.
*/
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/**
 * @param {number} megabytes
 * @returns {Promise<string>} the path of a Combined log of about this size
 */
export async function combinedLog(megabytes) {
  mkdirSync('.cache', { recursive: true });
  const path = `.cache/combined-${megabytes}.log`;
  if (existsSync(path) && statSync(path).size > megabytes * 0.9e6) return path;
  const lines = String(Math.round((megabytes * 1e6) / 225));
  const args = ['generate', '--format', 'combined', '--lines', lines, '--seed', '1'];
  const child = spawn('target/release/logatlas', args);
  await pipeline(child.stdout, createWriteStream(path));
  return path;
}
