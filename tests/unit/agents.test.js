/*
The list of user agents is what the public lists say, at the versions that are installed.
*/
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { agentList, crawlers, families, LIST } from '../../scripts/agents.mjs';

test('the list in the repository is the one that the installed packages give', () => {
  assert.equal(readFileSync(LIST, 'utf8'), agentList());
});

test('every rule of uap-core is taken over', () => {
  const yaml = readFileSync('node_modules/uap-core/regexes.yaml', 'utf8');
  const rules = yaml.match(/^\s+- regex:/gm) ?? [];
  assert.ok(rules.length > 1000);
  assert.equal(families(yaml).length, rules.length);
});

test('a rule keeps its pattern, its flag and what takes the place of groups', () => {
  const yaml = [
    'user_agent_parsers:',
    "  - regex: '(A)''s/(\\d+)'",
    "    v2_replacement: '7' # seven",
    'device_parsers:',
    '  # a comment',
    "  - regex: 'b c'",
    "    regex_flag: 'i'",
    "    device_replacement: '$1 B'",
    "    brand_replacement: 'C'",
  ];
  assert.deepEqual(families(yaml.join('\n')), ["n\t(A)'s/(\\d+)\t\t\t7", 'd\t(?i)b c\t$1 B']);
});

test('libraries are no crawlers, and monitors are tests', () => {
  const entries = [
    { pattern: 'Bot', tags: ['seo'] },
    { pattern: 'Probe', tags: ['monitoring'] },
    { pattern: 'lib', tags: ['http-library'] },
    { pattern: 'Old' },
  ];
  assert.deepEqual(crawlers(entries), ['b\tBot', 't\tProbe', 'b\tOld']);
});
