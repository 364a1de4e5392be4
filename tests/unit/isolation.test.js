/*
The decisions about isolation that no real browser can be brought to in a test.
*/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isolate } from '../../web/engine/isolation.js';

/**
 * A page that is not isolated, on a host without headers, with a service worker that is ready at once.
 *
 * @param {object} [changes]
 */
function page(changes = {}) {
  const kept = new Map();
  const registration = { waiting: null, installing: null, active: {}, addEventListener() {} };
  const serviceWorker = {
    register: async () => registration,
    ready: Promise.resolve(registration),
    addEventListener() {},
  };
  const self = {};
  const fake = {
    reloads: 0,
    crossOriginIsolated: false,
    location: {
      href: 'https://example.org/logs/',
      reload: () => {
        fake.reloads += 1;
      },
    },
    navigator: { serviceWorker },
    sessionStorage: {
      getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
      removeItem: (/** @type {string} */ key) => kept.delete(key),
    },
    top: self,
    self,
    ...changes,
  };
  return /** @type {any} */ (fake);
}

/** @param {Promise<unknown>} promise */
const settlesSoon = (promise) => Promise.race([promise.then(() => true), new Promise((r) => setTimeout(r, 50, false))]);

test('a first visit reloads once, and a second try in the same tab does not', async () => {
  const fake = page();
  assert.equal(await settlesSoon(isolate({ page: fake })), false);
  assert.equal(fake.reloads, 1);
  assert.deepEqual(await isolate({ page: fake }), { threads: false, reason: 'the browser did not isolate the page' });
  assert.equal(fake.reloads, 1);
});

test('a page that became isolated may use its one reload again later', async () => {
  const fake = page();
  await settlesSoon(isolate({ page: fake }));
  fake.crossOriginIsolated = true;
  assert.deepEqual(await isolate({ page: fake }), { threads: true });
  fake.crossOriginIsolated = false;
  assert.equal(await settlesSoon(isolate({ page: fake })), false);
  assert.equal(fake.reloads, 2);
});

/** @type {[string, object, object, RegExp][]} */
const SINGLE = [
  ['no service workers', { navigator: {} }, {}, /not available/],
  ['a frame of another page', { top: {} }, {}, /inside another page/],
  ['open data', {}, { mayReload: () => false }, /reload the page/],
  ['a slow first visit', { slow: true }, { patience: 1 }, /still being stored/],
];

for (const [name, changes, options, reason] of SINGLE) {
  test(`${name}: single-threaded, with the reason and without a reload`, async () => {
    const fake = page(changes);
    if ('slow' in changes) fake.navigator.serviceWorker.ready = new Promise(() => {});
    const isolation = await isolate({ page: fake, ...options });
    assert.ok(!isolation.threads);
    assert.match(isolation.reason, reason);
    assert.equal(fake.reloads, 0);
  });
}

test('blocked storage: no reload, since nothing could stop a second one', async () => {
  const blocked = () => {
    throw new Error('denied');
  };
  const fake = page({ sessionStorage: { getItem: blocked, setItem: blocked, removeItem: blocked } });
  const isolation = await isolate({ page: fake });
  assert.ok(!isolation.threads);
  assert.match(isolation.reason, /session storage/);
  assert.equal(fake.reloads, 0);
});

test('a service worker that cannot be installed: single-threaded, with the reason', async () => {
  const fake = page();
  fake.navigator.serviceWorker.register = async () => {
    throw new Error('404');
  };
  const isolation = await isolate({ page: fake });
  assert.ok(!isolation.threads);
  assert.match(isolation.reason, /could not be installed/);
});

test('an isolated page does not mind a service worker that fails', async () => {
  const fake = page({ crossOriginIsolated: true });
  fake.navigator.serviceWorker.register = async () => {
    throw new Error('404');
  };
  assert.deepEqual(await isolate({ page: fake }), { threads: true });
});

test('the service worker is registered beside the page, whatever the folder', async () => {
  const fake = page({ crossOriginIsolated: true });
  const registered = new Promise((resolve) => {
    fake.navigator.serviceWorker.register = async (/** @type {string} */ url) => resolve(url);
  });
  await isolate({ page: fake });
  assert.equal(await registered, 'https://example.org/logs/sw.js');
});
