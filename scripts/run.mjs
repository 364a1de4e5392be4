/*
Running other programs, and the list of steps that a person or a CI log sees.

A step prints its title, then its duration (and a note such as a count of tests) on the same line. What its programs
print is kept back and shown only when the step fails.
*/
import { spawn } from 'node:child_process';

/** A failure that the reader can act on: the message says what to do, `output` is what the program printed. */
export class Failure extends Error {
  /**
   * @param {string} message
   * @param {string} [output]
   */
  constructor(message, output = '') {
    super(message);
    this.name = 'Failure';
    this.output = output;
  }
}

/** What runs at the moment, to be stopped with the script. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Runs a program to its end and returns what it printed, standard error included.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, timeout?: number }} [options] `timeout` in milliseconds
 * @returns {Promise<{ code: number, output: string }>} code 127 if there is no such program, 124 after the timeout
 */
export function run(command, args, { env = process.env, timeout } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout });
    running.add(child);
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    /** @param {number} code @param {string} output */
    const ended = (code, output) => {
      running.delete(child);
      resolve({ code, output });
    };
    child.on('error', (error) => ended(127, error.message));
    child.on('close', (code) => ended(code ?? 124, Buffer.concat(chunks).toString()));
  });
}

/**
 * Like {@link run}, but a program that fails is a {@link Failure}.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, timeout?: number }} [options]
 * @returns {Promise<string>} what it printed
 */
export async function must(command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Failure(`${[command, ...args].join(' ')} ended with code ${code}`, output);
  return output;
}

/**
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work a string that it returns is printed as a note
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  process.stdout.write(`${title} ... `);
  const start = performance.now();
  const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  try {
    const note = await work();
    process.stdout.write(`${seconds()}${typeof note === 'string' ? ` (${note})` : ''}\n`);
    return note;
  } catch (error) {
    process.stdout.write(`failed after ${seconds()}\n`);
    throw error;
  }
}

/**
 * The outer frame of every script: a Failure is told in plain words, sets the exit code and stops what still runs beside; anything else is
 * a bug and keeps its stack.
 *
 * @param {() => Promise<void>} script
 */
export async function main(script) {
  try {
    await script();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.output) process.stdout.write(`${error.output.trimEnd()}\n`);
    process.stdout.write(`\n${error.message}\n`);
    process.exitCode = 1;
    for (const child of running) child.kill();
  }
}
