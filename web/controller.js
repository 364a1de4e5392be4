/*
What the page does. Widgets and keys call these actions; nothing else changes the state, and only here is the engine called
for more than lines and points.
*/
import { batch } from '@preact/signals';
import { placeInTyped, toggleChip, withChip } from './filter.js';
import { changeHand, undoHand } from './hand-keep.js';
import { PaceMeter } from './lib/pace.js';
import { count } from './lib/quantity.js';
import { oldestFirst } from './lib/rotation.js';
import * as state from './state.js';
import { formatHash, SECTIONS } from './url.js';

/** @import { Engine, Notice, Progress, Refusal, Snapshot } from './engine/types.js' */
/** @import { Chip } from './filter.js' */
/** @import { Section, View } from './url.js' */

/** The size of the sample: a second's work, and enough for every panel. */
const SAMPLE_LINES = 30_000;
/** What is said where files were expected and none came. */
export const NO_FILE =
  'There is no file in what was dropped or chosen: the folder is empty. Choose log files, or a folder that has some in it.';
/** How long typing must rest before the filter is applied, in milliseconds. */
const REST = 200;

/** The one place where the engine comes from. @returns {Promise<Engine>} */
export const loadEngine = () => /** @type {Promise<any>} */ (import('./engine/index.js'));

/** Decides how the page runs and starts the workers, so that the first file need not wait for them. */
export async function warmUp() {
  try {
    const engine = await loadEngine();
    const isolation = await engine.prepare({
      mayReload: () => state.phase.value === 'landing',
      onUpdate: (apply) => {
        state.update.value = apply;
      },
      onOffline: () => {
        state.offline.value = true;
      },
    });
    const { threads } = await engine.warm();
    state.threads.value = { count: threads, reason: isolation.threads ? null : isolation.reason };
  } catch (error) {
    tell(`The engine could not start: ${sentence(error)} Reloading the page may help.`, 'error');
  }
}

/** The panels and what they need; fetched while the landing page is read. */
export const loadApp = () => import('./ui/app.jsx');
const mount = async () => (await loadApp()).mountApp();

/** Increases with every opening, so that news of an older one is recognised. */
let opening = 0;
/** @type {Blob[]} */
let opened = [];
/** @type {AbortController | null} */
let asking = null;
/** What the filter that was applied last was made of: where a cancelled one goes back to. */
let settled = { chips: /** @type {Chip[]} */ ([]), typed: '' };
/** @type {ReturnType<typeof setTimeout> | undefined} */
let rest;

/** @param {Blob} file */
const nameOf = (file) => (file instanceof File ? file.name : 'pasted text');

/**
 * Opens files in place of what is open, those that a log was rotated into from the oldest on.
 *
 * @param {Blob[]} given
 * @param {{ formats?: string[], keepFilter?: boolean }} [options] `formats` forces one on each of them, '' none
 */
export async function openFiles(given, { formats: wished = [], keepFilter = false } = {}) {
  if (given.length === 0) return tell(NO_FILE);
  const pairs = given.map((file, index) => ({ file, format: wished[index] ?? '' }));
  const ordered = oldestFirst(pairs, ({ file }) => nameOf(file));
  const files = ordered.map(({ file }) => file);
  const formats = ordered.map(({ format }) => format);
  const job = ++opening;
  close();
  opened = files;
  state.files.value = files.map((file, index) => ({
    name: nameOf(file),
    size: file.size,
    format: formats[index] ?? '',
  }));
  if (!keepFilter) clearFilter();
  state.phase.value = 'opening';
  const current = () => job === opening;
  const meter = new PaceMeter();
  try {
    const [engine] = await Promise.all([loadEngine(), mount()]);
    if (!current()) return;
    if (files.length === 1 && forced()[0] === '' && (await engine.isTable(files[0]))) {
      return void (await openTable(engine, files[0], current));
    }
    if (!current()) return;
    const session = await engine.open(files, {
      format: formats,
      onSweep: ({ filter, done, of }) => {
        if (current() && state.pending.value && filter === state.filter.value) state.sweep.value = done / of;
      },
      onProgress: (progress) => current() && onProgress(progress, meter),
      onSnapshot: (snapshot) => current() && onSnapshot(snapshot),
      onNotice: (notice) => current() && onNotice(notice),
    });
    if (!current()) return session.close();
    state.session.value = session;
    state.phase.value = 'scanning';
    state.outcome.value = await session.done;
    if (!current()) return;
    state.progress.value = session.progress();
    state.phase.value = 'loaded';
    await refresh();
  } catch (error) {
    if (!current()) return;
    tell(`The files could not be read: ${sentence(error)}`, 'error');
    // What was found before the failure stays on screen.
    state.phase.value = state.whole.value === null ? 'landing' : 'loaded';
  }
}

