/** Contours on a plane, drawn on a canvas: of Gaussians, of densities and of classes. */

import { levelsOf } from "../maths/prior.js";
import { toPixels } from "../maths/viewport.js";
import { d3 } from "../shared/vendor.js";
import { drawRimmed } from "./rimmed_text.js";

/** @typedef {import("../maths/viewport.js").View} View */
/** @typedef {import("../shared/theme.js").Theme} Theme */

/**
 * Draws on a canvas whose units are CSS pixels; `size` is its width and height.
 * @callback Painter
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {readonly [number, number]} size
 * @param {Theme} theme
 * @returns {void}
 */

/**
 * Strokes a path in the text colour over a wider stroke in the background colour, so that it shows on any points.
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {() => void} trace adds the path
 */
function strokeTwice(context, theme, trace) {
  for (const [colour, width] of /** @type {[string, number][]} */ ([
    [theme.background, 3.5],
    [theme.text, 1.5],
  ])) {
    Object.assign(context, { strokeStyle: colour, lineWidth: width });
    context.beginPath();
    trace();
    context.stroke();
  }
}

/**
 * Draws a Gaussian's contours at some standard deviations, to scale.
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {import("../maths/ellipse.js").Ellipse} ellipse
 * @param {number[]} deviations
 * @param {number[]} dash
 * @param {Theme} theme
 */
export function drawGaussian(context, view, ellipse, deviations, dash, theme) {
  const [x, y] = toPixels(view, ...ellipse.centre);
  context.setLineDash(dash);
  for (const times of deviations) {
    const [a, b] = ellipse.radii.map((radius) => radius * times * view.scale);
    // v points up, the canvas' y down
    strokeTwice(context, theme, () => context.ellipse(x, y, a, b, -ellipse.angle, 0, 2 * Math.PI));
  }
  context.setLineDash([]);
}

/**
 * Returns a painter of the contours inside which lie the shares of a density that 1, 2 and 3 sd of a Gaussian hold.
 * @param {import("../maths/density.js").Field} field
 * @returns {Painter}
 */
export function densityContours(field) {
  const { side, extent, values } = field;
  // Ascending, as d3 wants them; cells' centres lie half a cell from their corners, which d3 takes into account.
  const shapes = d3.contours().size([side, side]).thresholds(levelsOf(field).reverse())(Array.from(values));
  const place = (/** @type {number[]} */ [x, y]) =>
    /** @type {[number, number]} */ ([
      extent.u[0] + (x / side) * (extent.u[1] - extent.u[0]),
      extent.v[1] - (y / side) * (extent.v[1] - extent.v[0]),
    ]);
  const rings = shapes.flatMap(({ coordinates }) => coordinates.flat()).map((ring) => ring.map(place));
  return (context, view, _size, theme) => {
    context.setLineDash([2, 5]);
    strokeTwice(context, theme, () => {
      for (const ring of rings)
        ring.forEach((corner, i) => (i ? context.lineTo : context.moveTo).call(context, ...toPixels(view, ...corner)));
    });
    context.setLineDash([]);
  };
}

/**
 * Draws the hull of each class and its name at its median.
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {readonly import("../maths/outlines.js").Outline[]} outlines
 * @param {Theme} theme
 */
export function drawOutlines(context, view, outlines, theme) {
  for (const { hull, colour } of outlines) {
    Object.assign(context, { strokeStyle: colour, lineWidth: 2, lineJoin: "round" });
    context.beginPath();
    for (const corner of hull) context.lineTo(...toPixels(view, ...corner));
    context.closePath();
    context.stroke();
  }
  Object.assign(context, { font: "700 15px system-ui, sans-serif", textAlign: "center", textBaseline: "middle" });
  for (const { name, median } of outlines) drawRimmed(context, name, toPixels(view, ...median), theme);
}
