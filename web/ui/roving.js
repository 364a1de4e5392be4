/*
Arrow keys in lists of buttons: up and down move the focus, Home and End go to the ends; Alt Enter is Enter with Alt held, so
buttons see it as an Alt-click.
*/

/** @param {KeyboardEvent} event on a list whose rows start with a button */
export function moveFocus(event) {
  // A list within a list has seen to it.
  if (event.defaultPrevented) return;
  const list = /** @type {HTMLElement} */ (event.currentTarget);
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.key === 'Enter' && (event.altKey || event.shiftKey) && target instanceof HTMLButtonElement) {
    event.preventDefault();
    target.dispatchEvent(new MouseEvent('click', { bubbles: true, altKey: true }));
    return;
  }
  const step = { ArrowUp: -1, ArrowDown: 1, Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY }[event.key];
  if (step === undefined) return;
  const buttons = [...list.querySelectorAll(':scope > * > button:first-child')];
  const at = buttons.indexOf(target);
  if (at < 0) return;
  event.preventDefault();
  const next = buttons[Math.min(buttons.length - 1, Math.max(0, at + step))];
  /** @type {HTMLElement | undefined} */ (next)?.focus();
}
