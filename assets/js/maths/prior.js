/** The model's prior on a plane: a circle for N(0, I), else the shadows of a mixture's Gaussians. */

import { priorOn, shadowOf } from "./ellipse.js";
import { d3 } from "../shared/vendor.js";
import { toPixels } from "./viewport.js";

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
 * The box that holds so many standard deviations of every component of some weight.
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
 * The densities above which lie the SHARES of a field.
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

/**
 * A painter of a field's contours at the SHARES.
 * @param {import("./density.js").Field} field
 * @returns {import("../map/backdrop.js").Painter}
 */
export function contourLines(field) {
  const { side, extent, values } = field;
  // Ascending, as d3 wants them; cells' centres lie half a cell from their corners, which d3 reckons with.
  const shapes = d3.contours().size([side, side]).thresholds(levelsOf(field).reverse())(Array.from(values));
  const place = (/** @type {number[]} */ [x, y]) =>
    /** @type {[number, number]} */ ([
      extent.u[0] + (x / side) * (extent.u[1] - extent.u[0]),
      extent.v[1] - (y / side) * (extent.v[1] - extent.v[0]),
    ]);
  const rings = shapes.flatMap(({ coordinates }) => coordinates.flat()).map((ring) => ring.map(place));
  return (context, view, _size, theme) => {
    context.setLineDash([2, 5]);
    for (const [colour, width] of /** @type {[string, number][]} */ ([
      [theme.background, 3.5],
      [theme.text, 1.5],
    ])) {
      Object.assign(context, { strokeStyle: colour, lineWidth: width });
      context.beginPath();
      for (const ring of rings)
        ring.forEach((corner, i) => (i ? context.lineTo : context.moveTo).call(context, ...toPixels(view, ...corner)));
      context.stroke();
    }
    context.setLineDash([]);
  };
}