/**
 * Opens a file whose rows are mapped. What is wrong with it is said, and it can still be read as a log.
 *
 * @param {Engine} engine
 * @param {Blob} file
 * @param {() => boolean} current
 */
async function openTable(engine, file, current) {
  try {
    const table = await engine.openTable(file);
    if (!current()) return table.close();
    state.table.value = table;
    state.phase.value = 'loaded';
  } catch (error) {
    if (!current()) return;
    state.phase.value = 'landing';
    tell(`${state.files.value[0]?.name ?? 'The table'}: ${sentence(error)}`, 'error', [
      { label: 'Read it as a log', run: () => void readAs('csv') },
    ]);
  }
}

/** The formats that are forced on what is open. */
const forced = () => state.files.value.map(({ format }) => format);

/** @param {Blob[]} files opened together with what is open */
export const addFiles = (files) => openFiles([...opened, ...files], { formats: forced(), keepFilter: true });

/**
 * @param {string} format name or pattern, or '' for detection
 * @param {number} [only] the file that is meant; all of them without
 */
export const readAs = (format, only) =>
  openFiles(opened, {
    formats: forced().map((before, index) => (only === undefined || only === index ? format : before)),
    keepFilter: true,
  });

/** Text from the clipboard as a file of its own. @param {string} text */
export function openText(text) {
  const file = new File([text], 'pasted.log', { type: 'text/plain' });
  if (state.phase.value === 'landing') return void openFiles([file]);
  const lines = text.trimEnd().split('\n').length;
  tell(`${count(lines)} pasted ${lines === 1 ? 'line' : 'lines'}.`, 'info', [
    { label: 'Open instead', run: () => void openFiles([file]) },
    { label: 'Add', run: () => void addFiles([file]) },
  ]);
}

/** A made-up log of a web shop with an incident in it. */
export async function openSample() {
  const engine = await loadEngine();
  await openFiles([await engine.generate({ format: 'json', lines: SAMPLE_LINES, seed: 1 })]);
}

/** Ends the scan; what was read stays. */
export const cancel = () => state.session.value?.cancel();

/** Back to the landing page. */
export function backToStart() {
  opening += 1;
  close();
  opened = [];
  clearFilter();
  state.files.value = [];
  state.phase.value = 'landing';
}

function close() {
  asking?.abort();
  state.session.value?.close();
  state.session.value = null;
  state.table.value?.close();
  state.table.value = null;
  state.whole.value = null;
  state.snapshot.value = null;
  state.progress.value = null;
  state.pace.value = null;
  state.outcome.value = null;
  state.pending.value = false;
  state.sweep.value = null;
  state.dialog.value = null;
  settled = { chips: [], typed: '' };
}

/** @param {Progress} progress @param {PaceMeter} meter */
function onProgress(progress, meter) {
  state.progress.value = progress;
  state.pace.value = meter.update(progress.bytesDone, progress.bytesTotal, performance.now());
}

/** @param {Snapshot} snapshot of everything that was read so far */
function onSnapshot(snapshot) {
  state.whole.value = snapshot;
  if (state.filter.value === '') {
    state.snapshot.value = snapshot;
    state.applied.value = '';
    settled = { chips: [], typed: '' };
  } else if (!state.pending.value) void refresh();
}

/** @param {Notice} notice */
function onNotice({ kind, message }) {
  tell(message, kind === 'single-thread' ? 'info' : 'error');
}

/** Asks for the snapshot of the filter as it is now; an answer that was overtaken is dropped. */
async function refresh() {
  const session = state.session.value;
  if (session === null) return;
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  state.pending.value = true;
  state.sweep.value = null;
  const parts = { chips: state.chips.value, typed: state.typed.value };
  try {
    const filter = state.filter.value;
    const snapshot = await session.snapshot({ filter, signal });
    if (signal.aborted) return;
    batch(() => {
      state.snapshot.value = snapshot;
      state.applied.value = filter;
      if (filter === '') state.whole.value = snapshot;
      state.filterError.value = null;
    });
    settled = parts;
  } catch (error) {
    if (signal.aborted) return;
    const { code, message, at } = /** @type {Refusal} */ (error);
    if (code === 'filter') {
      state.filterError.value = { message, at: placeInTyped(state.chips.value, state.typed.value, at) };
    } else if (code === 'failed' && state.filter.value === '') {
      // Nobody has filtered: that the engine failed was said when it did.
    } else if (code !== 'aborted' && code !== 'ended' && code !== 'closed') {
      tell(`The filter could not be applied: ${sentence(error)}`, 'error');
    }
  } finally {
    if (!signal.aborted) {
      state.pending.value = false;
      state.sweep.value = null;
    }
  }
}

