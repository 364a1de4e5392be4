/*
`npm start`: sets up, builds, serves the page with isolation headers and opens it. PORT chooses another port than 8080.
*/
import { spawn } from 'node:child_process';
import { buildAll } from './build.mjs';
import { main } from './run.mjs';
import { serve } from './serve.mjs';

/**
 * Opens the address in the user's browser, where there seems to be one.
 *
 * @param {string} url
 */
function openBrowser(url) {
  const { platform, env } = process;
  const desktop = platform === 'darwin' || platform === 'win32' || env.DISPLAY || env.WAYLAND_DISPLAY;
  if (env.CI || !desktop) return;
  /** @type {Partial<Record<NodeJS.Platform, string[]>>} */
  const openers = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] };
  const [command, ...args] = openers[platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {}); // The address has been printed; opening it is a courtesy.
  child.unref();
}

await main(async () => {
  await buildAll();
  const port = Number(process.env.PORT ?? 8080);
  const { url } = await serve({ port }).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    return serve();
  });
  process.stdout.write(`\nlogatlas is at ${url}   (Ctrl+C stops it)\n`);
  openBrowser(url);
});
