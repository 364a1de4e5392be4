/*
The engine worker's part of what is asked about templates beyond their counts.
*/
import { EngineError } from './rpc.js';

/** @import { Session } from '../pkg/logatlas.js' */

/**
 * @typedef {object} Tools what the engine worker lends
 * @property {(id: number) => { session: Session }} find
 * @property {(id: number) => boolean} isOpen
 * @property {(id: number, filter: string) => Promise<number | undefined>} passOf
 * @property {(id: number, pass: number, onProgress?: (done: number, of: number) => void) => Promise<void>} settle reads again what a
 *   pass misses, and waits for it
 */

/**
 * @param {Tools} tools
 * @returns {Record<string, (argument: any) => unknown>} the calls about templates
 */
export function templateMethods({ find, isOpen, passOf, settle }) {
  /** The questions under way: what ends the pass of each. @type {Map<string, () => void>} */
  const asked = new Map();

  /**
   * Waits for a pass made for one question, answers it, and ends the pass. A new question of the same kind ends the one before.
   *
   * @param {number} id
   * @param {string} kind
   * @param {number} pass
   * @param {(session: Session) => unknown} answer
   */
  async function once(id, kind, pass, answer) {
    const { session } = find(id);
    const key = `${id} ${kind}`;
    asked.get(key)?.();
    const end = () => session.end(pass);
    asked.set(key, end);
    try {
      await settle(id, pass);
      return answer(find(id).session);
    } finally {
      if (asked.get(key) === end) asked.delete(key);
      // What was closed meanwhile is gone.
      if (isOpen(id)) end();
    }
  }

  return {
    /** @param {{ id: number, filter: string, template: string }} argument null if there is no such template */
    async parameters({ id, filter, template }) {
      const pass = find(id).session.beginParameters(filter, template);
      return pass === undefined
        ? null
        : once(id, `parameters ${template}`, pass, (session) => session.parameters(pass));
    },

    /** @param {{ id: number, filter: string, reread: boolean }} argument null if files had to be read again and that is not wished */
    async trends({ id, filter, reread }) {
      const of = await passOf(id, filter);
      const { session } = find(id);
      const pass = session.beginTrends(of);
      if (pass === undefined) throw new EngineError('ended', 'This filter was replaced by another.');
      if (!reread && session.left(pass) > 0) {
        session.end(pass);
        return null;
      }
      return once(id, 'trends', pass, (open) => open.trends(pass));
    },

    /** @param {{ id: number, filter: string, order: string, count: number }} argument */
    async templates({ id, filter, order, count }) {
      const pass = await passOf(id, filter);
      return find(id).session.templates(pass, order, count);
    },

    /** @param {{ id: number, filter: string, template: string }} argument */
    async signatures({ id, filter, template }) {
      const pass = await passOf(id, filter);
      return find(id).session.signatures(pass, template);
    },

    /** @param {{ id: number, kind: string }} argument `trends`, or `parameters` and a template: a question whose answer nobody waits for any more */
    giveUp({ id, kind }) {
      asked.get(`${id} ${kind}`)?.();
    },
  };
}
