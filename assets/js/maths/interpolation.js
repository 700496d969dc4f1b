/**
 * Paths from one code to another, as in vae_core/measures/interpolation.py, and a surface between four. Pure.
 * D latent dimensions; `share` is how far along the path: 0 the start, 1 the end, 1.5 beyond it.
 */

/** @typedef {ArrayLike<number>} Code (D,) */

/**
 * Returns the code on the straight line.
 * @param {Code} start
 * @param {Code} end
 * @param {number} share
 */
export function lerp(start, end, share) {
  return mixed(start, end, 1 - share, share);
}

/**
 * Returns the code on the arc, which keeps the length of codes of equal length; straight where the two are parallel.
 * sin((1-t)w)/sin(w) start + sin(tw)/sin(w) end, w the angle between them. Shoemake 1985.
 * @param {Code} start
 * @param {Code} end
 * @param {number} share
 */
export function slerp(start, end, share) {
  const lengths = norm(start) * norm(end);
  if (lengths === 0) return lerp(start, end, share);
  const angle = Math.acos(Math.min(1, Math.max(-1, dot(start, end) / lengths)));
  const sine = Math.sin(angle);
  if (sine < 1e-6) return lerp(start, end, share);
  return mixed(start, end, Math.sin((1 - share) * angle) / sine, Math.sin(share * angle) / sine);
}

/**
 * Returns the code between four corners: across and down are 0 to 1.
 * @param {readonly [Code, Code, Code, Code]} corners top left, top right, bottom left, bottom right
 * @param {number} across
 * @param {number} down
 */
export function bilinear([topLeft, topRight, bottomLeft, bottomRight], across, down) {
  return lerp(lerp(topLeft, topRight, across), lerp(bottomLeft, bottomRight, across), down);
}

/**
 * Returns Returns `count` numbers evenly from one to another, both included.
 * @param {number} from
 * @param {number} to
 * @param {number} count
 */
export function evenly(from, to, count) {
  // The last one as given: rounding must not move the end point.
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? to : from + ((to - from) * i) / (count - 1)));
}

/**
 * Returns the length of a code.
 * @param {Code} code
 */
export const norm = (code) => Math.sqrt(dot(code, code));

/**
 * @param {Code} a
 * @param {Code} b
 */
function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * @param {Code} a
 * @param {Code} b
 * @param {number} ofA
 * @param {number} ofB
 */
function mixed(a, b, ofA, ofB) {
  return Float32Array.from(a, (value, i) => ofA * value + ofB * b[i]);
}
