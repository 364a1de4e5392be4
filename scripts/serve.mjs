/*
A static server for dist/, for `npm start` and the browser tests. It can stand in for the hosts that people really have: ones
that send no isolation headers, that serve from a sub-folder, or where service workers are not possible.

  node scripts/serve.mjs [--dir dist] [--port 8080] [--prefix /some/path] [--no-headers] [--no-service-worker]
*/
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { HEADERS } from './headers.mjs';

/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.gz': 'application/gzip',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.log': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/**
 * @typedef {object} Mode
 * @property {string} [dir] the folder to serve
 * @property {number} [port] 0 takes any free one
 * @property {string} [prefix] the path of the site on this host, such as `/tools/logatlas`; everything else is 404
 * @property {boolean | Record<string, string>} [headers] false: a host that sends none of its own; or those that it sends
 * @property {boolean} [serviceWorker] false: sw.js is 404
 *
 * @typedef {object} Served
 * @property {string} url the address of the page
 * @property {string[]} requests the path of every request so far
 * @property {() => Promise<void>} close stops at once, open connections included
 */

/**
 * @param {string} dir
 * @param {string} prefix
 * @param {string | undefined} address of the request
 * @returns {Promise<{ file: string, size: number } | null>} null if there is no such file in the site
 */
async function findFile(dir, prefix, address) {
  /** @type {string} */
  let pathname;
  try {
    pathname = decodeURIComponent(new URL(address ?? '/', 'http://localhost').pathname);
  } catch {
    return null;
  }
  if (!pathname.startsWith(`${prefix}/`)) return null;
  const inside = pathname.slice(prefix.length);
  const file = path.join(dir, inside.endsWith('/') ? `${inside}index.html` : inside);
  if (path.relative(dir, file).startsWith('..')) return null;
  const info = await stat(file).catch(() => null);
  return info?.isFile() ? { file, size: info.size } : null;
}

/**
 * @param {Mode} [mode]
 * @returns {Promise<Served>}
 * @throws {Error} with code EADDRINUSE if the port is taken
 */
export async function serve(mode = {}) {
  const { dir = 'dist', port = 0, prefix = '', headers = true, serviceWorker = true } = mode;
  /** @type {string[]} */
  const requests = [];
  const server = createServer(async (request, response) => {
    requests.push(request.url ?? '');
    const found = await findFile(dir, prefix, request.url);
    if (found === null || (!serviceWorker && path.basename(found.file) === 'sw.js')) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end();
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    response.writeHead(200, {
      ...(headers === true ? HEADERS : headers),
      'Cache-Control': 'no-cache',
      'Content-Length': found.size,
      'Content-Type': TYPES[path.extname(found.file)] ?? 'application/octet-stream',
    });
    if (request.method === 'HEAD') response.end();
    else createReadStream(found.file).pipe(response);
  });

  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  const { port: bound } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://localhost:${bound}${prefix}/`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Serves until the program is stopped. */
async function fromCommandLine() {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string' },
      port: { type: 'string', default: '8080' },
      prefix: { type: 'string' },
      'no-headers': { type: 'boolean', default: false },
      'no-service-worker': { type: 'boolean', default: false },
    },
  });
  const { url } = await serve({
    dir: values.dir,
    port: Number(values.port),
    prefix: values.prefix,
    headers: !values['no-headers'],
    serviceWorker: !values['no-service-worker'],
  });
  process.stdout.write(`${url}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await fromCommandLine();
