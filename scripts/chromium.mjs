/*
Where the Chromium is that the browser tests and benches drive, and how it is started. CHROMIUM names another one.
*/
import { existsSync } from 'node:fs';
import { aptInstall } from './debian.mjs';
import { Failure } from './run.mjs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Works as root and without a display, and keeps Chromium from calling home. */
const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Chromium with a fresh profile. */
export async function launch() {
  // Imported late: whoever only looks for Chromium may come before the packages are installed.
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath: findChromium(), args: ARGS });
}

/** @returns {string | undefined} */
export function findChromium() {
  return process.env.CHROMIUM || PLACES.find((place) => existsSync(place));
}

/**
 * @returns {Promise<string>} the path of the program
 * @throws {Failure} that says how to get one
 */
export async function ensureChromium() {
  if (!findChromium()) await aptInstall(['chromium']);
  const found = findChromium();
  if (!found) throw new Failure('Chromium is missing: install it, or set CHROMIUM to the path of one.');
  return found;
}
