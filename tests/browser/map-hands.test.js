/*
The map on the built page with the stand-in engine, as it is used: with hands, keys and the table alike.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import axe from 'axe-core';
import { details, drawnAtRest, finished, frames, useMap } from './map-page.js';

const openMap = useMap();

test('a press chooses, says what sets it apart, and filters', async (t) => {
  const { page } = await openMap(t, 'pace=1&points=12');
  await finished(page);
  await page.locator('.map-name').first().click();
  const name = await page.locator('.map-name').first().textContent();
  assert.equal(await page.locator('.map-details h2').textContent(), name);
  assert.ok((await details(page)).length > 3);
  await page.getByRole('button', { name: 'Let go' }).click();
  await page.locator('.map-details').waitFor({ state: 'detached' });

  // The same by hand, where the keys say that a point is.
  await page.locator('.map-picture').focus();
  await page.keyboard.press('ArrowLeft');
  const tip = (await page.locator('.map-tip').getAttribute('style')) ?? '';
  const [x, y] = [...tip.matchAll(/([\d.]+)px/g)].map(([, pixels]) => Number(pixels));
  const box = await page.locator('.map-points').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 3, box.y + 3);
  await page.locator('.map-tip').waitFor({ state: 'detached' });
  await page.mouse.move(box.x + x, box.y + y);
  const hovered = await page.locator('.map-tip-name').textContent();
  await page.mouse.down();
  await page.mouse.up();
  await page.locator('.map-details').waitFor();
  assert.equal(await page.locator('.map-details h2').textContent(), hovered);

  await page.getByRole('button', { name: 'Filter for' }).click();
  await page.getByText(`client ${hovered}`, { exact: true }).waitFor();
  await page.getByText('The filter has changed since').waitFor();
  await page.getByRole('button', { name: 'Draw it for this filter' }).click();
  await page.getByText('at least 5 clients; here are 3').waitFor();
});

test('arrow keys go from point to point, Enter chooses, Escape lets go', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  await page.locator('.map-picture').focus();
  await page.keyboard.press('ArrowLeft');
  const largest = await page.locator('.map-name').first().textContent();
  assert.equal(await page.locator('.map-tip-name').textContent(), largest);
  await page.keyboard.press('ArrowLeft');
  const next = await page.locator('.map-tip-name').textContent();
  assert.notEqual(next, largest);
  assert.ok((await page.locator('.map-stage [role=status]').textContent())?.startsWith(`${next}, `));
  await page.keyboard.press('Enter');
  await details(page);
  assert.equal(await page.locator('.map-details h2').textContent(), next);
  await page.keyboard.press('Escape');
  await page.locator('.map-details').waitFor({ state: 'detached' });
});

test('dragging and the wheel move the map, and are no clicks; 0 shows all of it again', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  await drawnAtRest(page);
  const picture = page.locator('.map-picture');
  const point = async () => {
    await picture.focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowLeft');
    const style = (await page.locator('.map-tip').getAttribute('style')) ?? '';
    return [...style.matchAll(/(-?[\d.]+)px/g)].slice(0, 2).map(([, pixels]) => Number(pixels));
  };
  const [x, y] = await point();
  // Only now: the focus has scrolled the page.
  const box = await page.locator('.map-points').boundingBox();
  assert.ok(box);

  await page.mouse.move(box.x + x, box.y + y);
  await page.mouse.down();
  await page.mouse.move(box.x + x - 90, box.y + y + 70, { steps: 5 });
  await page.mouse.up();
  assert.equal(await page.locator('.map-details').count(), 0);
  const [dragX, dragY] = await point();
  assert.ok(Math.hypot(dragX - (x - 90), dragY - (y + 70)) < 3, `${[dragX, dragY]} ${[x, y]}`);

  await page.mouse.move(box.x + dragX + 20, box.y + dragY);
  // The page has not been scrolled for a while: then the wheel is for the map.
  await page.waitForTimeout(500);
  await page.mouse.wheel(0, -500);
  let [zoomX] = await point();
  for (let tries = 0; Math.abs(zoomX - dragX) < 3 && tries < 100; tries += 1) {
    await frames(page, 3);
    [zoomX] = await point();
  }
  assert.ok(Math.abs(zoomX - (dragX - 20)) < 3, `${zoomX} ${dragX}`);

  await page.keyboard.press('0');
  await drawnAtRest(page);
  const [fitX, fitY] = await point();
  assert.ok(Math.hypot(fitX - x, fitY - y) < 3);
});

test('a loop around points chooses them together', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  const box = await page.locator('.map-points').boundingBox();
  assert.ok(box);
  await page.getByRole('button', { name: 'Encircle points' }).click();
  const corners = [
    [0.01, 0.01],
    [0.99, 0.01],
    [0.99, 0.99],
    [0.01, 0.99],
  ];
  await page.mouse.move(box.x + 4, box.y + 4);
  await page.mouse.down();
  for (const [x, y] of corners) await page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 4 });
  await page.mouse.up();
  await page.getByRole('heading', { name: '400 clients' }).waitFor();
  await page.getByText('Encircle at most 200 points').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Encircle points' }).getAttribute('aria-pressed'), 'false');
});

test('another tab and back does not start the map again', async (t) => {
  const { page } = await openMap(t);
  await finished(page);
  await page.getByRole('tab', { name: /^Overview/ }).click();
  await page.getByRole('tab', { name: /^Map/ }).click();
  await page.locator('.map-stage').waitFor();
  assert.match((await page.locator('.map-iterations').textContent()) ?? '', /750 iterations/);
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing to complain about on a ${colorScheme} map with a choice`, async (t) => {
    const { page } = await openMap(t);
    await page.emulateMedia({ colorScheme });
    await finished(page);
    await page.getByLabel('Colour by').selectOption({ label: '4xx share' });
    await page.locator('.map-name').nth(2).click();
    await details(page);
    // A script element would be against the content security policy.
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run('.map'));
    assert.deepEqual(
      violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes[0].html}`),
      [],
    );
  });
}
