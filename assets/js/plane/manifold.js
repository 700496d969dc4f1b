/** The manifold grid: images decoded from an even cover of the prior, drawn under the points. */

import { context2d, element } from "../shared/dom.js";
import { gridBorders, gridCentres } from "../shared/normal.js";
import { toInk } from "../shared/picture.js";
import { moveTo, project } from "../maths/plane.js";
import { toPixels } from "../maths/viewport.js";

const VALUES_PER_BATCH = 80_000; // about 20 ms of decoding, so that a drag meanwhile stays smooth

/**
 * @typedef {object} Decodes a decoder
 * @property {(codes: Float32Array, n: number) => Promise<{data: Float32Array}>} decode (n, D) -> (n, C, H, W)
 */
/**
 * @typedef {object} Frame centre and spread of the codes' distribution in the plane
 * @property {[number, number]} centre
 * @property {[number, number]} spread
 */
/** @typedef {{at: Float64Array, size: Float64Array}} Ruler places along an axis of the plane, and the room of each */
/** @typedef {{u: Ruler, v: Ruler}} Lattice columns from left to right, rows from the top */
/** @typedef {{values: Float32Array, lattice: Lattice}} Manifold values: (rows * columns, C, H, W), the top row first */

/**
 * Returns the frame of the prior N(0, I); for a model without a prior, the points' own mean and deviation.
 * @param {import("../maths/plane.js").Plane} plane
 * @param {Float32Array} places (N, 2)
 * @param {boolean} hasPrior
 * @returns {Frame}
 */
export function gridFrame(plane, places, hasPrior) {
  if (hasPrior) return { centre: project(plane, new Float32Array(plane.origin.length)), spread: [1, 1] };
  const moments = (/** @type {number} */ axis) => {
    let [sum, squares, n] = [0, 0, places.length / 2];
    for (let at = axis; at < places.length; at += 2) [sum, squares] = [sum + places[at], squares + places[at] ** 2];
    return { mean: sum / n, deviation: Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2)) || 1 };
  };
  const [u, v] = [moments(0), moments(1)];
  return { centre: [u.mean, v.mean], spread: [u.deviation, v.deviation] };
}

/**
 * Returns an even cover of the prior: Phi^-1((i - 0.5) / n) along each axis.
 * @param {Frame} frame
 * @param {number} side
 * @returns {Lattice}
 */
export function priorLattice({ centre, spread }, side) {
  const [centres, borders] = [gridCentres(side), gridBorders(side)];
  const ruler = (/** @type {0 | 1} */ axis, /** @type {number} */ sign) => ({
    at: centres.map((c) => centre[axis] + sign * spread[axis] * c),
    size: centres.map((_, i) => spread[axis] * (borders[i + 1] - borders[i])),
  });
  return { u: ruler(0, 1), v: ruler(1, -1) };
}

/**
 * Returns an even cover of a window of the plane, for a closer look.
 * @param {import("../maths/viewport.js").Extent} window
 * @param {number} side of the longer axis
 * @returns {Lattice}
 */
export function windowLattice({ u, v }, side) {
  const cell = Math.max(u[1] - u[0], v[1] - v[0]) / side;
  const ruler = (/** @type {[number, number]} */ [low, high], /** @type {boolean} */ isDown) => {
    const count = Math.max(1, Math.round((high - low) / cell));
    const size = (high - low) / count;
    const at = Float64Array.from({ length: count }, (_, i) =>
      isDown ? high - (i + 0.5) * size : low + (i + 0.5) * size,
    );
    return { at, size: at.map(() => size) };
  };
  return { u: ruler(u, false), v: ruler(v, true) };
}

/**
 * Returns the lattice's codes, (rows * columns, D) flat, top row first; off the plane they are as `z`.
 * @param {import("../maths/plane.js").Plane} plane
 * @param {ArrayLike<number>} z (D,)
 * @param {Lattice} lattice
 */
export function gridCodes(plane, z, { u, v }) {
  const codes = new Float32Array(u.at.length * v.at.length * z.length);
  v.at.forEach((down, row) =>
    u.at.forEach((across, column) =>
      codes.set(moveTo(plane, z, [across, down]), (row * u.at.length + column) * z.length),
    ),
  );
  return codes;
}

/**
 * Decodes the grid, a batch at a time; returns null once `isStale` returns true.
 * @param {Decodes} decoder
 * @param {Float32Array} codes
 * @param {number} dimensions
 * @param {Lattice} lattice
 * @param {readonly number[]} shape
 * @param {() => boolean} isStale
 * @returns {Promise<Manifold | null>}
 */
export async function decodeManifold(decoder, codes, dimensions, lattice, shape, isStale) {
  const [size, count] = [shape[0] * shape[1] * shape[2], codes.length / dimensions];
  const batch = Math.max(1, Math.floor(VALUES_PER_BATCH / size));
  const values = new Float32Array(count * size);
  for (let from = 0; from < count; from += batch) {
    const to = Math.min(count, from + batch);
    const { data } = await decoder.decode(codes.slice(from * dimensions, to * dimensions), to - from);
    values.set(data, from * size);
    await new Promise((resolve) => setTimeout(resolve));
    if (isStale()) return null;
  }
  return { values, lattice };
}

/**
 * Returns all cells on one canvas, side by side.
 * @param {Manifold} manifold
 * @param {readonly number[]} shape
 * @param {[number, number, number]} ink
 */
export function manifoldSheet({ values, lattice }, shape, ink) {
  const [channels, height, width] = shape;
  const [columns, rows] = [lattice.u.at.length, lattice.v.at.length];
  const sheet = element("canvas", { width: columns * width, height: rows * height });
  const context = context2d(sheet);
  for (let cell = 0; cell < columns * rows; cell++) {
    const image = new ImageData(toInk(values, shape, cell * channels * height * width, ink), width, height);
    context.putImageData(image, (cell % columns) * width, Math.floor(cell / columns) * height);
  }
  return sheet;
}

/**
 * Draws each image at its code's place, as large as its neighbours allow and in its own proportions.
 * @param {CanvasRenderingContext2D} context
 * @param {HTMLCanvasElement} sheet
 * @param {Manifold} manifold
 * @param {import("../maths/viewport.js").View} view
 */
export function drawManifold(context, sheet, { lattice: { u, v } }, view) {
  const [width, height] = [sheet.width / u.at.length, sheet.height / v.at.length];
  v.at.forEach((down, row) =>
    u.at.forEach((across, column) => {
      const zoom = view.scale * Math.min(u.size[column] / width, v.size[row] / height);
      const [x, y] = toPixels(view, across, down);
      const [w, h] = [width * zoom, height * zoom];
      if (x + w < 0 || y + h < 0 || x - w > context.canvas.width || y - h > context.canvas.height) return;
      context.drawImage(sheet, column * width, row * height, width, height, x - w / 2, y - h / 2, w, h);
    }),
  );
}
