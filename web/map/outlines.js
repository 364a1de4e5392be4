/*
The shapes of points as outlines in a square of 12, for what is not drawn by the graphics card: legend and saved pictures.
*/
import { SHAPES } from './colours.js';

/** @type {Record<typeof SHAPES[number], string>} in the syntax of SVG paths */
const PATHS = {
  disc: 'M6 1.2a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6z',
  square: 'M2 2h8v8H2z',
  triangle: 'M6 .8 11.4 10H.6z',
  diamond: 'M6 .5 11.5 6 6 11.5.5 6z',
  cross: 'M4.2.8h3.6v3.4h3.4v3.6H7.8v3.4H4.2V7.8H.8V4.2h3.4z',
  wedge: 'M6 11.2.6 2h10.8z',
  ring: 'M6 .8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 6 .8zm0 3.2a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  hexagon: 'M6 .8 10.6 3.4v5.2L6 11.2 1.4 8.6V3.4z',
};

/** The radius that an outline is drawn for. */
export const OUTLINE_RADIUS = 4.8;
/** The middle of the square. */
export const OUTLINE_MIDDLE = 6;

/** @param {number} shape its place in SHAPES @returns {string} */
export const outlineOf = (shape) => PATHS[SHAPES[shape] ?? 'disc'];
