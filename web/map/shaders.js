/*
The two programs of the graphics card that draw one point: a square that is placed, and a shape that is cut out of it. Lengths
are CSS pixels.
*/

/** The width of the textures that the points lie in, row by row. */
export const ROW = 1024;

const VERTEX = `#version 300 es
precision highp float;
uniform highp sampler2D positions;
uniform highp usampler2D looks;
uniform vec3 camera;
uniform vec2 size;
uniform float growth;
uniform float opacity;
out vec2 place;
flat out float reach;
flat out int form;
flat out vec4 fill;

void main() {
  int turn = gl_VertexID / 6;
  uvec4 look = texelFetch(looks, ivec2(turn % ${ROW}, turn / ${ROW}), 0);
  int at = int(look.x);
  vec2 point = texelFetch(positions, ivec2(at % ${ROW}, at / ${ROW}), 0).xy;
  reach = float(look.y) / 8.0 * growth;
  form = int(look.z);
  fill = vec4((uvec4(look.w) >> uvec4(0, 8, 16, 24)) & 255u) / 255.0;
  fill.a *= opacity;
  // Two triangles: the corners 0 1 2 and 3 2 1 of the square.
  int vertex = gl_VertexID % 6;
  int number = vertex < 3 ? vertex : 6 - vertex;
  vec2 corner = vec2(number & 1, number >> 1) * 2.0 - 1.0;
  // Discs fill their square; other shapes stand out a little.
  place = corner * (reach * (form == 0 ? 1.0 : 1.25) + 1.0);
  vec2 screen = vec2(camera.y + camera.x * point.x, camera.z - camera.x * point.y) + place;
  gl_Position = vec4(screen / size * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0);
  // Comparisons with what is not a number are false: such a point is put out of sight.
  if (!(abs(point.x) < 1e30 && abs(point.y) < 1e30)) gl_Position = vec4(2.0, 2.0, 0.0, 1.0);
}`;

/** Distances to the outlines are exact enough near them; shapes of the same radius cover about the same area. */
const FRAGMENT = `#version 300 es
precision highp float;
uniform vec4 edge;
uniform float pixel;
in vec2 place;
flat in float reach;
flat in int form;
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
  if (form == 1) return box(p, vec2(r * 0.86));
  if (form == 2) return triangle(p, r * 1.15);
  if (form == 3) return (abs(p.x) + abs(p.y) - r * 1.2) * 0.707;
  if (form == 4) return min(box(p, vec2(r * 1.1, r * 0.4)), box(p, vec2(r * 0.4, r * 1.1)));
  if (form == 5) return triangle(vec2(p.x, -p.y), r * 1.15);
  if (form == 6) return abs(length(p) - r * 0.75) - r * 0.28;
  if (form == 7) return max(abs(p.y) * 0.866 + abs(p.x) * 0.5, abs(p.x)) - r * 0.92;
  return length(p) - r;
}

void main() {
  float d = outline(place, reach);
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
