/*
What must be known before the figures are trusted: files that could not be read or are no logs, and what was left out.
*/
import './notices.css';
import * as controller from '../controller.js';

/** @import { Snapshot } from '../engine/types.js' */

/** More than this would push the figures out of sight; the sheet of sources has all of them. */
const SHOWN = 3;
/** Parts of the snapshot that something is missing from when they are said to be approximate. */
const LEFT_OUT = ['lines', 'fields'];

/**
 * @param {Snapshot} snapshot
 * @returns {{ text: string, grave: boolean }[]}
 */
function noticesOf({ sources, approximations }) {
  const told = sources.filter(({ error, notice }) => (error ?? notice) !== null);
  return [
    ...told.map(({ name, error, notice }) => ({ text: `${name}: ${error ?? notice}`, grave: error !== null })),
    ...approximations.filter(({ what }) => LEFT_OUT.includes(what)).map(({ text }) => ({ text, grave: false })),
  ];
}

/** @param {{ snapshot: Snapshot }} props */
export function Notices({ snapshot }) {
  const all = noticesOf(snapshot);
  if (all.length === 0) return null;
  return (
    <ul class="notices" aria-label="What you should know">
      {all.slice(0, SHOWN).map(({ text, grave }) => (
        <li key={text} class={grave ? 'grave' : ''}>
          {text}
        </li>
      ))}
      {all.length > SHOWN && (
        <li>
          <button type="button" class="link" onClick={() => controller.openDialog('sources')}>
            and {all.length - SHOWN} more
          </button>
        </li>
      )}
    </ul>
  );
}
