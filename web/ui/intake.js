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
function listenForDrops({ hasData, onFiles, onEmpty }) {
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
    const files = await droppedFiles(/** @type {DataTransfer} */ (event.dataTransfer));
    if (files.length > 0) onFiles(files, add);
    else onEmpty();
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

/**
 * @param {DataTransfer} transfer of a drop; its items are only readable in the turn of the event
 * @returns {Promise<File[]>} all files, those in folders included, by path
 */
async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null));
  if (!entries.some((entry) => entry?.isDirectory)) return [...transfer.files];
  const files = await Promise.all(entries.map((entry) => (entry === null ? [] : filesOf(entry))));
  return files.flat();
}

/** @param {FileSystemEntry} entry @returns {Promise<File[]>} what can be read of it */
async function filesOf(entry) {
  if (entry.isFile) {
    return new Promise((resolve) => {
      /** @type {FileSystemFileEntry} */ (entry).file(
        (file) => resolve(file.name.startsWith('.') ? [] : [file]),
        () => resolve([]),
      );
    });
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {FileSystemEntry[]} */
  const entries = [];
  // A reader hands out at most 100 entries at a time, and none when it is done.
  for (;;) {
    const batch = await new Promise((/** @type {(found: FileSystemEntry[]) => void} */ resolve) => {
      reader.readEntries(resolve, () => resolve([]));
    });
    if (batch.length === 0) break;
    entries.push(...batch);
  }
  entries.sort((a, b) => (a.fullPath < b.fullPath ? -1 : 1));
  return (await Promise.all(entries.map(filesOf))).flat();
}
