/** Gaussians on the map: the ellipse of a Gaussian of latent space projected on a plane, to scale. Pure. */

import { project, projectors } from "./plane.js";

/**
 * @typedef {object} Ellipse one standard deviation, in units of the map; the angle counts from u towards v
 * @property {[number, number]} centre
 * @property {[number, number]} radii
 * @property {number} angle
 */

/**
 * Returns the one-sd ellipse of N(mean, diag(exp(logVar))) on a plane: the covariance is P diag(exp(logVar)) P^T.
 * @param {import("./plane.js").Plane} plane
 * @param {ArrayLike<number>} mean (D,)
 * @param {ArrayLike<number>} logVar (D,)
 * @returns {Ellipse}
 */
export function ellipseOf(plane, mean, logVar) {
  return { centre: project(plane, mean), ...axesOf(...diagonalShadow(projectors(plane), logVar)) };
}

/**
 * Returns the covariance on the plane of the diagonal Gaussian whose log-variances begin at `start`: [uu, uv, vv].
 * @param {readonly [ArrayLike<number>, ArrayLike<number>]} projectors of the plane
 * @param {ArrayLike<number>} logVars
 * @param {number} [start]
 * @returns {[number, number, number]}
 */
export function diagonalShadow([p, q], logVars, start = 0) {
  let [uu, uv, vv] = [0, 0, 0];
  for (let i = 0; i < p.length; i++) {
    const variance = Math.exp(logVars[start + i]);
    uu += p[i] * p[i] * variance;
    uv += p[i] * q[i] * variance;
    vv += q[i] * q[i] * variance;
  }
  return [uu, uv, vv];
}

/**
 * Returns the one-sd ellipse of a Gaussian with any covariance C: on the plane it is P C P^T.
 * @param {import("./plane.js").Plane} plane
 * @param {ArrayLike<number>} mean (D,)
 * @param {readonly (readonly number[])[]} covariance (D, D)
 * @returns {Ellipse}
 */
export function shadowOf(plane, mean, covariance) {
  const [p, q] = projectors(plane);
  let [uu, uv, vv] = [0, 0, 0];
  covariance.forEach((row, i) =>
    row.forEach((value, j) => {
      uu += p[i] * value * p[j];
      uv += p[i] * value * q[j];
      vv += q[i] * value * q[j];
    }),
  );
  return { centre: project(plane, mean), ...axesOf(uu, uv, vv) };
}

/**
 * Returns radii and angle of a covariance's ellipse.
 * @param {number} uu
 * @param {number} uv
 * @param {number} vv
 * @returns {Omit<Ellipse, "centre">}
 */
function axesOf(uu, uv, vv) {
  const [middle, spread] = [(uu + vv) / 2, Math.hypot((uu - vv) / 2, uv)];
  return {
    radii: [Math.sqrt(middle + spread), Math.sqrt(Math.max(0, middle - spread))],
    angle: spread < 1e-12 ? 0 : 0.5 * Math.atan2(2 * uv, uu - vv),
  };
}

/**
 * Returns the one-sd circle of the prior N(0, I) on a plane.
 * @param {import("./plane.js").Plane} plane
 * @returns {Ellipse}
 */
export function priorOn(plane) {
  const zeros = plane.origin.map(() => 0);
  return ellipseOf(plane, zeros, zeros);
}
