/*
The logs that the benchmarks read from files: each generated once, kept in .cache.
*/
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { target } from '../setup.mjs';

/** Bytes of a line, on average. */
const WIDTH = { combined: 225, json: 550, syslog: 100 };

/** The formats that are measured. @typedef {keyof typeof WIDTH} Format */

/**
 * @param {Format} format
 * @param {number} lines
 * @returns {Promise<string>} the path of a log of so many lines
 */
export async function logOfLines(format, lines) {
  const file = `.cache/${format}-${lines}.log`;
  if (existsSync(file)) return file;
  mkdirSync('.cache', { recursive: true });
  const args = ['generate', '--format', format, '--lines', String(lines), '--seed', '1'];
  const child = spawn(path.join(target, 'release/logatlas'), args);
  await pipeline(child.stdout, createWriteStream(`${file}.part`));
  renameSync(`${file}.part`, file);
  return file;
}

/**
 * @param {Format} format
 * @param {number} megabytes
 * @returns {Promise<string>} the path of a log of about this size
 */
export const logOfSize = (format, megabytes) => logOfLines(format, Math.round((megabytes * 1e6) / WIDTH[format]));
