/*
What the templates panel asks of the engine, again whenever what it is about has changed: lists in another order, lines over time,
parts of what is split, and the values behind the variables of one.
*/
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import * as state from '../state.js';

/** @import { Parameters, Refusal, Session, Snapshot, Template, Trends } from '../engine/types.js' */
/** @import { Parts, Split } from '../hand.js' */
/** @import { Sort } from '../url.js' */

const NONE = { found: null, settled: false, problem: '' };

/**
 * @template T
 * @typedef {object} Answer
 * @property {T | null} found what was found last; nothing before that, and where there is none
 * @property {boolean} settled whether the question was answered
 * @property {string} problem why it could not be, as a sentence
 */

/**
 * The answer to a question; the one before stays until it is there, and is known to be no longer settled.
 *
 * @template T
 * @param {(session: Session, signal: AbortSignal) => Promise<T> | null} ask null to ask nothing
 * @param {unknown[]} about what makes it another question
 * @returns {Answer<T>}
 */
function useAnswer(ask, about) {
  const session = state.session.value;
  const question = [session, ...about];
  const answer = useSignal(/** @type {Answer<T> & { to: unknown[] }} */ ({ ...NONE, to: [] }));
  useEffect(() => {
    const job = new AbortController();
    const asked = session === null ? null : ask(session, job.signal);
    if (asked === null) {
      answer.value = { ...NONE, to: [] };
      return;
    }
    asked.then(
      (found) => {
        if (!job.signal.aborted) answer.value = { found, settled: true, problem: '', to: question };
      },
      (/** @type {Refusal} */ { code, message }) => {
        // A filter that was overtaken, or a log that was closed: there is nothing to tell.
        const problem = code === 'ended' || code === 'closed' ? '' : message;
        if (!job.signal.aborted) answer.value = { found: null, settled: true, problem, to: question };
      },
    );
    return () => job.abort();
  }, question);
  // The effect comes after the page was drawn, which would show figures of one filter as those of another.
  const { to, ...last } = answer.value;
  return { ...last, settled: last.settled && question.every((one, at) => one === to[at]) };
}

/**
 * @param {Snapshot} snapshot
 * @param {Sort} order
 * @returns {Template[]} in this order as far as it is known already
 */
export function useListed(snapshot, order) {
  const filter = state.applied.value;
  const { found } = useAnswer(
    (session, signal) => (order === 'count' ? null : session.templates({ filter, order, signal })),
    [snapshot, filter, order],
  );
  return (order === 'count' ? null : found) ?? snapshot.templates;
}

/**
 * @param {Snapshot} snapshot
 * @param {boolean} reread whether files may be read again for it
 * @returns {Answer<Trends | null>} nothing found where they would have to be
 */
export function useTrends(snapshot, reread) {
  const filter = state.applied.value;
  const done = state.phase.value === 'loaded';
  return useAnswer(
    (session, signal) => (done ? session.trends({ filter, reread, signal }) : null),
    [snapshot, filter, reread, done],
  );
}

/**
 * @param {Session} session
 * @param {Template[]} templates
 * @param {Record<string, Split>} splits by the ids of templates
 * @param {{ filter: string, signal?: AbortSignal }} options
 * @returns {Promise<Map<string, Parts>>} of those that are split
 */
export async function partsOf(session, templates, splits, options) {
  /** @type {Map<string, Parts>} */
  const parts = new Map();
  for (const { id } of templates) {
    const by = splits[id];
    if (by === undefined) continue;
    const ask = { template: id, ...options };
    const of = typeof by === 'object' ? await session.parameters(ask) : await session.signatures(ask);
    if (of !== null) parts.set(id, of);
  }
  return parts;
}

/**
 * @param {Snapshot} snapshot
 * @param {Template[]} templates
 * @param {Record<string, Split>} splits by the ids of templates
 * @returns {Map<string, Parts>} of those of them that are split and whose parts are known already
 */
export function useParts(snapshot, templates, splits) {
  const filter = state.applied.value;
  const done = state.phase.value === 'loaded';
  // Values are read from the files, once these were read to their end.
  const asked = templates.filter(({ id }) => splits[id] !== undefined && (done || typeof splits[id] !== 'object'));
  const { found } = useAnswer(
    (session, signal) => (asked.length === 0 ? null : partsOf(session, asked, splits, { filter, signal })),
    [snapshot, filter, JSON.stringify(asked.map(({ id }) => [id, splits[id]]))],
  );
  return found ?? new Map();
}

/**
 * @param {string[]} templates ids
 * @returns {Answer<Parameters[]>} one each
 */
export function useParameters(templates) {
  const filter = state.applied.value;
  return useAnswer(
    async (session, signal) => {
      const all = [];
      for (const template of templates) all.push(await session.parameters({ template, filter, signal }));
      return all.filter((one) => one !== null);
    },
    [templates.join(), filter],
  );
}
