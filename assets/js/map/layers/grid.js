/** The manifold grid: decoded images all over the plane, as pictures.js has decoded them. */

import { drawManifold, manifoldSheet } from "../../plane/manifold.js";

/** @typedef {import("../../plane/manifold.js").Manifold} Manifold */

/**
 * The images of a grid on one canvas, painted once for a theme.
 * @type {WeakMap<Manifold, {ink: string, sheet: HTMLCanvasElement}>}
 */
const sheets = new WeakMap();

/** @type {import("./layer.js").Layer} */
export const grid = {
  key: "grid",
  name: "Manifold grid",
  letter: "g",
  meaning: "Decoded images all over the plane",
  paint: ({ state: { manifold, options } }) =>
    manifold
      ? {
          grid: (context, view, _size, { ink }) =>
            drawManifold(context, sheetOf(manifold, options.shape, ink), manifold, view),
        }
      : {},
  notes: () => "",
};

/**
 * @param {Manifold} manifold
 * @param {readonly number[]} shape
 * @param {[number, number, number]} ink
 */
function sheetOf(manifold, shape, ink) {
  const known = sheets.get(manifold);
  if (known?.ink === String(ink)) return known.sheet;
  const sheet = manifoldSheet(manifold, shape, ink);
  sheets.set(manifold, { ink: String(ink), sheet });
  return sheet;
}
