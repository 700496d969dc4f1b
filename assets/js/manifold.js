/** The manifold grid: what the decoder makes of an even cover of the prior, drawn under the points. */

import { context2d, element } from "./dom.js";
import { gridBorders, gridCentres } from "./normal.js";
import { toInk } from "./picture.js";
import { moveTo, project } from "./plane.js";
import { toPixels } from "./viewport.js";

export const GRID_SIDE = 20;
const VALUES_PER_BATCH = 80_000; // about 20 ms of decoding, so that a drag meanwhile stays smooth

/** @typedef {{centre: [number, number], spread: [number, number]}} Frame where the codes' distribution sits in the plane */
/** @typedef {{values: Float32Array, side: number, frame: Frame}} Manifold values: (side * side, C, H, W), row 0 on top */

/**
 * The plane's share of the prior N(0, I); for a model without a prior, the points' own mean and deviation.
 * @param {import("./plane.js").Plane} plane @param {Float32Array} places (N, 2) @param {boolean} hasPrior
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
 * The grid's codes, (side * side, D) flat, top row first: places in the plane, the rest of the code as in `z`.
 * @param {import("./plane.js").Plane} plane @param {ArrayLike<number>} z (D,) @param {Frame} frame @param {number} side
 */
export function gridCodes(plane, z, { centre, spread }, side) {
  const centres = gridCentres(side);
  const codes = new Float32Array(side * side * z.length);
  for (let cell = 0; cell < side * side; cell++) {
    const [column, row] = [cell % side, Math.floor(cell / side)];
    const place = /** @type {[number, number]} */ ([
      centre[0] + spread[0] * centres[column],
      centre[1] - spread[1] * centres[row],
    ]);
    codes.set(moveTo(plane, z, place), cell * z.length);
  }
  return codes;
}

/**
 * Decode the grid, a batch at a time; null when `isStale` says that nobody wants it any more.
 * @param {import("./decoder.js").Decoder} decoder @param {Float32Array} codes @param {number} dimensions
 * @param {Frame} frame @param {readonly number[]} shape @param {() => boolean} isStale
 * @returns {Promise<Manifold | null>}
 */
export async function decodeManifold(decoder, codes, dimensions, frame, shape, isStale) {
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
  return { values, side: Math.sqrt(count), frame };
}

/**
 * All cells on one canvas, side by side.
 * @param {Manifold} manifold @param {readonly number[]} shape @param {[number, number, number]} ink
 */
export function manifoldSheet({ values, side }, shape, ink) {
  const [channels, height, width] = shape;
  const sheet = element("canvas", { width: side * width, height: side * height });
  const context = context2d(sheet);
  for (let cell = 0; cell < side * side; cell++) {
    const image = new ImageData(toInk(values, shape, cell * channels * height * width, ink), width, height);
    context.putImageData(image, (cell % side) * width, Math.floor(cell / side) * height);
  }
  return sheet;
}

/**
 * Draw each image at its code's place, as large as its neighbours allow and in its own proportions.
 * @param {CanvasRenderingContext2D} context @param {HTMLCanvasElement} sheet @param {Manifold} manifold
 * @param {import("./viewport.js").View} view
 */
export function drawManifold(context, sheet, { side, frame: { centre, spread } }, view) {
  const [centres, borders] = [gridCentres(side), gridBorders(side)];
  const [width, height] = [sheet.width / side, sheet.height / side];
  const cells = Array.from(centres, (c, i) => ({ at: c, size: (borders[i + 1] - borders[i]) * view.scale }));
  cells.forEach((down, row) =>
    cells.forEach((across, column) => {
      const zoom = Math.min((across.size * spread[0]) / width, (down.size * spread[1]) / height);
      const [x, y] = toPixels(view, centre[0] + spread[0] * across.at, centre[1] - spread[1] * down.at);
      const [w, h] = [width * zoom, height * zoom];
      if (x + w < 0 || y + h < 0 || x - w > context.canvas.width || y - h > context.canvas.height) return;
      context.drawImage(sheet, column * width, row * height, width, height, x - w / 2, y - h / 2, w, h);
    }),
  );
}
