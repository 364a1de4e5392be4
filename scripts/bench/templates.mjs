/*
How well templates are mined, by the measures of the LogPAI benchmark, on its logs of 2,000 lines: whole raw lines go in, formats
are detected, nothing is set for any system. LOGATLAS_DATA names the folder of real logs; without one this says so and ends.

GA (grouping accuracy): the share of lines whose group holds exactly the lines of a true group. FGA: the harmonic mean of the
shares of found and of true groups that are right in this sense. PA (parsing accuracy): the share of lines whose template is the
true one. FTA: as FGA, for groups that are right and whose template is the true one. (Zhu et al. 2019; Khan et al. 2022; Jiang
et al. 2024.)
*/
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { machine, record } from './record.mjs';

/** @typedef {{ event: string, template: string }} True what is known of a line */
/** @typedef {{ GA: number, FGA: number, PA: number, FTA: number }} Scores */

/**
 * Scores what was found for each line against the truth.
 *
 * @param {{ id: string, template: string }[]} found
 * @param {True[]} truth of the same lines
 * @returns {Scores}
 */
export function score(found, truth) {
  const mine = groups(found.map(({ id }) => id));
  const theirs = groups(truth.map(({ event }) => event));
  let [lines, right, same, exact] = [0, 0, 0, 0];
  for (const members of mine.values()) {
    const first = members[0] ?? 0;
    const twin = theirs.get(truth[first]?.event ?? '') ?? [];
    const whole = twin.length === members.length && twin.every((line, at) => line === members[at]);
    const text = normal(found[first]?.template ?? '') === normal(truth[first]?.template ?? '');
    lines += whole ? members.length : 0;
    right += whole ? 1 : 0;
    exact += whole && text ? 1 : 0;
  }
  for (const [line, { template }] of found.entries()) {
    same += normal(template) === normal(truth[line]?.template ?? '') ? 1 : 0;
  }
  const mean = (/** @type {number} */ hits) => (2 * hits) / (mine.size + theirs.size);
  return { GA: lines / truth.length, FGA: mean(right), PA: same / truth.length, FTA: mean(exact) };
}

/** @param {string[]} names @returns {Map<string, number[]>} the lines of each name, rising */
function groups(names) {
  /** @type {Map<string, number[]>} */
  const all = new Map();
  for (const [line, name] of names.entries()) {
    const members = all.get(name);
    if (members) members.push(line);
    else all.set(name, [line]);
  }
  return all;
}

/**
 * A template as it is compared: every class of variable is `<*>`, what is glued to a variable belongs to it, white space is one
 * space.
 *
 * @param {string} template
 */
function normal(template) {
  const one = template.replace(/<(?:num|size|duration|date|time|hex|uuid|mac|ip|url|email|path|id|str)>/g, '<*>');
  return one
    .replace(/\s+/g, ' ')
    .replace(/<\*>(?:[.:/_-]?<\*>)+/g, '<*>')
    .trim();
}

/** @param {string} csv with a header and fields in quotes where they need them @returns {True[]} */
export function truths(csv) {
  const rows = csv.trimEnd().split('\n').slice(1);
  return rows.map((row) => {
    const [, event = '', template = ''] = /^\d+,([^,]*),(.*?)\r?$/.exec(row) ?? [];
    const quoted = /^"(.*)"$/.exec(template);
    return { event, template: quoted ? (quoted[1] ?? '').replaceAll('""', '"') : template };
  });
}

/**
 * Runs the program on a log.
 *
 * @param {string} program
 * @param {string} log
 * @param {number} lines that it has
 * @returns {{ id: string, template: string }[]} of each line; one that is part of the record before it has that record's
 */
export function assigned(program, log, lines) {
  const run = (/** @type {string[]} */ ...options) => {
    const { stdout, stderr, status } = spawnSync(program, ['templates', log, '--json', ...options], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
    return stdout;
  };
  /** @type {{ id: string, text: string }[]} */
  const templates = JSON.parse(run()).templates;
  const texts = new Map(templates.map(({ id, text }) => [id, text]));
  /** @type {{ id: string, template: string }[]} */
  const all = [];
  for (const row of run('--assign').trimEnd().split('\n')) {
    /** @type {{ line: number, template: string }} */
    const { line, template: id } = JSON.parse(row);
    while (all.length < line - 1) all.push(all.at(-1) ?? { id: '', template: '' });
    all.push({ id, template: texts.get(id) ?? '' });
  }
  while (all.length < lines) all.push(all.at(-1) ?? { id: '', template: '' });
  return all;
}

/** @param {string} folder @returns {string[]} the systems whose truth is known */
export function systems(folder) {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.flatMap((name) => /^(.*)\.truth\.csv$/.exec(name)?.[1] ?? []).sort();
}

/** @param {string} program @param {string} folder @param {string} system @returns {Scores} */
export function measure(program, folder, system) {
  const truth = truths(readFileSync(path.join(folder, `${system}.truth.csv`), 'utf8'));
  return score(assigned(program, path.join(folder, `${system}.log`), truth.length), truth);
}

/** Prints a row a system, and the means. */
export function main() {
  const folder = path.join(process.env.LOGATLAS_DATA ?? '../shared/data', 'loghub');
  const names = systems(folder);
  if (names.length === 0) {
    process.stdout.write(`templates: skipped, no real logs in ${folder}\n`);
    return;
  }
  const program = process.env.LOGATLAS ?? 'target/release/logatlas';
  const rows = names.map((name) => ({ name, ...measure(program, folder, name) }));
  const columns = /** @type {const} */ (['GA', 'FGA', 'PA', 'FTA']);
  const mean = Object.fromEntries(
    columns.map((column) => [column, rows.reduce((sum, row) => sum + row[column], 0) / rows.length]),
  );
  const line = (/** @type {string} */ name, /** @type {Record<string, any>} */ row) =>
    `${name.padEnd(14)}${columns.map((column) => row[column].toFixed(3).padStart(8)).join('')}\n`;
  process.stdout.write(`${''.padEnd(14)}${columns.map((column) => column.padStart(8)).join('')}\n`);
  for (const row of rows) process.stdout.write(line(row.name, row));
  process.stdout.write(line('mean', mean));
  record('templates', { ...machine(), systems: rows, mean });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main();
