/*
The map on the built page with the stand-in engine, as it can be changed: what counts, what it is coloured by, from afar and near, by
another filter, and the rows of a table in place of a log.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import axe from 'axe-core';
import { drawnAtRest, finished, useMap } from './map-page.js';

/** @import { Page } from 'playwright-core' */

const openMap = useMap();

/** @param {Page} page @param {string} name @returns {Promise<any>} what the stand-in has written down */
const noted = (page, name) => page.evaluate((key) => /** @type {any} */ (globalThis)[key], name);

test('features are switched off and weighed without another map', async (t) => {
  const { page, errors } = await openMap(t);
  await finished(page);
  await page.getByText('What counts').click();
  await page.getByRole('checkbox', { name: 'status' }).uncheck();
  await page.getByLabel('How much sizes counts').fill('1');
  assert.deepEqual((await noted(page, 'changes')).at(-1), { weights: { status: 0, sizes: 2 } });
  assert.deepEqual((await noted(page, 'wishes')).at(-1).weights, {});
  // A feature by itself, and back to what is usual.
  await page.getByText('2 features').first().click();
  await page.getByRole('checkbox', { name: '4xx share' }).uncheck();
  assert.deepEqual((await noted(page, 'changes')).at(-1).weights, { status: 0, sizes: 2, '4xx share': 0 });
  await page.getByRole('button', { name: 'As usual' }).click();
  assert.deepEqual((await noted(page, 'changes')).at(-1), { weights: {} });
  assert.deepEqual(errors, []);
});

test('weights outlive another way to group', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  await page.getByText('What counts').click();
  await page.getByRole('checkbox', { name: 'times' }).uncheck();
  await page.getByLabel('A point is a').selectOption('minute');
  await page.waitForFunction(() => /** @type {any} */ (globalThis).wishes.at(-1).by === 'minute');
  const wished = (await noted(page, 'wishes')).at(-1);
  assert.deepEqual([wished.weights, wished.from], [{ times: 0 }, false]);
});

test('columns of words and clusters colour the points, and the legend names them', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  await page.getByLabel('Colour by').selectOption({ label: 'kind' });
  await page.locator('.map-legend', { hasText: 'crawler' }).waitFor();
  await page.getByLabel('Colour by').selectOption({ label: 'cluster' });
  await page.locator('.map-legend', { hasText: 'mostly 4xx' }).waitFor();
  assert.ok((await page.locator('.map-legend .map-kind').count()) >= 3);
});

test('a cluster is named by what it is, how many, and when', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  const listed = page.locator('.map-finding', { hasText: 'mostly 4xx' });
  assert.match((await listed.textContent()) ?? '', /mostly 4xx, mostly night\d+ clients, 03:00–04:00, /);
  const { names } = await drawnAtRest(page);
  assert.ok(names.includes('mostly 4xx, mostly night'), names.join('|'));
  assert.ok(
    names.some((name) => /^\d+ clients, 03:00–04:00$/.test(name)),
    names.join('|'),
  );
  await page.getByText('Of the 10 clients most like a client, 4.6').waitFor();
  await page.getByText('What lies close is mostly alike').waitFor();
});

test('a crowd is a cloud from afar and points from near', async (t) => {
  const { page } = await openMap(t, 'pace=1&points=60000');
  await finished(page);
  await drawnAtRest(page);
  const cloud = () =>
    page.evaluate(() => {
      const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('.map-below-points'));
      const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).getImageData(
        0,
        0,
        canvas.width,
        canvas.height,
      );
      let opaque = 0;
      for (let at = 3; at < data.length; at += 4) opaque += data[at] / 255;
      return opaque / (data.length / 4);
    });
  const far = await cloud();
  assert.ok(far > 0.02, String(far));
  for (let press = 0; press < 10; press += 1) await page.getByRole('button', { name: 'Closer' }).click();
  await drawnAtRest(page);
  assert.equal(await cloud(), 0);
});

test('another filter keeps the places of the points', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  await page.locator('#filter').fill('GET');
  await page.getByRole('button', { name: 'Draw it for this filter' }).click();
  await page.waitForFunction(() => /** @type {any} */ (globalThis).wishes.at(-1).filter === 'GET');
  assert.equal((await noted(page, 'wishes')).at(-1).from, true);
});

test('what was drawn while the log is read is drawn with all of it at the end, from the same places', async (t) => {
  const { page, site } = await openMap(t);
  await page.goto(`${site.url}?scan=4000&pace=1#view=map`);
  await page.reload();
  await page.click('#sample');
  await page.getByRole('button', { name: 'Draw what was read so far' }).click();
  await page.waitForFunction(() => /** @type {any} */ (globalThis).wishes?.length === 2);
  // The log may have been read before anyone could look.
  const wishes = await noted(page, 'wishes');
  assert.deepEqual(
    wishes.map((/** @type {{ from: boolean }} */ { from }) => from),
    [false, true],
  );
});

test('two fingers apart bring the map closer', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  await drawnAtRest(page);
  const apart = async () => {
    const picture = page.locator('.map-picture');
    await picture.focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowLeft');
    const place = async () => {
      const style = (await page.locator('.map-tip').getAttribute('style')) ?? '';
      return [...style.matchAll(/(-?[\d.]+)px/g)].slice(0, 2).map(([, pixels]) => Number(pixels));
    };
    const [x, y] = await place();
    await page.keyboard.press('ArrowLeft');
    const [otherX, otherY] = await place();
    return Math.hypot(otherX - x, otherY - y);
  };
  const before = await apart();
  await page.evaluate(() => {
    const canvas = /** @type {HTMLElement} */ (document.querySelector('.map-points'));
    canvas.setPointerCapture = () => {};
    const box = canvas.getBoundingClientRect();
    /** @param {string} type @param {number} pointerId @param {number} x */
    const finger = (type, pointerId, x) =>
      canvas.dispatchEvent(
        new PointerEvent(type, {
          pointerId,
          pointerType: 'touch',
          button: 0,
          buttons: 1,
          bubbles: true,
          clientX: box.left + x,
          clientY: box.top + 200,
        }),
      );
    finger('pointerdown', 11, 180);
    finger('pointerdown', 12, 220);
    for (const step of [10, 20, 30, 40]) {
      finger('pointermove', 11, 180 - step / 2);
      finger('pointermove', 12, 220 + step / 2);
    }
    finger('pointerup', 11, 160);
    finger('pointerup', 12, 240);
  });
  const after = await apart();
  assert.ok(after > 1.6 * before, `${before} ${after}`);
});

test('a table of numbers opens as the map of its rows, and can be read as a log all the same', async (t) => {
  const { page, errors } = await openMap(t);
  await page.setInputFiles('#file-input', { name: 'digits.npy', mimeType: '', buffer: Buffer.from('numbers') });
  await page.getByText('A table of numbers: 400 rows, 8 columns').waitFor();
  await finished(page);
  assert.equal(await page.locator('#filter').count(), 0);
  await page.locator('.map-name').first().click();
  await page.locator('.map-details').waitFor();
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run('.app'));
  assert.deepEqual(
    violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes[0].html}`),
    [],
  );
  await page.getByRole('button', { name: 'Read it as a log' }).click();
  await page.locator('#filter').waitFor();
  assert.deepEqual(errors, []);
});