/** Gives up the filter that is being applied and goes back to the one before it, whose figures are still there. */
export function cancelFilter() {
  asking?.abort();
  clearTimeout(rest);
  batch(() => {
    state.typing.value = false;
    state.chips.value = settled.chips;
    state.typed.value = settled.typed;
    state.pending.value = false;
    state.sweep.value = null;
  });
  // Files that were opened with a filter have no figures yet.
  if (state.snapshot.value === null) void refresh();
}

/** @param {string} text @param {boolean} [now] without waiting for the typing to rest */
export function typeFilter(text, now = false) {
  clearTimeout(rest);
  const apply = () => {
    state.typing.value = false;
    if (text === state.typed.value) return;
    state.typed.value = text;
    state.filterError.value = null;
    void refresh();
  };
  if (now || text === state.typed.value) return apply();
  state.typing.value = true;
  rest = setTimeout(apply, REST);
}

/** @param {Chip[]} chips */
function setChips(chips) {
  state.chips.value = chips;
  void refresh();
}

/** @param {Chip} chip taken off if it is there already */
export const pick = (chip) => setChips(toggleChip(state.chips.value, chip));

/** @param {...Chip} chips that stay if they are there already */
export const addChips = (...chips) => setChips(chips.reduce(withChip, state.chips.value));

/** @param {number} index */
export const removeChip = (index) => setChips(state.chips.value.filter((_, at) => at !== index));

/** Turns a chip round: what it let through it now keeps out. @param {number} index */
export function invertChip(index) {
  setChips(state.chips.value.map((chip, at) => (at === index ? { ...chip, exclude: !chip.exclude } : chip)));
}

/** @returns {boolean} whether there was one */
export function removeLastChip() {
  const { length } = state.chips.value;
  if (length > 0) removeChip(length - 1);
  return length > 0;
}

function clearFilter() {
  clearTimeout(rest);
  state.typing.value = false;
  state.chips.value = [];
  state.typed.value = '';
  state.filterError.value = null;
}

/** Shows everything again. */
export function resetFilter() {
  clearFilter();
  void refresh();
}

/** @param {Partial<View>} change */
export function show(change) {
  state.view.value = { ...state.view.value, ...change };
  // replaceState, so that Back leaves the page and does not walk through every click.
  history.replaceState(null, '', `${location.pathname}${location.search}${formatHash(state.view.value)}`);
}

/** Takes what the user made of the templates, and keeps it. */
export const arrange = changeHand;
/** Takes the last such change back. */
export const undoArrange = undoHand;

/** @param {number} index from 0 */
export function showSection(index) {
  const section = /** @type {Section | undefined} */ (SECTIONS[index]);
  if (section !== undefined && state.phase.value !== 'landing') show({ section });
}

/** @param {state.Dialog | null} dialog */
export async function openDialog(dialog) {
  await mount();
  state.dialog.value = dialog;
}

/** Opens the editor of own formats. @param {number} index the file that the format is for */
export function writeFormat(index) {
  state.formatFor.value = index;
  void openDialog('format');
}

let lastMessage = 0;

/**
 * Puts a sentence on the screen. Errors stay until they are dismissed.
 *
 * @param {string} text
 * @param {'info' | 'error'} [tone]
 * @param {{ label: string, run: () => void }[]} [actions]
 */
export function tell(text, tone = 'info', actions = []) {
  const id = ++lastMessage;
  state.messages.value = [
    ...state.messages.value.filter((message) => message.text !== text),
    { id, tone, text, actions },
  ];
  if (tone === 'info' && actions.length === 0) setTimeout(() => dismiss(id), 8000);
  mount().catch((error) => {
    state.trouble.value = `${text} The panels could not be loaded: ${sentence(error)} Reloading the page may help.`;
  });
}

/** @param {number} id */
export function dismiss(id) {
  state.messages.value = state.messages.value.filter((message) => message.id !== id);
}

/** @param {unknown} error @returns {string} */
function sentence(error) {
  const text =
    error !== null && typeof error === 'object' && 'message' in error ? String(error.message) : String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
