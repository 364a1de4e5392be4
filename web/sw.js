/*
The service worker: makes the page work offline, and gives it the headers that shared memory needs where the host sends none.

Everything the site consists of is stored when a version is installed, with the headers already on it, and served from there
first. A new version waits until no page of the old one is open, or until the page asks for it: nobody's open
log is reloaded away. The build puts the list of files before this text, as `self.SITE`.
*/

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** @type {{ version: string, files: string[], headers: Record<string, string> }} */
const { version, files, headers } = /** @type {any} */ (self).SITE;

const PREFIX = `logatlas ${worker.registration.scope} `;
const CURRENT = PREFIX + version;

/** @param {Response} response */
function withHeaders(response) {
  const patched = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) patched.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers: patched });
}

async function install() {
  const cache = await caches.open(CURRENT);
  const store = async (/** @type {string} */ file) => {
    const url = new URL(file, worker.registration.scope).href;
    const response = await fetch(url, { cache: 'no-cache' });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    await cache.put(url, withHeaders(response));
  };
  await Promise.all(files.map(store));
}

/** Keeps the version before this one, too: a page of it may still be open and load another of its parts. */
async function dropOldVersions() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CURRENT);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
}

/** @param {Request} request */
async function answer(request) {
  const url = new URL(request.url);
  if (`${url.origin}${url.pathname}` === `${worker.registration.scope}index.html`)
    url.pathname = new URL('./', url).pathname;
  const options = { ignoreSearch: true };
  const current = await caches.open(CURRENT);
  const stored = (await current.match(url.href, options)) ?? (await caches.match(url.href, options));
  return stored ?? withHeaders(await fetch(request));
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(dropOldVersions()));
worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'GET' && url.startsWith(worker.registration.scope)) event.respondWith(answer(event.request));
});
worker.addEventListener('message', (event) => {
  if (event.data === 'activate') void worker.skipWaiting();
});
