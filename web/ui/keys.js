/*
The keyboard: one list that both the keys and the help sheet read. Single letters do nothing while something is typed.
*/
import * as controller from '../controller.js';
import * as state from '../state.js';
import { nextTheme } from '../theme.js';

/**
 * @typedef {object} Shortcut
 * @property {string[]} keys as the sheet shows them
 * @property {string} what it does
 * @property {(event: KeyboardEvent) => boolean} [matches] absent where a widget handles the key itself
 * @property {() => void} [run]
 */

/** @param {...string} keys @returns {(event: KeyboardEvent) => boolean} these keys without Ctrl, Alt or Command */
const plain =
  (...keys) =>
  (event) =>
    keys.includes(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;

/** @type {Shortcut[]} */
export const SHORTCUTS = [
  {
    keys: ['o', 'Ctrl O'],
    what: 'Open files',
    matches: (event) => plain('o')(event) || (event.key.toLowerCase() === 'o' && (event.ctrlKey || event.metaKey)),
    run: () => document.getElementById('file-input')?.click(),
  },
  {
    keys: ['/'],
    what: 'Type a filter',
    matches: plain('/'),
    run: () => document.getElementById('filter')?.focus(),
  },
  {
    keys: ['Backspace'],
    what: 'Take the last filter off',
    matches: plain('Backspace'),
    run: () => void controller.removeLastChip(),
  },
  { keys: ['1', '2', '3', '4'], what: 'Overview, templates, map, lines' },
  { keys: ['↑', '↓'], what: 'Move in a list; Enter filters, Alt Enter excludes' },
  { keys: ['→', '←'], what: 'In the list of templates: details, and back' },
  { keys: ['←', '→'], what: 'Move on the timeline; Shift selects, Enter filters' },
  { keys: ['←', '→', '↑', '↓'], what: 'Go from point to point on the map; Enter chooses' },
  { keys: ['+', '-', '0'], what: 'Map: closer, away, all of it; Shift and drag encircles' },
  {
    keys: ['e'],
    what: 'Export what is shown',
    matches: (event) => plain('e')(event) && (state.snapshot.value ?? state.table.value) !== null,
    run: () => void controller.openDialog('export'),
  },
  { keys: ['t'], what: 'Colours: auto, light, dark', matches: plain('t'), run: nextTheme },
  { keys: ['?'], what: 'This sheet', matches: plain('?'), run: () => void controller.openDialog('help') },
  {
    keys: ['Esc'],
    what: 'Close; while reading: stop and keep what was read; while filtering: go back',
    matches: (event) =>
      event.key === 'Escape' &&
      state.dialog.value === null &&
      (state.phase.value === 'scanning' || state.sweep.value !== null),
    run: () => (state.sweep.value === null ? controller.cancel() : controller.cancelFilter()),
  },
];

/** @param {EventTarget | null} target */
const isTyping = (target) =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');

/** Starts to listen on the whole window. */
export function listenForKeys() {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented) return;
    const typing = isTyping(event.target);
    const bare = !event.ctrlKey && !event.metaKey && event.key !== 'Escape';
    if (typing && bare) return;
    if (state.dialog.value !== null && event.key !== '?') return;
    if (plain('1', '2', '3', '4')(event)) return controller.showSection(Number(event.key) - 1);
    const shortcut = SHORTCUTS.find(({ matches }) => matches?.(event));
    if (shortcut?.run === undefined) return;
    event.preventDefault();
    shortcut.run();
  });
}
