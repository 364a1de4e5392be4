/*
Whether this page may use threads. Shared memory needs a cross-origin isolated page: by headers of the host, or by those
that the service worker adds, which takes one reload on the first visit. Where neither works the page runs single-threaded
and can say why.
*/

/** How long a first visit waits for the service worker to store the site before it starts without threads. */
const PATIENCE_MS = 15_000;

/** Remembers, for as long as the tab lives, that the one automatic reload has been used. */
const RELOADED = 'logatlas reloaded for isolation';

/**
 * @typedef {{ threads: true } | { threads: false, reason: string }} Isolation `reason` is a clause to show to the user
 *
 * @typedef {object} Environment what is used of the page, so that tests can stand in for it
 * @property {boolean} crossOriginIsolated
 * @property {{ href: string, reload: () => void }} location
 * @property {Pick<Navigator, 'serviceWorker'> | {}} navigator
 * @property {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>} sessionStorage may throw on any use
 * @property {unknown} top
 * @property {unknown} self
 */

/**
 * Decides how the page runs, and registers the service worker in any case: it is what works offline, too.
 *
 * @param {object} [options]
 * @param {() => boolean} [options.mayReload] asked just before the reload; false once the user has something open
 * @param {(apply: () => void) => void} [options.onUpdate] called when a newer version is ready; `apply` reloads into it
 * @param {() => void} [options.onOffline] called when everything is stored: the page opens without a network from then on
 * @param {Environment} [options.page]
 * @param {number} [options.patience] in milliseconds
 * @returns {Promise<Isolation>} never settles if the page is about to reload
 */
export async function isolate(options = {}) {
  const { mayReload = () => true, onUpdate = () => {}, onOffline = () => {} } = options;
  const { page = globalThis, patience = PATIENCE_MS } = options;
  const workers = 'serviceWorker' in page.navigator ? page.navigator.serviceWorker : undefined;
  const registered = workers
    ?.register(new URL('sw.js', page.location.href).href, { updateViaCache: 'none' })
    .then((registration) => {
      watchForUpdates(workers, registration, page, onUpdate);
      workers.ready.then(onOffline);
    });

  if (page.crossOriginIsolated) {
    registered?.catch(() => {}); // Not working offline is no reason to trouble anyone.
    forget(page);
    return { threads: true };
  }
  /** @param {string} reason */
  const single = (reason) => ({ threads: /** @type {const} */ (false), reason });
  if (workers === undefined || registered === undefined) {
    return single('the host sends no isolation headers and service workers are not available here');
  }
  if (page.top !== page.self) return single('the page is shown inside another page');
  if (hasReloaded(page)) return single('the browser did not isolate the page');
  const outcome = await within(
    patience,
    registered.then(() => workers.ready),
  );
  if (outcome === 'failed') {
    return single('the host sends no isolation headers and the service worker could not be installed');
  }
  if (outcome === 'late') return single('the first visit is still being stored; reload later for threads');
  if (!mayReload()) return single('reload the page for threads');
  if (!remember(page)) return single('the browser blocks session storage');
  page.location.reload();
  return new Promise(() => {});
}

/**
 * @param {ServiceWorkerContainer} workers
 * @param {ServiceWorkerRegistration} registration
 * @param {Environment} page
 * @param {(apply: () => void) => void} onUpdate
 */
function watchForUpdates(workers, registration, page, onUpdate) {
  const offer = () => {
    const { waiting } = registration;
    if (!waiting) return;
    onUpdate(() => {
      workers.addEventListener('controllerchange', () => page.location.reload(), { once: true });
      waiting.postMessage('activate');
    });
  };
  offer();
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      // The very first version goes on to be active; only a later one waits.
      if (installing.state === 'installed' && registration.active) offer();
    });
  });
}

/**
 * @param {number} patience in milliseconds
 * @param {Promise<unknown>} promise
 * @returns {Promise<'done' | 'failed' | 'late'>}
 */
function within(patience, promise) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('late'), patience);
    promise
      .then(
        () => resolve('done'),
        () => resolve('failed'),
      )
      .finally(() => clearTimeout(timer));
  });
}

/** @param {Environment} page */
function hasReloaded(page) {
  try {
    return page.sessionStorage.getItem(RELOADED) !== null;
  } catch {
    return false;
  }
}

/**
 * @param {Environment} page
 * @returns {boolean} false if the browser keeps nothing: then a reload could go on for ever
 */
function remember(page) {
  try {
    page.sessionStorage.setItem(RELOADED, '1');
    return true;
  } catch {
    return false;
  }
}

/** @param {Environment} page */
function forget(page) {
  try {
    page.sessionStorage.removeItem(RELOADED);
  } catch {
    // What was never stored needs no removal.
  }
}
