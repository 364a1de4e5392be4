/* How the page is bundled: hashed files, relative addresses (any folder of any host), nothing inlined. */
import { defineConfig } from 'vite';
import { CONTENT_POLICY } from './scripts/headers.mjs';

/** Puts the content security policy into the page, for hosts that send no headers. */
const contentPolicy = {
  name: 'content-policy',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_POLICY },
      injectTo: /** @type {const} */ ('head-prepend'),
    },
  ],
};

export default defineConfig({
  base: './',
  publicDir: 'web/public',
  plugins: [contentPolicy],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // The policy forbids data: addresses for everything but images.
    assetsInlineLimit: 0,
  },
});
