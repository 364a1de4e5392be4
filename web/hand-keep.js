/*
Keeps what a user made of the templates in this browser, and what it was before each change, so that changes can be undone.
*/
import { isNothing, understood } from './hand.js';
import * as state from './state.js';

/** @import { Hand } from './hand.js' */

const KEY = 'logatlas templates';
/** Changes that can be undone. */
const DEPTH = 50;

/** What was kept by an earlier visit. */
export function recallHand() {
  try {
    state.hand.value = understood(JSON.parse(localStorage.getItem(KEY) ?? 'null'));
  } catch {
    // A browser that stores nothing, or something that is no longer understood: one starts with the templates as they are found.
  }
}

/** @param {Hand} hand */
export function changeHand(hand) {
  state.handBefore.value = [...state.handBefore.value.slice(1 - DEPTH), state.hand.value];
  keep(hand);
}

export function undoHand() {
  const before = state.handBefore.value.at(-1);
  if (before === undefined) return;
  state.handBefore.value = state.handBefore.value.slice(0, -1);
  keep(before);
}

/** @param {Hand} hand */
function keep(hand) {
  state.hand.value = hand;
  try {
    if (isNothing(hand)) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(hand));
  } catch {
    // As above: it holds until the page is closed.
  }
}
