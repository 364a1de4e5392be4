/*
All that the page knows, as a handful of signals. Widgets read them; only controller.js writes them.
*/
import { computed, signal } from '@preact/signals';
import { composeFilter } from './filter.js';
import { NOTHING } from './hand.js';

/** @import { Outcome, Progress, Session, Snapshot, Table } from './engine/types.js' */
/** @import { Chip } from './filter.js' */
/** @import { Hand } from './hand.js' */
/** @import { Pace } from './lib/pace.js' */
/** @import { View } from './url.js' */

/** @typedef {'landing' | 'opening' | 'scanning' | 'loaded'} Phase */
/** @typedef {{ name: string, size: number, format: string }} OpenedFile `format` is forced by wish; '' leaves it to detection */
/** @typedef {'help' | 'sources' | 'format' | 'export'} Dialog */
/** @typedef {{ id: number, tone: 'info' | 'error', text: string, actions: { label: string, run: () => void }[] }} Message */

/** Where in its life the page is. */
export const phase = signal(/** @type {Phase} */ ('landing'));
/** What is open, known before anything was read. */
export const files = signal(/** @type {OpenedFile[]} */ ([]));
/** The open session. */
export const session = signal(/** @type {Session | null} */ (null));
/** The open table of numbers, in place of a session. */
export const table = signal(/** @type {Table | null} */ (null));
/** How far the scan is. */
export const progress = signal(/** @type {Progress | null} */ (null));
/** How fast the scan goes; null while it is too early to say. */
export const pace = signal(/** @type {Pace | null} */ (null));
/** How the scan ended. */
export const outcome = signal(/** @type {Outcome | null} */ (null));

/** The newest snapshot of everything that was read. */
export const whole = signal(/** @type {Snapshot | null} */ (null));
/** The newest snapshot of what the filter means. All panels draw this one. */
export const snapshot = signal(/** @type {Snapshot | null} */ (null));

/** Conditions that clicks have added. */
export const chips = signal(/** @type {Chip[]} */ ([]));
/** What is typed into the filter box. */
export const typed = signal('');
/** The filter that is asked for. */
export const filter = computed(() => composeFilter(chips.value, typed.value));
/** The filter that {@link snapshot} obeys: the last one that was valid and has been applied. */
export const applied = signal('');
/** What is wrong with the typed filter; `at` counts characters of it. */
export const filterError = signal(/** @type {{ message: string, at: number | null } | null} */ (null));
/** Whether something was typed that is not asked for yet, because typing goes on. */
export const typing = signal(false);
/** Whether a snapshot for a changed filter is on its way. */
export const pending = signal(false);
/** How much of what it has to read again the filter on its way has seen, 0 to 1; null unless that takes a while. */
export const sweep = signal(/** @type {number | null} */ (null));

/** What the URL keeps: which view is shown, and how. */
export const view = signal(
  /** @type {View} */ ({ section: 'overview', scale: 'linear', sort: 'count', order: 'time' }),
);
/** What the user made of the templates. */
export const hand = signal(/** @type {Hand} */ (NOTHING));
/** What that was before each of the last changes. */
export const handBefore = signal(/** @type {Hand[]} */ ([]));
/** The colours. */
export const theme = signal(/** @type {'auto' | 'light' | 'dark'} */ ('auto'));
/** Which dialog is open. */
export const dialog = signal(/** @type {Dialog | null} */ (null));
/** The file that a format of the user's own is written for. */
export const formatFor = signal(0);
/** Sentences that wait to be read. */
export const messages = signal(/** @type {Message[]} */ ([]));
/** What has gone wrong where not even messages can be shown; '' for nothing. */
export const trouble = signal('');
/** How many threads compute, and why not more; null until that is settled. */
export const threads = signal(/** @type {{ count: number, reason: string | null } | null} */ (null));
/** Whether the page is stored in this browser, so that it opens without a network. */
export const offline = signal(false);
/** Loads the waiting newer version of the page, if there is one. */
export const update = signal(/** @type {(() => void) | null} */ (null));
