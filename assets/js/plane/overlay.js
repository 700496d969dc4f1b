/** The map's top canvas: the marker or an arrow to it, the chosen image's posterior, the lasso. */

import { toPixels } from "../maths/viewport.js";
import { drawGaussian } from "./contours.js";

const MARKER = { fine: 11, coarse: 17 }; // CSS pixels: a finger covers more than a mouse pointer does
const isCoarse = globalThis.matchMedia?.("(pointer: coarse)");
const markerRadius = () => (isCoarse?.matches ? MARKER.coarse : MARKER.fine);

/**
 * @typedef {object} Marks what is drawn on the overlay, in data coordinates
 * @property {[number, number] | null} marker
 * @property {[number, number] | null} grabbed the chosen image's point
 * @property {import("../maths/ellipse.js").Ellipse | null} posterior of the chosen image
 * @property {import("../maths/ellipse.js").Ellipse | null} refined the posterior optimised for this image
 * @property {[number, number] | null} hovered
 * @property {readonly (readonly [number, number])[]} trail of the last drag
 * @property {readonly (readonly [number, number])[]} lasso being drawn
 * @property {boolean} isFocused
 */

/**
 * Draws the marker, its cross-hair and trail, the chosen point and the ring round the hovered point.
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} size
 * @param {import("../maths/viewport.js").View} view
 * @param {Marks} marks
 * @param {import("../shared/theme.js").Theme} theme
 * @param {readonly import("./contours.js").Painter[]} [under] drawn first, below the marks
 */
export function drawOverlay(context, [width, height], view, marks, theme, under = []) {
  context.clearRect(0, 0, width, height);
  const at = (/** @type {[number, number]} */ place) => toPixels(view, ...place);
  for (const paint of under) paint(context, view, [width, height], theme);
  if (marks.posterior) drawGaussian(context, view, marks.posterior, [1, 2], [], theme);
  if (marks.refined) drawGaussian(context, view, marks.refined, [1, 2], [6, 4], theme);
  if (marks.hovered) ring(context, at(marks.hovered), 5.5, theme.text, theme.background);
  path(
    context,
    marks.lasso.map((place) => toPixels(view, ...place)),
    true,
    theme.primary,
    2,
  );
  if (!marks.marker) return;
  const [x, y] = at(marks.marker);
  path(
    context,
    marks.trail.map((place) => toPixels(view, ...place)),
    false,
    theme.primary,
    1.5,
  );
  crossHair(context, x, y, width, height, theme);
  if (marks.grabbed) lineToChosen(context, at(marks.grabbed), [x, y], theme);
  const rim = /** @type {[number, number]} */ ([Math.min(width, Math.max(0, x)), Math.min(height, Math.max(0, y))]);
  // A pixel of slack, for the rounding of codes. A view without a marker has no numbers here, and neither is drawn.
  if (Math.hypot(rim[0] - x, rim[1] - y) > 1) arrow(context, [x, y], rim, marks, theme);
  else marker(context, x, y, marks, theme);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number][]} corners pixels
 * @param {boolean} isClosed
 * @param {string} colour
 * @param {number} width
 */
function path(context, corners, isClosed, colour, width) {
  if (corners.length < 2) return;
  Object.assign(context, { strokeStyle: colour, fillStyle: colour, lineWidth: width, lineJoin: "round" });
  context.beginPath();
  corners.forEach(([x, y]) => context.lineTo(x, y));
  if (isClosed) context.closePath();
  context.globalAlpha = 0.12;
  if (isClosed) context.fill();
  context.globalAlpha = 0.75;
  context.stroke();
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} centre
 * @param {number} radius
 * @param {string} inner
 * @param {string} outer
 */
function ring(context, [x, y], radius, inner, outer) {
  for (const [colour, line] of /** @type {[string, number][]} */ ([
    [outer, 4.5],
    [inner, 2],
  ])) {
    Object.assign(context, { strokeStyle: colour, lineWidth: line });
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @param {import("../shared/theme.js").Theme} theme
 */
function crossHair(context, x, y, width, height, theme) {
  Object.assign(context, { strokeStyle: theme.text, lineWidth: 1, globalAlpha: 0.28 });
  const [column, row] = [Math.round(x) + 0.5, Math.round(y) + 0.5];
  context.beginPath();
  context.moveTo(0, row);
  context.lineTo(width, row);
  context.moveTo(column, 0);
  context.lineTo(column, height);
  context.stroke();
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} from
 * @param {[number, number]} to
 * @param {import("../shared/theme.js").Theme} theme
 */
function lineToChosen(context, from, to, theme) {
  Object.assign(context, { strokeStyle: theme.text, lineWidth: 1.5 });
  context.setLineDash([3, 4]);
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
  context.setLineDash([]);
  ring(context, from, 4, theme.text, theme.background);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {Marks} marks
 * @param {import("../shared/theme.js").Theme} theme
 */
function marker(context, x, y, { isFocused }, theme) {
  if (isFocused) {
    Object.assign(context, { strokeStyle: theme.primary, lineWidth: 3, globalAlpha: 0.45 });
    context.beginPath();
    context.arc(x, y, markerRadius() + 5, 0, 2 * Math.PI);
    context.stroke();
    context.globalAlpha = 1;
  }
  Object.assign(context, { fillStyle: theme.primary, strokeStyle: "#ffffff", lineWidth: 3 });
  Object.assign(context, { shadowColor: "rgba(0, 0, 0, 0.45)", shadowBlur: 6, shadowOffsetY: 1 });
  context.beginPath();
  context.arc(x, y, markerRadius() - 1.5, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  Object.assign(context, { shadowColor: "transparent", shadowBlur: 0, shadowOffsetY: 0, fillStyle: "#ffffff" });
  context.beginPath();
  context.arc(x, y, 2.5, 0, 2 * Math.PI);
  context.fill();
}

/**
 * Shows where a marker outside of the window is.
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} to the marker
 * @param {[number, number]} tip at the rim
 * @param {Marks} marks
 * @param {import("../shared/theme.js").Theme} theme
 */
function arrow(context, to, tip, { isFocused }, theme) {
  const [length, half] = [1.5 * markerRadius(), markerRadius() - 2];
  context.save();
  context.translate(...tip);
  context.rotate(Math.atan2(to[1] - tip[1], to[0] - tip[0]));
  Object.assign(context, { fillStyle: theme.primary, lineWidth: 3, lineJoin: "round" });
  context.strokeStyle = isFocused ? theme.text : "#ffffff";
  context.beginPath();
  context.moveTo(-2, 0);
  context.lineTo(-length, -half);
  context.lineTo(-length, half);
  context.closePath();
  context.stroke();
  context.fill();
  context.restore();
}

/**
 * Nothing is drawn.
 * @type {Marks}
 */
export const NO_MARKS = {
  ...{ marker: null, grabbed: null, posterior: null, refined: null, hovered: null },
  ...{ trail: [], lasso: [], isFocused: false },
};
