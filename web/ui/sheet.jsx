/*
A dialog over the page: the browser's own, so that focus, Esc and the backdrop are as people know them.
*/
import { useLayoutEffect, useRef } from 'preact/hooks';
import * as state from '../state.js';
import { Icon } from './icon.jsx';

/** @param {{ name: state.Dialog, title: string, children: import('preact').ComponentChildren }} props */
export function Sheet({ name, title, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const open = state.dialog.value === name;
  // In the same task as the rendering: opened again at once, the dialog must not be closed by an effect that comes late.
  useLayoutEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open && dialog.current?.open) dialog.current.close();
  }, [open]);
  const close = () => {
    if (state.dialog.value === name) state.dialog.value = null;
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes a dialog by itself
    <dialog
      ref={dialog}
      class="sheet"
      aria-label={title}
      onClose={() => {
        // The event comes a task after the closing: by then the dialog may be open again.
        if (!dialog.current?.open) close();
      }}
      onClick={(event) => {
        // Only the backdrop is the dialog itself: everything else lies in its children.
        if (event.target === event.currentTarget) close();
      }}
    >
      {open && (
        <div class="sheet-body">
          <header>
            <h2>{title}</h2>
            <button type="button" class="icon-button" aria-label="Close" onClick={close}>
              <Icon name="close" />
            </button>
          </header>
          {children}
        </div>
      )}
    </dialog>
  );
}
