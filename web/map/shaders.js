/*
The two programs of the graphics card that draw one point: where it is and how large, and the shape that is cut out of its square.
Lengths are CSS pixels.
*/

/** Places of the attributes of a point. */
export const ATTRIBUTES = { place: 0, radius: 1, form: 2, colour: 3 };

const VERTEX = `#version 300 es
precision highp float;
layout(location = ${ATTRIBUTES.place}) in vec2 place;
layout(location = ${ATTRIBUTES.radius}) in float radius;
layout(location = ${ATTRIBUTES.form}) in uint shape;
layout(location = ${ATTRIBUTES.colour}) in vec4 colour;
uniform vec3 camera;
uniform vec2 size;
uniform vec2 most;
uniform float growth;
uniform float opacity;
uniform float pixel;
flat out float reach;
flat out float side;
flat out uint form;
flat out vec4 fill;

void main() {
  reach = radius / 8.0 * growth;
  form = shape;
  fill = vec4(colour.rgb, colour.a * opacity);
  // Discs fill their square; other shapes stand out a little.
  side = 2.0 * (reach * (form == 0u ? 1.0 : 1.45) + 1.0);
  vec2 screen = vec2(camera.y + camera.x * place.x, camera.z - camera.x * place.y);
  // The view reaches beyond the screen: some cards leave out points whose middle is not in it.
  gl_Position = vec4((screen / size * vec2(2.0, -2.0) + vec2(-1.0, 1.0)) / most, 0.0, 1.0);
  gl_PointSize = side / pixel;
  // Comparisons with what is not a number are false: such a point is put out of sight.
  if (!(abs(place.x) < 1e30 && abs(place.y) < 1e30)) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}`;

/** Distances to the outlines are exact enough near them; shapes of the same radius cover about the same area. */
const FRAGMENT = `#version 300 es
precision highp float;
uniform vec4 edge;
uniform float pixel;
flat in float reach;
flat in float side;
flat in uint form;
flat in vec4 fill;
out vec4 shown;

float box(vec2 p, vec2 half_size) {
  vec2 d = abs(p) - half_size;
  return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0);
}

float triangle(vec2 p, float r) {
  return max(p.y - r * 0.62, dot(vec2(abs(p.x), -p.y), vec2(0.866, 0.5)) - r * 0.62);
}

float outline(vec2 p, float r) {
  if (form == 1u) return box(p, vec2(r * 0.86));
  if (form == 2u) return triangle(p, r * 1.15);
  if (form == 3u) return (abs(p.x) + abs(p.y) - r * 1.2) * 0.707;
  if (form == 4u) return min(box(p, vec2(r * 1.1, r * 0.4)), box(p, vec2(r * 0.4, r * 1.1)));
  if (form == 5u) return triangle(vec2(p.x, -p.y), r * 1.15);
  if (form == 6u) return abs(length(p) - r * 0.75) - r * 0.28;
  if (form == 7u) return max(abs(p.y) * 0.866 + abs(p.x) * 0.5, abs(p.x)) - r * 0.92;
  return length(p) - r;
}

void main() {
  float d = outline((gl_PointCoord - 0.5) * side, reach);
  float cover = clamp(0.5 - d / pixel, 0.0, 1.0);
  if (cover == 0.0) discard;
  // Rims part large points; on small ones nothing would be left of the colour.
  float rim = clamp(1.0 + (d + 1.0) / pixel, 0.0, 1.0) * edge.a * clamp((reach - 1.5) / 3.0, 0.0, 1.0);
  shown = vec4(mix(fill.rgb, edge.rgb, rim), 1.0) * (cover * fill.a);
}`;

/**
 * @param {WebGL2RenderingContext} gl
 * @returns {WebGLProgram}
 * @throws {Error} with the compiler's words; a lost context compiles nothing and says nothing
 */
export function compile(gl) {
  const program = gl.createProgram();
  for (const [type, source] of /** @type {const} */ ([
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ])) {
    const shader = gl.createShader(type);
    if (shader === null) continue;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`The map cannot be drawn here: ${gl.getProgramInfoLog(program)}`);
  }
  return program;
}
