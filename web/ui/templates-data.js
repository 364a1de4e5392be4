/*
What the templates panel asks of the engine, again whenever what it is about has changed: lists in another order, lines over time,
signatures of what is split, and the values behind the variables of one.
*/
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import * as state from '../state.js';

/** @import { Parameters, Refusal, Session, Signatures, Snapshot, Template, Trends } from '../engine/types.js' */
/** @import { Sort } from '../url.js' */

/**
 * @template T
 * @typedef {object} Answer
 * @property {T | null} found what was found last; nothing before that, and where there is none
 * @property {boolean} settled whether the question was answered
 * @property {string} problem why it could not be, as a sentence
 */

/**
 * The answer to a question; the one before stays until it is there.
 *
 * @template T
 * @param {(session: Session, signal: AbortSignal) => Promise<T> | null} ask null to ask nothing
 * @param {unknown[]} about what makes it another question
 * @returns {Answer<T>}
 */
function useAnswer(ask, about) {
  const answer = useSignal(/** @type {Answer<T>} */ ({ found: null, settled: false, problem: '' }));
  const session = state.session.value;
  useEffect(() => {
    const job = new AbortController();
    const asked = session === null ? null : ask(session, job.signal);
    if (asked === null) {
      answer.value = { found: null, settled: false, problem: '' };
      return;
    }
    answer.value = { ...answer.peek(), settled: false };
    asked.then(
      (found) => {
        if (!job.signal.aborted) answer.value = { found, settled: true, problem: '' };
      },
      (/** @type {Refusal} */ { code, message }) => {
        // A filter that was overtaken, or a log that was closed: there is nothing to tell.
        const problem = code === 'ended' || code === 'closed' ? '' : message;
        if (!job.signal.aborted) answer.value = { found: null, settled: true, problem };
      },
    );
    return () => job.abort();
  }, [session, ...about]);
  return answer.value;
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
 * @param {Snapshot} snapshot
 * @param {string[]} templates ids
 * @returns {Map<string, Signatures>} of those that are known already
 */
export function useSignatures(snapshot, templates) {
  const filter = state.applied.value;
  const { found } = useAnswer(
    (session, signal) =>
      templates.length === 0
        ? null
        : Promise.all(
            templates.map(async (template) => {
              const signatures = await session.signatures({ template, filter, signal });
              return /** @type {[string, Signatures]} */ ([template, signatures]);
            }),
          ),
    [snapshot, filter, templates.join()],
  );
  return new Map(found ?? []);
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
