/*
Installing packages on Debian and its children, as root or through a sudo that asks for no password.
*/
import { existsSync } from 'node:fs';
import { must, run } from './run.mjs';

/** @returns {Promise<string[] | null>} the words to put before apt-get, or null where it cannot be used */
async function privilege() {
  if (!existsSync('/usr/bin/apt-get')) return null;
  if (process.getuid?.() === 0) return [];
  const sudo = await run('sudo', ['-n', 'true']);
  return sudo.code === 0 ? ['sudo', '-n'] : null;
}

/**
 * @param {string[]} packages
 * @returns {Promise<boolean>} false where there is no apt-get or no right to use it
 * @throws {import('./run.mjs').Failure} with what apt-get printed, if it ran and failed
 */
export async function aptInstall(packages) {
  const before = await privilege();
  if (before === null) return false;
  // Another apt-get may hold the lock on a machine that has just started: wait for it, five minutes at most.
  const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=300'];
  const [command, ...args] = [...before, ...apt];
  await must(command, [...args, 'update']);
  await must(command, [...args, 'install', '-y', '--no-install-recommends', ...packages]);
  return true;
}
