/*
Colours and shapes of points. Numbers take viridis, from its light end to its dark one on a light ground and the other way round on
a dark one, so that more always stands out more. Classes take the hues of Okabe and Ito, each with a shape of its own, so that no
class is told by its hue alone.
*/

/** Ten even steps of viridis (matplotlib, CC0), dark to light. */
const VIRIDIS = [0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725];

/** How much of the scale is left out where it would sink into a dark or a light ground. */
const ENDS = { dark: 0.2, light: 0.06 };

/** What the fragment shader can draw; the place in the list is the number it knows the shape by. */
export const SHAPES = /** @type {const} */ ([
  'disc',
  'square',
  'triangle',
  'diamond',
  'cross',
  'wedge',
  'ring',
  'hexagon',
]);

/** Hues by contrast on either ground; the last is for what belongs to no class. */
const OKABE_ITO = [0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7, 0x56b4e9, 0xd55e00, 0xf0e442, 0x999999];

/** How many classes can be told apart; there is one more for everything else. */
export const CLASSES = OKABE_ITO.length - 1;

/** What points are coloured by without a choice: one hue that stands on both grounds. */
const PLAIN = { light: 0x0072b2, dark: 0x56b4e9 };

/** Rims of discs: on a light ground darker than any hue, so that yellow stands out; on a dark one the ground, so that discs part. */
export const EDGE = {
  light: /** @type {[number, number, number, number]} */ ([0.08, 0.12, 0.16, 0.45]),
  dark: /** @type {[number, number, number, number]} */ ([0.08, 0.11, 0.13, 0.85]),
};

/** @typedef {{ colours: Uint8Array, shapes: Uint8Array }} Marks red, green, blue, opacity of each point; its shape */

/** @param {number} hex @returns {[number, number, number]} */
const channels = (hex) => [hex >> 16, (hex >> 8) & 255, hex & 255];

/**
 * @param {number} value 0 to 1; beyond is taken as the end, not a number as the middle
 * @param {boolean} dark the ground
 * @returns {[number, number, number]} red, green, blue, 0 to 255
 */
export function sequential(value, dark) {
  const sane = Number.isNaN(value) ? 0.5 : Math.min(1, Math.max(0, value));
  const at = (dark ? ENDS.dark + (1 - ENDS.dark) * sane : (1 - ENDS.light) * (1 - sane)) * (VIRIDIS.length - 1);
  const step = Math.min(VIRIDIS.length - 2, Math.floor(at));
  const low = channels(VIRIDIS[step]);
  const high = channels(VIRIDIS[step + 1]);
  const mix = (/** @type {0 | 1 | 2} */ channel) =>
    Math.round(low[channel] + (high[channel] - low[channel]) * (at - step));
  return [mix(0), mix(1), mix(2)];
}

/** @param {number} number of the class; anything beyond the palette is the grey rest @returns {[number, number, number]} */
export const categorical = (number) => channels(OKABE_ITO[classSlot(number)]);

/** @param {number} number of the class @returns {number} the shape, as its place in SHAPES */
export const shapeOf = (number) => classSlot(number) % SHAPES.length;

/** @param {number} number */
const classSlot = (number) => (number >= 0 && number < CLASSES ? number : CLASSES);

/**
 * @param {number} count
 * @param {boolean} dark
 * @returns {Marks} all alike
 */
export function plainMarks(count, dark) {
  return marks(count, () => channels(dark ? PLAIN.dark : PLAIN.light));
}

/**
 * @param {Float32Array} values 0 to 1, one a point; those that are no number are grey
 * @param {boolean} dark
 * @returns {Marks}
 */
export function numberMarks(values, dark) {
  return marks(values.length, (index) =>
    Number.isNaN(values[index]) ? categorical(-1) : sequential(values[index], dark),
  );
}

/**
 * @param {ArrayLike<number>} classes one a point, negative for none
 * @returns {Marks}
 */
export function classMarks(classes) {
  return marks(
    classes.length,
    (index) => categorical(classes[index]),
    (index) => shapeOf(classes[index]),
  );
}

/**
 * @param {number} count
 * @param {(index: number) => [number, number, number]} colour
 * @param {(index: number) => number} [shape]
 * @returns {Marks}
 */
function marks(count, colour, shape = () => 0) {
  const colours = new Uint8Array(4 * count);
  const shapes = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    colours.set(colour(i), 4 * i);
    colours[4 * i + 3] = 255;
    shapes[i] = shape(i);
  }
  return { colours, shapes };
}
