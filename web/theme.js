/*
Auto, light or dark. The choice is remembered in this browser.
*/
import * as state from './state.js';

const KEY = 'logatlas theme';

/** The choice of an earlier visit. */
export function recallTheme() {
  try {
    const theme = localStorage.getItem(KEY);
    if (theme === 'light' || theme === 'dark') state.theme.value = theme;
  } catch {
    // A browser that stores nothing starts with auto every time.
  }
}

/** Auto, light, dark and round again. */
export function nextTheme() {
  const order = /** @type {const} */ (['auto', 'light', 'dark']);
  const theme = order[(order.indexOf(state.theme.value) + 1) % order.length] ?? 'auto';
  state.theme.value = theme;
  try {
    if (theme === 'auto') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // As above: the colours change all the same.
  }
}
