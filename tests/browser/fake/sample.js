/*
A made-up log to try the page on: three days of a web shop as JSON lines, with a story in them. Made in the page, so it costs no
download and works offline; always the same, because the random numbers have a fixed seed.

The story: traffic follows the hours of the day; on the second day a deployment at 14:00 makes the checkout slow and then
fail for 40 minutes; one client guesses passwords at night; a scanner asks for files that are not there.
*/

/** The first moment: a Monday, in milliseconds since the epoch. */
const START = Date.UTC(2025, 2, 10);
const MINUTES = 3 * 24 * 60;
/** The deployment that went wrong. */
const INCIDENT = { from: 24 * 60 + 14 * 60, to: 24 * 60 + 14 * 60 + 40 };

/** @type {[string, string, number, number][]} method, path with # for a number, weight, typical milliseconds */
const ROUTES = [
  ['GET', '/', 20, 24],
  ['GET', '/products/#', 34, 38],
  ['GET', '/search?q=*', 14, 92],
  ['GET', '/static/app.js', 16, 3],
  ['GET', '/api/cart', 12, 18],
  ['POST', '/api/cart', 6, 31],
  ['POST', '/api/checkout', 3, 180],
  ['POST', '/login', 3, 120],
  ['GET', '/account/orders/#', 3, 55],
  ['DELETE', '/api/cart/#', 1, 22],
];
const WORDS = ['lamp', 'desk', 'chair', 'blue+lamp', 'shelf', 'rug', 'clock', 'oak+table'];
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/133.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) Safari/604.1',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7) Firefox/135.0',
  'Mozilla/5.0 (X11; Linux x86_64) Firefox/135.0',
  'Googlebot/2.1 (+http://www.google.com/bot.html)',
];
const HOSTS = ['web-1', 'web-2', 'web-3'];
const SCANNED = [
  '/?q=<script>alert(1)</script>',
  '/.env',
  '/wp-login.php',
  '/phpmyadmin/',
  '/.git/config',
  '/admin.php',
  '/backup.zip',
];

/** @param {number} seed @returns {() => number} 0 to 1; mulberry32 by Tommy Ettinger */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * @typedef {object} Entry
 * @property {string} time
 * @property {string} level
 * @property {string} msg
 * @property {string} service
 * @property {string} host
 * @property {string} method
 * @property {string} path
 * @property {number} status
 * @property {number} bytes
 * @property {number} duration_ms
 * @property {string} client_ip
 * @property {string} user_agent
 */

/** @returns {Generator<Entry>} in order of time */
export function* entries() {
  const next = random(20_250_310);
  const below = (/** @type {number} */ n) => Math.floor(next() * n);
  const pick = (/** @type {string[]} */ list) => list[below(list.length)] ?? '';
  /** Of a long-tailed spread around 1. */
  const tail = () => Math.exp((next() + next() + next() - 1.5) * 1.1);
  const weights = ROUTES.reduce((sum, [, , weight]) => sum + weight, 0);
  const route = () => {
    let place = next() * weights;
    return ROUTES.find(([, , weight]) => {
      place -= weight;
      return place < 0;
    });
  };
  /** @type {(minute: number, ms: number) => Entry} */
  const visit = (minute, ms) => {
    const [method = 'GET', shape = '/', , typical = 20] = route() ?? [];
    const path = shape.replace('#', String(1000 + below(400))).replace('*', pick(WORDS));
    const broken = minute >= INCIDENT.from && minute < INCIDENT.to && path.startsWith('/api/');
    const slow = broken ? 6 + 14 * next() : 1;
    const luck = next();
    const status =
      broken && luck < 0.55
        ? luck < 0.4
          ? 503
          : 500
        : luck > 0.998
          ? 500
          : luck > 0.975
            ? 404
            : luck > 0.93
              ? 304
              : method === 'POST' && path === '/login'
                ? 302
                : 200;
    const duration = Math.round(typical * tail() * slow * 100) / 100;
    const level = status >= 500 ? 'error' : duration > 900 || status === 404 ? 'warn' : luck < 0.04 ? 'debug' : 'info';
    const msg =
      status === 503
        ? `upstream payments-${1 + below(3)} timed out after ${2000 + below(900)} ms`
        : status === 500
          ? `unhandled error in order ${10_000 + below(5000)}: connection refused`
          : duration > 900
            ? `slow request took ${Math.round(duration)} ms`
            : 'request handled';
    return {
      time: new Date(ms).toISOString(),
      level,
      msg,
      service: path.startsWith('/api/') ? 'shop-api' : 'shop-web',
      host: pick(HOSTS),
      method,
      path,
      status,
      bytes: status === 304 ? 0 : Math.round((path.startsWith('/static') ? 184_000 : 5200) * tail()),
      duration_ms: duration,
      client_ip: `10.${20 + below(4)}.${below(40)}.${1 + below(250)}`,
      user_agent: pick(AGENTS),
    };
  };

  for (let minute = 0; minute < MINUTES; minute += 1) {
    const hour = (minute / 60) % 24;
    const daylight = 2 + 11 * Math.exp(-((hour - 15) ** 2) / 22) + 4 * Math.exp(-((hour - 20.5) ** 2) / 5);
    const night = minute > 26 * 60 && minute < 29 * 60;
    const kinds = [
      ...Array.from({ length: Math.round(daylight * (0.75 + next() * 0.5)) }, () => 'visit'),
      ...(night ? ['guess', 'guess'] : []),
      ...(minute % 7 === 0 ? ['scan'] : []),
    ];
    const times = kinds.map(() => START + minute * 60_000 + below(60_000)).sort((a, b) => a - b);
    for (const [index, ms] of times.entries()) {
      const entry = visit(minute, ms);
      if (kinds[index] === 'guess') {
        const attempt = {
          level: 'warn',
          msg: `login failed for user${below(900)}: wrong password`,
          method: 'POST',
          path: '/login',
          status: 401,
        };
        yield {
          ...entry,
          ...attempt,
          service: 'shop-web',
          client_ip: '203.0.113.77',
          user_agent: 'python-requests/2.32.3',
          bytes: 312,
        };
      } else if (kinds[index] === 'scan') {
        const probe = { level: 'warn', msg: 'no such file', method: 'GET', path: pick(SCANNED), status: 404 };
        yield {
          ...entry,
          ...probe,
          service: 'shop-web',
          client_ip: '198.51.100.23',
          user_agent: 'zgrab/0.x',
          bytes: 153,
        };
      } else yield entry;
    }
  }
}

/** @returns {File} the sample as a file of some megabytes */
export function sampleFile() {
  /** @type {string[]} */
  const lines = [];
  for (const entry of entries()) lines.push(JSON.stringify(entry));
  return new File([`${lines.join('\n')}\n`], 'sample-shop.jsonl', { type: 'application/x-ndjson' });
}
