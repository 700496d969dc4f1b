/**
 * Densities on a plane of latent space: of all codes together (the aggregate posterior), of the prior, and the holes
 * between them. Pure. A field covers its extent with side x side cells, row 0 on top.
 */

import { diagonalShadow } from "./ellipse.js";
import { projectors } from "./plane.js";

export const SIDE = 160;
const MOST_TERMS = 6e6; // evaluations of a Gaussian: about a tenth of a second
const RARE = 0.1; // a hole: the codes are this much rarer than the prior expects
const PRIOR_CELLS = 5; // standard deviations up to which a prior is computed
const PRIOR_REACH = 3; // within so many standard deviations of the prior a hole counts

/** @typedef {import("./viewport.js").Extent} Extent */
/** @typedef {{values: Float32Array, side: number, extent: Extent}} Field values per unit of area */

/**
 * Returns the density of all codes on a plane: the mean of the projected posteriors, each a Gaussian.
 * Codes that are points get the width that Scott's rule gives (Scott 1992): sd N^(-1/6).
 * @param {import("./plane.js").Plane} plane
 * @param {Float32Array} places (N, 2)
 * @param {Float32Array | null} logVars (N * D,)
 * @param {Extent} extent
 * @param {number} [side]
 * @returns {Field}
 */
export function aggregateDensity(plane, places, logVars, extent, side = SIDE) {
  const count = places.length / 2;
  const spread = logVars ? shadowsOf(plane, logVars) : () => scott(places);
  const cell = /** @type {[number, number]} */ ([
    (extent.u[1] - extent.u[0]) / side,
    (extent.v[1] - extent.v[0]) / side,
  ]);
  const step = strideFor(count, spread, cell, side);
  const values = new Float32Array(side * side);
  let used = 0;
  for (let row = 0; row < count; row += step, used++) {
    // At least a cell wide, or it would fall between the cells' centres.
    const [uu, uv, vv] = widened(spread(row), cell);
    addGaussian(values, side, extent, cell, [places[2 * row], places[2 * row + 1]], uu, uv, vv);
  }
  for (let at = 0; at < values.length; at++) values[at] /= Math.max(1, used);
  return { values, side, extent };
}

/**
 * Returns the step between the codes that are used, so that MOST_TERMS is kept.
 * @param {number} count
 * @param {(row: number) => number[]} spread
 * @param {[number, number]} cell
 * @param {number} side
 */
function strideFor(count, spread, cell, side) {
  const sample = Math.max(1, Math.floor(count / 100));
  let [terms, asked] = [0, 0];
  for (let row = 0; row < count; row += sample, asked++) {
    const [uu, , vv] = widened(spread(row), cell);
    terms += Math.min(side, (6 * Math.sqrt(uu)) / cell[0]) * Math.min(side, (6 * Math.sqrt(vv)) / cell[1]);
  }
  return Math.max(1, Math.ceil((count * terms) / Math.max(1, asked) / MOST_TERMS));
}

/**
 * Returns a function from a row to its posterior's covariance on the plane: [uu, uv, vv].
 * @param {import("./plane.js").Plane} plane
 * @param {Float32Array} logVars
 */
function shadowsOf(plane, logVars) {
  const rows = projectors(plane);
  return (/** @type {number} */ row) => diagonalShadow(rows, logVars, row * rows[0].length);
}

/**
 * @param {Float32Array} places
 * @returns {number[]}
 */
function scott(places) {
  const count = places.length / 2;
  const variance = (/** @type {number} */ axis) => {
    let [sum, squares] = [0, 0];
    for (let at = axis; at < places.length; at += 2) [sum, squares] = [sum + places[at], squares + places[at] ** 2];
    return Math.max(1e-12, squares / count - (sum / count) ** 2) * count ** (-1 / 3);
  };
  return [variance(0), 0, variance(1)];
}

/**
 * @param {number[]} covariance
 * @param {[number, number]} cell
 */
const widened = ([uu, uv, vv], cell) => [uu + cell[0] ** 2, uv, vv + cell[1] ** 2];

