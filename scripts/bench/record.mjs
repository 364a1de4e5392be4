/*
What a benchmark leaves behind: a line of JSON in benches/, with the machine and the day, and the same on the terminal.
*/
import { appendFileSync, mkdirSync } from 'node:fs';
import os from 'node:os';

/** What the figures were measured on. */
export function machine() {
  const [{ model = 'unknown' } = {}] = os.cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: model.trim(),
    cores: os.cpus().length,
    load: os.loadavg()[0],
  };
}

/**
 * @param {number[]} numbers at least one
 * @returns {number}
 */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/**
 * @param {string} name of the benchmark; its results are in benches/NAME.jsonl, one line a run
 * @param {object} result
 */
export function record(name, result) {
  mkdirSync('benches', { recursive: true });
  const line = JSON.stringify(result);
  appendFileSync(`benches/${name}.jsonl`, `${line}\n`);
  process.stdout.write(`${name}: ${JSON.stringify(result, null, 2)}\n`);
}
