/*
Boot: the landing page is there already; this makes it work, and starts the rest while nothing else happens.
*/
import { effect } from '@preact/signals';
import * as controller from './controller.js';
import { recallHand } from './hand-keep.js';
import * as state from './state.js';
import { nextTheme, recallTheme } from './theme.js';
import { listFormats } from './ui/formats.js';
import { listenForFiles } from './ui/intake.js';
import { listenForKeys } from './ui/keys.js';
import { parseHash } from './url.js';

/** @import { OpenOptions } from './engine/types.js' */

/** @param {string[]} names of dropped files and folders */
function unreadable(names) {
  const [first = ''] = names;
  const what = names.length === 1 ? `${first} could` : `${first} and ${names.length - 1} more could`;
  return `${what} not be read and ${names.length === 1 ? 'was' : 'were'} left out: are you allowed to, and is it still there?`;
}

/** @param {string} id @returns {HTMLElement} */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

recallTheme();
recallHand();
state.view.value = parseHash(location.hash);
addEventListener('hashchange', () => {
  state.view.value = parseHash(location.hash);
});

const darkness = matchMedia('(prefers-color-scheme: dark)');
const colour = () => {
  const { value } = state.theme;
  const dark = value === 'dark' || (value === 'auto' && darkness.matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  element('theme').textContent = value === 'auto' ? 'Auto' : dark ? 'Dark' : 'Light';
};
effect(colour);
darkness.addEventListener('change', colour);

effect(() => {
  document.body.dataset.phase = state.phase.value;
  element('landing').hidden = state.phase.value !== 'landing';
  document.title = state.files.value.length > 0 ? `${state.files.value[0]?.name} – logatlas` : 'logatlas';
});

effect(() => {
  const used = state.threads.value;
  if (used === null) return;
  const { count, reason } = used;
  element('threads').textContent = reason === null ? `threads: ${count}` : `single thread (${reason})`;
  element('threads').dataset.threads = String(count);
});

effect(() => {
  element('offline').hidden = !state.offline.value;
});

effect(() => {
  element('update').hidden = state.update.value === null;
});

effect(() => {
  element('trouble').hidden = state.trouble.value === '';
  element('trouble').textContent = state.trouble.value;
});

element('open').addEventListener('click', () => element('file-input').click());
element('sample').addEventListener('click', () => void controller.openSample());
element('theme').addEventListener('click', nextTheme);
element('help').addEventListener('click', () => void controller.openDialog('help'));
element('update').addEventListener('click', () => state.update.value?.());

listenForFiles({
  hasData: () => state.phase.value !== 'landing',
  onFiles: (files, add) => void (add ? controller.addFiles(files) : controller.openFiles(files)),
  onText: controller.openText,
  onEmpty: () => controller.tell(controller.NO_FILE),
  onUnreadable: (names) => controller.tell(unreadable(names), 'error'),
});
listenForKeys();
listFormats(async () => (await controller.loadEngine()).formats());

Object.assign(globalThis, {
  logatlas: {
    open: async (/** @type {Blob[]} */ files, /** @type {OpenOptions} */ options) =>
      (await controller.loadEngine()).open(files, options),
    formats: async () => (await controller.loadEngine()).formats(),
  },
});

// Only after the first picture: it must not wait for these.
(globalThis.requestIdleCallback ?? setTimeout)(() => void controller.loadApp());

void controller.warmUp();