/**
 * @param {Float32Array} values
 * @param {number} side
 * @param {Extent} extent
 * @param {[number, number]} cell
 * @param {[number, number]} centre
 * @param {number} uu
 * @param {number} uv
 * @param {number} vv
 * @param {number} [weight]
 * @param {number} [reach] standard deviations
 */
function addGaussian(values, side, extent, cell, [u, v], uu, uv, vv, weight = 1, reach = 3) {
  const determinant = uu * vv - uv * uv;
  const [a, b, c] = [vv / determinant, -uv / determinant, uu / determinant];
  const height = weight / (2 * Math.PI * Math.sqrt(determinant));
  const [left, right] = cellsWithin(u, reach * Math.sqrt(uu), extent.u[0], cell[0], side);
  const [low, high] = cellsWithin(v, reach * Math.sqrt(vv), extent.v[0], cell[1], side);
  for (let j = low; j <= high; j++) {
    const dv = extent.v[0] + (j + 0.5) * cell[1] - v;
    const row = (side - 1 - j) * side;
    for (let i = left; i <= right; i++) {
      const du = extent.u[0] + (i + 0.5) * cell[0] - u;
      values[row + i] += height * Math.exp(-0.5 * (a * du * du + 2 * b * du * dv + c * dv * dv));
    }
  }
}

/**
 * @param {number} centre
 * @param {number} reach
 * @param {number} start
 * @param {number} width
 * @param {number} side
 * @returns {[number, number]}
 */
function cellsWithin(centre, reach, start, width, side) {
  return [
    Math.max(0, Math.floor((centre - reach - start) / width)),
    Math.min(side - 1, Math.ceil((centre + reach - start) / width)),
  ];
}

/**
 * Returns the prior's density in each cell of a field.
 * @param {readonly import("./prior.js").Component[]} components on the plane
 * @param {Extent} extent
 * @param {number} [side]
 * @returns {Field}
 */
export function priorDensity(components, extent, side = SIDE) {
  const cell = /** @type {[number, number]} */ ([
    (extent.u[1] - extent.u[0]) / side,
    (extent.v[1] - extent.v[0]) / side,
  ]);
  const values = new Float32Array(side * side);
  for (const { weight, ellipse } of components) {
    const [cos, sin] = [Math.cos(ellipse.angle), Math.sin(ellipse.angle)];
    const [a, b] = ellipse.radii.map((radius) => radius * radius);
    // At least a cell wide, as in the codes' density, with which it is compared.
    const [uu, uv, vv] = widened(
      [cos * cos * a + sin * sin * b, cos * sin * (a - b), sin * sin * a + cos * cos * b],
      cell,
    );
    addGaussian(values, side, extent, cell, ellipse.centre, uu, uv, vv, weight, PRIOR_CELLS);
  }
  return { values, side, extent };
}

/**
 * Returns the cells within 3 sd of the prior where the codes are ten times rarer than the prior, and their share of it.
 * @param {Field} codes
 * @param {Field} prior
 * @returns {{isHole: Uint8Array, share: number}} share of the prior's probability
 */
export function holesBetween(codes, prior) {
  const { side, extent, values } = prior;
  const area = ((extent.u[1] - extent.u[0]) * (extent.v[1] - extent.v[0])) / (side * side);
  const least = Math.exp(-0.5 * PRIOR_REACH ** 2) * values.reduce((a, b) => Math.max(a, b), 0);
  let share = 0;
  const isHole = Uint8Array.from(values, (expected, at) => {
    if (expected < least || codes.values[at] >= RARE * expected) return 0;
    share += expected * area;
    return 1;
  });
  return { isHole, share };
}

/**
 * Returns the density of the cell at a place; 0 outside.
 * @param {Field} field
 * @param {readonly [number, number]} place
 */
export function densityAt({ values, side, extent }, [u, v]) {
  const column = Math.floor(((u - extent.u[0]) / (extent.u[1] - extent.u[0])) * side);
  const row = Math.floor(((extent.v[1] - v) / (extent.v[1] - extent.v[0])) * side);
  return column >= 0 && row >= 0 && column < side && row < side ? values[row * side + column] : 0;
}
