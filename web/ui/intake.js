/*
Ways in: files and folders dropped anywhere on the window, chosen in the dialog, pasted, or handed over by the system. Says what
came, decides nothing.
*/
import './intake.css';

/**
 * @typedef {object} Intake
 * @property {() => boolean} hasData whether something is open that could be added to
 * @property {(files: File[], add: boolean) => void} onFiles
 * @property {(text: string) => void} onText
 * @property {() => void} onEmpty something was dropped and there was no file in it
 * @property {(names: string[]) => void} onUnreadable files and folders of a drop that the browser could not open
 */

/** @param {Intake} intake */
export function listenForFiles(intake) {
  listenForDrops(intake);
  listenForPaste(intake);
  for (const id of ['file-input', 'folder-input']) {
    const input = /** @type {HTMLInputElement} */ (document.getElementById(id));
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])];
      // So that choosing the same file again is a change again.
      input.value = '';
      if (files.length > 0) intake.onFiles(files, false);
    });
  }
  document
    .getElementById('open-folder')
    ?.addEventListener('click', () => document.getElementById('folder-input')?.click());
  const queue = /** @type {any} */ (globalThis).launchQueue;
  queue?.setConsumer(async (/** @type {{ files: FileSystemFileHandle[] }} */ { files }) => {
    if (files.length > 0) intake.onFiles(await Promise.all(files.map((handle) => handle.getFile())), false);
  });
}

/** @param {Intake} intake */
function listenForDrops({ hasData, onFiles, onEmpty, onUnreadable }) {
  const overlay = /** @type {HTMLElement} */ (document.getElementById('drop'));
  // Entering a child comes before leaving its parent, so entries are counted.
  let inside = 0;
  const carriesFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes('Files') === true;
  const reveal = (/** @type {boolean} */ shown) => {
    overlay.hidden = !shown;
    overlay.dataset.choice = String(hasData());
    if (!shown) inside = 0;
  };
  const zone = (/** @type {DragEvent} */ event) =>
    event.target instanceof Element ? event.target.closest('[data-zone]') : null;

  addEventListener('dragenter', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    inside += 1;
    if (inside === 1) reveal(true);
  });
  addEventListener('dragleave', (event) => {
    if (!carriesFiles(event)) return;
    inside -= 1;
    if (inside <= 0) reveal(false);
  });
  addEventListener('dragover', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    for (const one of overlay.querySelectorAll('[data-zone]')) one.classList.toggle('over', one === zone(event));
  });
  addEventListener('drop', async (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const add = hasData() && zone(event)?.getAttribute('data-zone') === 'add';
    reveal(false);
    const { files, unreadable } = await droppedFiles(/** @type {DataTransfer} */ (event.dataTransfer));
    if (unreadable.length > 0) onUnreadable(unreadable);
    if (files.length > 0) onFiles(files, add);
    else if (unreadable.length === 0) onEmpty();
  });
}

/** @param {Intake} intake */
function listenForPaste({ onFiles, onText, hasData }) {
  addEventListener('paste', (event) => {
    if (event.target instanceof HTMLElement && event.target.matches('input, textarea, select, [contenteditable]'))
      return;
    const files = [...(event.clipboardData?.files ?? [])];
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (files.length > 0) onFiles(files, hasData());
    else if (text.trim() !== '') onText(text);
  });
}

/** @typedef {{ files: File[], unreadable: string[] }} Dropped */

/**
 * @param {DataTransfer} transfer of a drop; its items are only readable in the turn of the event
 * @returns {Promise<Dropped>} all files, those in folders included, by path
 */
async function droppedFiles(transfer) {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  // Not everything that can be dropped has an entry: what a page or a script drags is a file and no more.
  const dropped = items.map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  return joined(
    await Promise.all(dropped.map((one) => (one instanceof File || one === null ? fileOf(one) : filesOf(one)))),
  );
}

/** @param {File | null} file @returns {Dropped} */
const fileOf = (file) => ({ files: file === null ? [] : [file], unreadable: [] });

/** @param {Dropped[]} parts @returns {Dropped} */
const joined = (parts) => ({
  files: parts.flatMap(({ files }) => files),
  unreadable: parts.flatMap(({ unreadable }) => unreadable),
});

/** @param {FileSystemEntry} entry @returns {Promise<Dropped>} what can be read of it, and the names of what cannot */
async function filesOf(entry) {
  const unreadable = { files: [], unreadable: [entry.name] };
  if (entry.isFile) {
    return new Promise((resolve) => {
      /** @type {FileSystemFileEntry} */ (entry).file(
        (file) => resolve(fileOf(file)),
        () => resolve(unreadable),
      );
    });
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {FileSystemEntry[]} */
  const entries = [];
  // A reader hands out at most 100 entries at a time, and none when it is done.
  for (;;) {
    const batch = await new Promise((/** @type {(found: FileSystemEntry[] | null) => void} */ resolve) => {
      reader.readEntries(resolve, () => resolve(null));
    });
    if (batch === null) return unreadable;
    if (batch.length === 0) break;
    entries.push(...batch);
  }
  entries.sort((a, b) => (a.fullPath < b.fullPath ? -1 : 1));
  // Inside a folder a name that starts with a dot is the system's business and nobody's log.
  return joined(await Promise.all(entries.filter(({ name }) => !name.startsWith('.')).map(filesOf)));
}
