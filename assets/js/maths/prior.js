/** The model's prior on a plane: a circle for N(0, I), else the projected Gaussians of a mixture. */

import { priorOn, shadowOf } from "./ellipse.js";

/** @typedef {{weights: number[], means: number[][], covariances: number[][][]}} Mixture as prior.json has it */
/** @typedef {{weight: number, ellipse: import("./ellipse.js").Ellipse}} Component */

// What 1, 2 and 3 sd of a Gaussian in the plane hold of it; a prior of another shape is cut at the same shares.
const SHARES = [1, 2, 3].map((sd) => 1 - Math.exp(-0.5 * sd * sd));

/**
 * @param {import("./plane.js").Plane} plane
 * @param {Mixture | null} mixture null: N(0, I)
 * @returns {Component[]}
 */
export function priorComponents(plane, mixture) {
  if (!mixture) return [{ weight: 1, ellipse: priorOn(plane) }];
  return mixture.weights.map((weight, k) => ({
    weight,
    ellipse: shadowOf(plane, mixture.means[k], mixture.covariances[k]),
  }));
}

/**
 * Returns the box that holds so many standard deviations of every component of some weight.
 * @param {readonly Component[]} components
 * @param {number} reach
 * @returns {import("./viewport.js").Extent}
 */
export function reachOf(components, reach) {
  const most = components.reduce((a, { weight }) => Math.max(a, weight), 0);
  const shown = components.filter(({ weight }) => weight > 0.01 * most);
  const side = (/** @type {0 | 1} */ axis) =>
    /** @type {[number, number]} */ ([
      Math.min(...shown.map(({ ellipse: { centre, radii } }) => centre[axis] - reach * radii[0])),
      Math.max(...shown.map(({ ellipse: { centre, radii } }) => centre[axis] + reach * radii[0])),
    ]);
  return { u: side(0), v: side(1) };
}

/**
 * Returns the densities above which the SHARES of a field lie.
 * @param {import("./density.js").Field} field
 */
export function levelsOf({ values }) {
  const sorted = values.slice().sort().reverse();
  const total = sorted.reduce((sum, value) => sum + value, 0);
  let [sum, next] = [0, 0];
  /** @type {number[]} */
  const levels = [];
  for (let at = 0; at < sorted.length && next < SHARES.length; at++) {
    sum += sorted[at];
    while (next < SHARES.length && sum >= SHARES[next] * total) (levels.push(sorted[at]), next++);
  }
  return levels;
}
