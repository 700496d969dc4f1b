/** The latent plane of a training: places of the codes, and axes that follow them without a jump. Pure. */

import { readable } from "../shared/numbers.js";
import { extentOf } from "../maths/viewport.js";

/** @typedef {import("../maths/viewport.js").Extent} Extent */
/** @typedef {{places: Float32Array, extent: Extent}} Plane places (N, 2) flat */

const SHRINKS = 0.08; // of the way at each update; growing happens at once, or points would lie outside

/**
 * Codes (N, D) -> places (N, 2) of two dimensions; one dimension alone is spread out upwards by class.
 * @param {Float32Array} mean
 * @param {number} size D
 * @param {[number, number]} dims
 * @param {ArrayLike<number>} labels
 */
export function inPlane(mean, size, [first, second], labels) {
  const places = new Float32Array((2 * mean.length) / size);
  for (let n = 0; n < places.length / 2; n++) {
    places[2 * n] = mean[n * size + first];
    places[2 * n + 1] = size > 1 ? mean[n * size + second] : labels[n];
  }
  return places;
}

/**
 * An extent that holds both, and shrinks only slowly.
 * @param {Extent | null} before
 * @param {Extent} now
 * @returns {Extent}
 */
export function grown(before, now) {
  if (!before) return now;
  /**
   * @param {[number, number]} old
   * @param {[number, number]} fresh
   * @returns {[number, number]}
   */
  const side = ([a, b], [c, d]) => [Math.min(c, a + SHRINKS * (c - a)), Math.max(d, b + SHRINKS * (d - b))];
  return { u: side(before.u, now.u), v: side(before.v, now.v) };
}

/**
 * The plane to move to when codes have changed.
 * @param {Plane | null} before
 * @param {Float32Array} places
 * @returns {Plane}
 */
export const nextPlane = (before, places) => ({ places, extent: grown(before?.extent ?? null, extentOf(places)) });

/**
 * A plane a share t (0 to 1) of the way from one to another.
 * @param {Plane} from
 * @param {Plane} to
 * @param {number} t
 * @returns {Plane}
 */
export function betweenPlanes(from, to, t) {
  if (t >= 1 || from.places.length !== to.places.length) return to;
  const mix = (/** @type {number} */ a, /** @type {number} */ b) => a + (b - a) * t;
  /**
   * @param {"u" | "v"} axis
   * @returns {[number, number]}
   */
  const side = (axis) => [mix(from.extent[axis][0], to.extent[axis][0]), mix(from.extent[axis][1], to.extent[axis][1])];
  return { places: to.places.map((value, at) => mix(from.places[at], value)), extent: { u: side("u"), v: side("v") } };
}

/**
 * Slow at both ends.
 * @param {number} t
 */
export const eased = (t) => (t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t));

/**
 * Returns the dimensions shown as text.
 * @param {number} size
 * @param {[number, number]} dims
 * @param {boolean} hasKl
 */
export function planeWords(size, [first, second], hasKl) {
  if (size === 1) return "A point per validation image, spread out upwards by class.";
  if (size === 2) return "A point per validation image. Drag the marker.";
  const which = hasKl ? `the two of ${size} with the largest KL` : `the first two of ${size}`;
  return `A point per validation image, in z${first + 1} and z${second + 1}, ${which}.`;
}

/**
 * Returns the mean of codes (N, D).
 * @param {Float32Array} mean flat
 * @param {number} size D
 */
export function centreOf(mean, size) {
  const sums = new Float32Array(size);
  mean.forEach((value, at) => (sums[at % size] += value));
  return sums.map((sum) => sum / Math.max(1, mean.length / size));
}

/**
 * Returns the code of a place in the plane of two dimensions; the other dimensions are those of `centre`.
 * @param {Float32Array} centre (D,)
 * @param {[number, number]} dims
 * @param {[number, number]} place
 */
export function heldCode(centre, [first, second], [u, v]) {
  const code = centre.slice();
  if (centre.length > 1) code[second] = v;
  code[first] = u;
  return code;
}

/**
 * Returns the place of a held point as text.
 * @param {number} size D
 * @param {[number, number]} dims
 * @param {[number, number]} place
 */
export function heldWords(size, [first, second], [u, v]) {
  const here =
    size > 1
      ? `z${first + 1} = ${readable(u)}, z${second + 1} = ${readable(v)}`
      : `z1 = ${readable(u)}; the vertical position has no meaning`;
  return `${here}${size > 2 ? "; the other dimensions at the mean of the codes" : ""}.`;
}
