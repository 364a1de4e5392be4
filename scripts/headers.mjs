/*
The response headers that the page wants, in one place: the development server sends them, the service worker puts them on
what it stores, dist/_headers tells them to hosts that read such a file, and the policy is in a meta tag as well.
*/

/**
 * Nothing may be loaded from or sent to anywhere but the page's own origin. `wasm-unsafe-eval` allows compiling
 * WebAssembly and nothing else; images may be data: and blob: (the icon, pictures of charts to download).
 */
export const CONTENT_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Shared memory needs the first two on the page and its workers; the third lets an isolated page load the rest. */
export const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Workers take no policy from the page's meta tag, so it is sent with every response. */
export const HEADERS = { ...ISOLATION, 'Content-Security-Policy': CONTENT_POLICY };
