/*
Ways of a file into the page that a script on the page cannot take, and a hand on the worker that reads.
*/

/** @import { Page } from 'playwright-core' */

/**
 * Drags files and folders of this machine over the page and drops them.
 *
 * @param {Page} page
 * @param {string[]} paths
 */
export async function dropPaths(page, paths) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) {
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  }
  await session.detach();
}

/**
 * Chooses files in the dialog and waits until all was read that can be.
 *
 * @param {Page} page
 * @param {string | string[]} paths
 */
export async function choose(page, paths) {
  await page.setInputFiles('#file-input', paths);
  await loaded(page);
}

/** @param {Page} page waits until everything was read and is shown */
export async function loaded(page) {
  await page.locator('body[data-phase=loaded] .app-main[aria-busy=false]').waitFor();
  await page.locator('.sum').waitFor();
}

/**
 * @param {Page} page
 * @returns {Promise<{ records: number, total: number }>} what the page says became of the lines, which must add up
 */
export async function sums(page) {
  const entries = await page
    .locator('.sum dl > div')
    .evaluateAll((rows) => rows.map((row) => [row.children[0]?.textContent, row.children[1]?.textContent]));
  const numbers = entries.map(([, number]) => Number(number?.replaceAll(',', '')));
  const [records = 0, continuations = 0, blank = 0, unparsed = 0, total = 0] = numbers;
  if (records + continuations + blank + unparsed !== total) throw new Error(`${entries.join('; ')} do not add up`);
  return { records, total };
}

/**
 * Makes the worker that reads wait before one of its next reads.
 *
 * @param {Page} page
 * @param {number} after so many reads go by
 * @returns {Promise<{ held: () => Promise<void>, release: () => Promise<void> }>} `held` waits until it waits
 */
export async function holdReader(page, after) {
  const worker = page.workers().find((one) => one.url().includes('reader.worker'));
  if (worker === undefined) throw new Error('there is no worker that reads');
  await worker.evaluate((count) => {
    const scope = /** @type {any} */ (globalThis);
    const read = Blob.prototype.arrayBuffer;
    let left = count;
    scope.held = new Promise((tell) => {
      Blob.prototype.arrayBuffer = async function held() {
        left -= 1;
        if (left < 0) {
          Blob.prototype.arrayBuffer = read;
          await new Promise((resolve) => {
            scope.release = resolve;
            tell(undefined);
          });
        }
        return read.call(this);
      };
    });
  }, after);
  return {
    held: () => worker.evaluate(() => /** @type {any} */ (globalThis).held),
    release: () => worker.evaluate(() => /** @type {any} */ (globalThis).release()),
  };
}
