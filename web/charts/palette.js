/*
Colours of data. Classes have fixed hues of Okabe and Ito (2008), which colour-blind people tell apart, and a letter beside the hue
wherever one is shown; quantities have one hue, whose lightness tells how many.
*/

/**
 * Fixed for ever: who has learnt that orange is a warning must be able to rely on it. Severities and status classes share hues where
 * they mean the like.
 *
 * @type {Record<string, { color: string, letter: string, title: string, hatched?: boolean }>}
 */
const CLASSES = {
  fatal: { color: '#cc79a7', letter: 'F', title: 'Fatal', hatched: true },
  error: { color: '#d55e00', letter: 'E', title: 'Error', hatched: true },
  warn: { color: '#e69f00', letter: 'W', title: 'Warning' },
  info: { color: '#56b4e9', letter: 'I', title: 'Info' },
  debug: { color: '#0072b2', letter: 'D', title: 'Debug' },
  trace: { color: '#999999', letter: 'T', title: 'Trace' },
  '5xx': { color: '#d55e00', letter: '5', title: '5xx server error', hatched: true },
  '4xx': { color: '#e69f00', letter: '4', title: '4xx client error' },
  '3xx': { color: '#0072b2', letter: '3', title: '3xx redirect' },
  '2xx': { color: '#009e73', letter: '2', title: '2xx success' },
  '1xx': { color: '#f0e442', letter: '1', title: '1xx informational' },
  none: { color: '#999999', letter: '–', title: 'No level' },
};

const UNKNOWN = { color: '#999999', letter: '?', title: 'Other' };

/** @param {string} name of a severity or status class */
export const classLook = (name) => CLASSES[name.toLowerCase()] ?? UNKNOWN;

/** From few to many, as red, green, blue: away from the ground of the theme, with even steps of lightness. */
const RAMPS = {
  light: [
    [219, 234, 246],
    [158, 203, 230],
    [86, 160, 212],
    [0, 114, 178],
    [4, 75, 130],
    [8, 40, 82],
  ],
  dark: [
    [20, 44, 66],
    [10, 74, 118],
    [0, 106, 168],
    [46, 148, 212],
    [124, 196, 240],
    [226, 243, 255],
  ],
};

/**
 * @param {number} share 0 to 1
 * @param {'light' | 'dark'} theme
 * @returns {[number, number, number]}
 */
export function sequential(share, theme) {
  const ramp = RAMPS[theme];
  const place = Math.min(1, Math.max(0, share)) * (ramp.length - 1);
  const below = ramp[Math.floor(place)] ?? [];
  const above = ramp[Math.ceil(place)] ?? [];
  const part = place - Math.floor(place);
  const mix = (/** @type {number} */ channel) =>
    Math.round((below[channel] ?? 0) * (1 - part) + (above[channel] ?? 0) * part);
  return [mix(0), mix(1), mix(2)];
}

/** @param {string} name of a custom property on the root @returns {string} its value in the present theme */
export const themed = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
