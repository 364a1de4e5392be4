/*
The list of formats on the landing page, asked of the engine when somebody looks.
*/

/** @import { Format } from '../engine/types.js' */

/** @param {() => Promise<Format[]>} load */
export function listFormats(load) {
  const details = /** @type {HTMLDetailsElement} */ (document.getElementById('formats'));
  const place = /** @type {HTMLElement} */ (document.getElementById('formats-list'));
  details.addEventListener(
    'toggle',
    async () => {
      const formats = await load().catch(() => []);
      if (formats.length === 0) return;
      const list = document.createElement('dl');
      for (const { title, sample } of formats) {
        const term = list.appendChild(document.createElement('dt'));
        term.textContent = title;
        const example = list.appendChild(document.createElement('dd'));
        example.textContent = sample;
        example.title = sample;
      }
      place.append(list);
    },
    { once: true },
  );
}
