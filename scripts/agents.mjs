/*
`npm run agents`: writes the list of user agents that the engine knows from the two public lists it is made of, at the versions that
package.json names.

    crate/core/src/agents/list.txt   a rule a line, its parts between tabs: the kind, the pattern, and what takes the place of
                                     its groups; see crate/core/src/agents/list.rs

Of uap-core are kept the rules for the name and version of a program, the operating system and the device, in their order, without
the parts that are not shown (brand and model apart from the device, versions of systems). Of crawler-user-agents are kept the
patterns, each marked as that of a crawler or of a test; libraries that anybody may use are left out.
*/
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const LIST = 'crate/core/src/agents/list.txt';

/** The sections of uap-core, with the letter of the kind and the keys of what is kept. */
const SECTIONS = /** @type {Record<string, { kind: string, keys: string[] }>} */ ({
  user_agent_parsers: { kind: 'n', keys: ['family_replacement', 'v1_replacement', 'v2_replacement'] },
  os_parsers: { kind: 'o', keys: ['os_replacement'] },
  device_parsers: { kind: 'd', keys: ['device_replacement'] },
});
/** Tags of crawler-user-agents that stand for tests rather than crawlers. */
const TESTS = new Set(['monitoring', 'browser-automation']);

const require = createRequire(import.meta.url);

/** @param {string} name @returns {{ folder: string, version: string, licence: string }} of an installed package */
function packaged(name) {
  let folder = path.dirname(require.resolve(name === 'uap-core' ? 'uap-core/package.json' : name));
  while (path.basename(folder) !== name) folder = path.dirname(folder);
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return { folder, version, licence: readFileSync(path.join(folder, 'LICENSE'), 'utf8') };
}

/**
 * The rules of uap-core. Its file is a small part of YAML: lists of maps from words to strings in single quotation marks.
 *
 * @param {string} yaml
 * @returns {string[]}
 */
export function families(yaml) {
  /** @type {string[]} */
  const rules = [];
  let section = { kind: '', keys: /** @type {string[]} */ ([]) };
  /** @type {Record<string, string>} */
  let rule = {};
  const end = () => {
    if (rule.regex === undefined) return;
    const pattern = rule.regex_flag === 'i' ? `(?i)${rule.regex}` : rule.regex;
    rules.push([section.kind, pattern, ...section.keys.map((key) => rule[key] ?? '')].join('\t').trimEnd());
    rule = {};
  };
  for (const line of yaml.split('\n')) {
    const named = /^(\w+):\s*$/.exec(line)?.[1];
    const [, item, key, quoted, plain] = /^\s+(- )?(\w+): *(?:'((?:[^']|'')*)'|"([^"]*)")\s*(?:#.*)?$/.exec(line) ?? [];
    if (named !== undefined || item !== undefined) end();
    if (named !== undefined) section = SECTIONS[named] ?? section;
    if (key !== undefined) rule[key] = quoted?.replaceAll("''", "'") ?? plain ?? '';
  }
  end();
  return rules;
}

/**
 * The patterns of crawler-user-agents.
 *
 * @param {{ pattern: string, tags?: string[] }[]} entries
 * @returns {string[]}
 */
export function crawlers(entries) {
  return entries
    .filter(({ tags = [] }) => tags.length !== 1 || tags[0] !== 'http-library')
    .map(({ pattern, tags = [] }) => `${tags.some((tag) => TESTS.has(tag)) ? 't' : 'b'}\t${pattern}`);
}

/** @returns {string} the whole list, with where it comes from and under which terms */
export function agentList() {
  const [uap, bots] = [packaged('uap-core'), packaged('crawler-user-agents')];
  const said = [
    'What user agents are called; written by scripts/agents.mjs, not by hand. The rules are those of two public lists, in',
    'another form and shortened:',
    '',
    `uap-core ${uap.version}`,
    '',
    ...uap.licence.trim().split('\n'),
    '',
    `crawler-user-agents ${bots.version}`,
    '',
    ...bots.licence.trim().split('\n'),
  ];
  const rules = [
    ...families(readFileSync(path.join(uap.folder, 'regexes.yaml'), 'utf8')),
    ...crawlers(JSON.parse(readFileSync(path.join(bots.folder, 'crawler-user-agents.json'), 'utf8'))),
  ];
  return `${said.map((line) => `# ${line}`.trimEnd()).join('\n')}\n${rules.join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(LIST, agentList());
