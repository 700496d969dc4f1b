/**
 * A plane in latent space: the place of a code on the map, and the code of a place. Pure.
 * Shapes: D latent dimensions, N points; a place on the map is (u, v) in units of the plane's axes.
 */

/**
 * @typedef {object} Plane
 * @property {string} key
 * @property {string} label its name on the page
 * @property {number[]} origin (D,)
 * @property {[number[], number[]]} axes two directions, each (D,)
 * @property {[string, string]} names of the map's axes
 * @property {boolean} [isView] whether it has no inverse: its places correspond to no code
 * @property {import("./cloud.js").Triple} [dims] of a cloud, whose plane turns: its three dimensions, counted from 0
 * @property {[number, number][]} [box] of a cloud: [low, high] of the codes in each of the three
 */
/** @typedef {[number, number]} Place */

/**
 * Returns the plane of two latent dimensions (counted from 0); with one dimension, the second axis is empty.
 * @param {number} dimensions D
 * @param {number} [first]
 * @param {number} [second]
 * @returns {Plane}
 */
export function dimensionPlane(dimensions, first = 0, second = 1) {
  const unit = (/** @type {number} */ axis) => Array.from({ length: dimensions }, (_, i) => (i === axis ? 1 : 0));
  const name = (/** @type {number} */ axis) => (axis < dimensions ? `z${axis + 1}` : "");
  const names = /** @type {[string, string]} */ ([name(first), name(second)]);
  return {
    key: `${first}-${second}`,
    label: names.filter(Boolean).join(", "),
    names,
    origin: new Array(dimensions).fill(0),
    axes: [unit(first), unit(second)],
  };
}

/**
 * Returns the plane through three codes, in units of latent space: the first is its origin, the second is on
 * its first axis. Null where they are on a line, through which there are many planes.
 * @param {string} key
 * @param {string} label
 * @param {readonly ArrayLike<number>[]} codes three of (D,)
 * @returns {Plane | null}
 */
export function planeThrough(key, label, [a, b, c]) {
  const origin = Array.from(a);
  const [u, v] = [b, c].map((code) => Array.from(code, (value, i) => value - origin[i]));
  const across = dot(u, v) / (dot(u, u) || 1);
  const up = v.map((value, i) => value - across * u[i]); // Gram-Schmidt
  if (dot(up, up) < 1e-8 * dot(v, v) || !dot(u, u)) return null;
  const unit = (/** @type {number[]} */ vector) => vector.map((value) => value / Math.sqrt(dot(vector, vector)));
  return { key, label, origin, axes: [unit(u), unit(up)], names: ["towards the second image", "towards the third"] };
}

/**
 * @param {ArrayLike<number>} a
 * @param {ArrayLike<number>} b
 */
function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * Returns the two rows that map (z - origin) to (u, v): the axes' least-squares inverse, for axes of any kind.
 * @param {Plane} plane
 * @returns {[Float64Array, Float64Array]}
 */
export function projectors({ axes: [a, b] }) {
  const [aa, ab, bb] = [dot(a, a), dot(a, b), dot(b, b)];
  const determinant = aa * bb - ab * ab;
  if (determinant < 1e-12 * Math.max(aa, bb) ** 2) {
    return [Float64Array.from(a, (x) => x / (aa || 1)), Float64Array.from(b, () => 0)];
  }
  return [
    Float64Array.from(a, (x, i) => (bb * x - ab * b[i]) / determinant),
    Float64Array.from(b, (y, i) => (aa * y - ab * a[i]) / determinant),
  ];
}

/**
 * Returns the place of the code z on the map.
 * @param {Plane} plane
 * @param {ArrayLike<number>} z (D,)
 * @returns {Place}
 */
export function project(plane, z) {
  const offset = Float64Array.from(z, (value, i) => value - plane.origin[i]);
  const [p, q] = projectors(plane);
  return [dot(p, offset), dot(q, offset)];
}

/**
 * Returns the places of N codes on the map: (N, D) -> (N, 2), flat.
 * @param {Plane} plane
 * @param {Float32Array} codes (N * D,)
 */
export function projectAll(plane, codes) {
  const dimensions = plane.origin.length;
  const [p, q] = projectors(plane);
  const [u0, v0] = [dot(p, plane.origin), dot(q, plane.origin)];
  const places = new Float32Array((codes.length / dimensions) * 2);
  for (let n = 0, at = 0; at < codes.length; n += 2, at += dimensions) {
    let [u, v] = [-u0, -v0];
    for (let i = 0; i < dimensions; i++) {
      u += p[i] * codes[at + i];
      v += q[i] * codes[at + i];
    }
    places[n] = u;
    places[n + 1] = v;
  }
  return places;
}

/**
 * Returns the code z moved parallel to the plane until it is at `place`.
 * @param {Plane} plane
 * @param {ArrayLike<number>} z (D,)
 * @param {Place} place
 * @returns {Float32Array} (D,)
 */
export function moveTo(plane, z, place) {
  const [u, v] = project(plane, z);
  const [a, b] = plane.axes;
  return Float32Array.from(z, (value, i) => value + (place[0] - u) * a[i] + (place[1] - v) * b[i]);
}
