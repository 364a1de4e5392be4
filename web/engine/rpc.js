/*
Calls over a message port: a request has an id, its answer has the same. Errors cross as `{code, message, at}`.
*/

/** @typedef {Pick<MessagePort, 'postMessage'> & { onmessage: ((event: MessageEvent) => any) | null }} Port */

/**
 * An error with a stable name that the page can act on.
 */
export class EngineError extends Error {
  /**
   * @param {string} code `filter`, `gone`, `ended`, `aborted`, `failed`, `internal`
   * @param {string} message a sentence for the user
   * @param {number | null} [at] where in the text that was given, in bytes
   */
  constructor(code, message, at = null) {
    super(message);
    this.name = 'EngineError';
    this.code = code;
    this.at = at;
  }
}

/**
 * @param {unknown} error
 * @returns {{ code: string, message: string, at: number | null }}
 */
function plain(error) {
  if (error !== null && typeof error === 'object' && 'message' in error) {
    const { code = 'internal', message, at = null } = /** @type {any} */ (error);
    return { code: String(code), message: String(message), at };
  }
  return { code: 'internal', message: String(error), at: null };
}

/**
 * Answers calls that arrive at a port. A trap of the module leaves its memory half changed, so the worker reports it to the page
 * too, which then does without this engine (web/engine/runtime.js).
 *
 * @param {Port} port
 * @param {Record<string, (argument: any) => unknown>} methods
 */
export function serve(port, methods) {
  port.onmessage = async ({ data: { id, method, argument } }) => {
    try {
      const result = await methods[method]?.(argument);
      port.postMessage({ id, result });
    } catch (error) {
      port.postMessage({ id, error: plain(error) });
      if (error instanceof WebAssembly.RuntimeError) reportError(error);
    }
  };
}

/**
 * Makes calls over a port. Messages without an id are events.
 *
 * @param {Port} port
 * @param {(event: any) => void} [onEvent]
 */
export function client(port, onEvent = () => {}) {
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  let last = 0;
  /** @type {EngineError | undefined} */
  let gone;
  port.onmessage = ({ data }) => {
    if (data.id === undefined) {
      onEvent(data);
      return;
    }
    const call = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error) call?.reject(new EngineError(data.error.code, data.error.message, data.error.at));
    else call?.resolve(data.result);
  };
  return {
    /**
     * @param {string} method
     * @param {unknown} [argument]
     * @param {Transferable[]} [transfer]
     * @returns {Promise<any>}
     */
    call(method, argument, transfer = []) {
      if (gone) return Promise.reject(gone);
      return new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        port.postMessage({ id: last, method, argument }, transfer);
      });
    },
    /**
     * Fails every call that waits for an answer, and those to come: the other side is gone.
     *
     * @param {EngineError} error
     */
    fail(error) {
      gone = error;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    },
  };
}
