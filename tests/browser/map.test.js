/*
The map on the built page with the stand-in engine, as it is drawn: while points move and not once more when they rest, without a
copy, with less motion, after a lost context, and without a graphics card.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  cardless,
  coloured,
  colouredOf,
  details,
  drawing,
  drawnAtRest,
  finished,
  frames,
  pixels,
  useMap,
} from './map-page.js';

/** @import { BrowserContext } from 'playwright-core' */

const openMap = useMap();

test('it is drawn while the points move, and not once more after they rest', async (t) => {
  const { page, errors } = await openMap(t, 'pace=2&points=2000');
  await page.waitForFunction(() => /** @type {any} */ (globalThis).drawing.draws > 10);
  await finished(page);
  const rest = await drawnAtRest(page);
  await frames(page, 30);
  assert.equal(rest.points, 2000);
  assert.ok(rest.names.length > 5);
  assert.equal((await drawing(page)).draws, rest.draws);
  assert.deepEqual(errors, []);
});

test('positions go from shared memory to the graphics card without a copy', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  const { uploads, shared } = await drawing(page);
  assert.ok(uploads > 0);
  assert.equal(shared, uploads);
});

test('people who want less motion get a picture every 50 iterations', async (t) => {
  const calm = (/** @type {BrowserContext} */ context) =>
    context.addInitScript(() => {
      const { matchMedia } = globalThis;
      globalThis.matchMedia = (query) =>
        query.includes('reduced-motion') ? matchMedia.call(globalThis, 'all') : matchMedia.call(globalThis, query);
    });
  const { page } = await openMap(t, 'pace=2', calm);
  await finished(page);
  const { uploads } = await drawing(page);
  assert.ok(uploads >= 3 && uploads <= 750 / 50 + 2, `${uploads}`);
});

test('the points are there again after the graphics context was lost', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  await page.evaluate(async () => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('.map-points'));
    const extension = canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context');
    const lost = new Promise((resolve) => canvas.addEventListener('webglcontextlost', resolve));
    extension?.loseContext();
    await lost;
    // A context can be restored only after the event that says it is lost is over.
    await new Promise((resolve) => setTimeout(resolve));
    const back = new Promise((resolve) => canvas.addEventListener('webglcontextrestored', resolve));
    extension?.restoreContext();
    await back;
  });
  const before = (await drawing(page)).draws;
  await page.locator('.map-points').hover();
  await page.getByRole('button', { name: 'Closer' }).click();
  await page.waitForFunction((draws) => /** @type {any} */ (globalThis).drawing.draws > draws, before);
  assert.ok((await coloured(page)) > 300);
});

test('without a graphics card the processor draws the same picture', async (t) => {
  const card = await openMap(t, 'pace=1&points=2000');
  const none = await openMap(t, 'pace=1&points=2000', cardless);
  const pictures = [];
  for (const { page, errors } of [card, none]) {
    await finished(page);
    await page.mouse.move(0, 0);
    await drawnAtRest(page);
    pictures.push(await pixels(page));
    assert.deepEqual(errors, []);
  }
  assert.equal((await drawing(none.page)).uploads, 0);
  const [drawn, same] = /** @type {[number[], number[]]} */ (pictures);
  assert.equal(same.length, drawn.length);
  const [many, asMany] = [colouredOf(drawn), colouredOf(same)];
  assert.ok(many > 300 && Math.abs(asMany / many - 1) < 0.03, `${many} and ${asMany} pixels`);
  // Places within a pixel and roundings differ, but nothing is elsewhere or of another colour.
  const far = drawn.filter((value, at) => Math.abs(value - (same[at] ?? 0)) > 64).length;
  assert.ok(far < drawn.length / 1000, `${far} of ${drawn.length} values differ`);
});

test('without WebGL2 there is a map, too', async (t) => {
  const { page, errors } = await openMap(t, 'pace=1', (context) =>
    context.addInitScript(() => {
      const { getContext } = HTMLCanvasElement.prototype;
      HTMLCanvasElement.prototype.getContext = /** @type {any} */ (
        /** @this {any} @param {any} kind @param {any} options */
        function (kind, options) {
          return kind === 'webgl2' ? null : getContext.call(this, kind, options);
        }
      );
    }),
  );
  await finished(page);
  assert.ok((await coloured(page)) > 300);
  await page.locator('.map-name').first().click();
  assert.ok((await details(page)).length > 3);
  assert.deepEqual(errors, []);
});
