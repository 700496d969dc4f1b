/**
 * The map's canvases: manifold below, points above it, puck on top. Each is redrawn only when its own content changes.
 */

import { rgbOf } from "../shared/classes.js";
import { context2d } from "../shared/dom.js";
import { drawOutlines } from "../maths/outlines.js";
import { discStamps, drawPoints } from "./splat.js";
import { toPixels } from "../maths/viewport.js";

/** Device pixels per CSS pixel; more than two cost time and show nothing. */
export const pixelRatio = () => Math.min(2, Math.max(1, globalThis.devicePixelRatio || 1));

/**
 * Give a canvas its size in CSS pixels, and a context that draws in them.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
export function sized(canvas, width, height) {
  const ratio = pixelRatio();
  [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
  const context = context2d(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/**
 * Radius (CSS pixels) and opacity of a point: the more points, the smaller and clearer, so that density shows;
 * zooming in makes them grow.
 * @param {number} count shown points
 * @param {number} zoom against the fitted view
 */
export function pointStyle(count, zoom) {
  const crowd = Math.max(1, count) / 1000;
  return {
    radius: Math.min(6, Math.max(1.1, 2.7 * crowd ** -0.16 * Math.max(1, zoom) ** 0.35)),
    alpha: Math.min(0.92, Math.max(0.25, 0.85 * crowd ** -0.17 * Math.max(1, zoom) ** 0.2)),
  };
}

/**
 * @typedef {object} Points
 * @property {Float32Array} places (N, 2)
 * @property {Int32Array} labels (N,)
 * @property {(label: number) => boolean} isShown
 * @property {Int32Array} tints (N,) which of the colours
 * @property {readonly string[]} colours
 * @property {Uint8Array | null} selected (N,) 1 or 0; null where nothing is selected
 */

const MOST_MOVING = 100_000; // points drawn while the window moves; all of them once it rests
const FAINT = 0.22; // of a point's opacity, where others are selected

/** @param {HTMLCanvasElement} canvas */
export function pointLayer(canvas) {
  let [styleKey, stamps, faint] = ["", ...[1, 2].map(() => /** @type {import("./splat.js").Stamp[]} */ ([]))];
  /** @type {ImageData | null} */
  let image = null;
  let [known, classes] = [/** @type {Int32Array | null} */ (null), 0];
  return {
    /**
     * @param {Points} points
     * @param {import("../maths/viewport.js").View} view
     * @param {{radius: number, alpha: number}} style
     * @param {boolean} [isMoving] then some will do
     */
    draw({ places, labels, isShown, tints, colours, selected }, view, { radius, alpha }, isMoving = false) {
      const { width, height } = canvas;
      if (!width || !height) return;
      const ratio = pixelRatio();
      const key = `${radius.toFixed(1)} ${alpha.toFixed(2)} ${ratio}`;
      if (key !== styleKey)
        [styleKey, stamps, faint] = [key, discStamps(radius * ratio, alpha), discStamps(radius * ratio, FAINT * alpha)];
      if (image?.width !== width || image.height !== height) image = new ImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer).fill(0);
      if (labels !== known) [known, classes] = [labels, 1 + labels.reduce((a, b) => Math.max(a, b), 0)];
      drawPoints(pixels, width, height, {
        places,
        labels,
        tints,
        selected,
        stamps,
        faint,
        step: isMoving ? Math.ceil(labels.length / MOST_MOVING) : 1,
        colours: Uint32Array.from(colours, bgr),
        isShown: Uint8Array.from({ length: classes }, (_, label) => (isShown(label) ? 1 : 0)),
        scale: [view.scale * ratio, -view.scale * ratio],
        shift: [view.x0 * ratio, view.y0 * ratio],
      });
      context2d(canvas).putImageData(image, 0, 0);
    },
    clear: () => context2d(canvas).clearRect(0, 0, canvas.width, canvas.height),
  };
}

/** @param {string} colour */
function bgr(colour) {
  const [r, g, b] = rgbOf(colour);
  return (b << 16) | (g << 8) | r;
}

const PUCK = { fine: 11, coarse: 17 }; // CSS pixels: a finger hides what a mouse points at
const isCoarse = globalThis.matchMedia?.("(pointer: coarse)");
export const puckRadius = () => (isCoarse?.matches ? PUCK.coarse : PUCK.fine);

/**
 * @typedef {object} Marks what stands on the overlay, in data coordinates
 * @property {[number, number] | null} puck
 * @property {[number, number] | null} grabbed where the grabbed point lies
 * @property {import("../maths/ellipse.js").Ellipse | null} posterior of the grabbed point
 * @property {import("../maths/ellipse.js").Ellipse | null} refined its own best posterior, where it was asked for
 * @property {import("../maths/ellipse.js").Ellipse | null} prior where its contours are switched on
 * @property {import("../map/backdrop.js").Painter | null} priorLines the contours of a prior of another shape
 * @property {[number, number] | null} hovered
 * @property {readonly (readonly [number, number])[]} trail where the puck was dragged last
 * @property {readonly import("../maths/outlines.js").Outline[]} outlines of the classes, where they are switched on
 * @property {readonly (readonly [number, number])[]} lasso being drawn
 * @property {boolean} isFocused
 */

/**
 * Draw puck, cross-hair, the grabbed point's home and the ring round the hovered point.
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} size
 * @param {import("../maths/viewport.js").View} view
 * @param {Marks} marks
 * @param {import("../shared/theme.js").Theme} theme
 */
export function drawOverlay(context, [width, height], view, marks, theme) {
  context.clearRect(0, 0, width, height);
  const at = (/** @type {[number, number]} */ place) => toPixels(view, ...place);
  drawOutlines(context, view, marks.outlines, theme);
  marks.priorLines?.(context, view, [width, height], theme);
  if (marks.prior) contours(context, view, marks.prior, [1, 2, 3], [2, 5], theme);
  if (marks.posterior) contours(context, view, marks.posterior, [1, 2], [], theme);
  if (marks.refined) contours(context, view, marks.refined, [1, 2], [6, 4], theme);
  if (marks.hovered) ring(context, at(marks.hovered), 5.5, theme.text, theme.background);
  path(
    context,
    marks.lasso.map((place) => toPixels(view, ...place)),
    true,
    theme.primary,
    2,
  );
  if (!marks.puck) return;
  const [x, y] = at(marks.puck);
  path(
    context,
    marks.trail.map((place) => toPixels(view, ...place)),
    false,
    theme.primary,
    1.5,
  );
  crossHair(context, x, y, width, height, theme);
  if (marks.grabbed) leash(context, at(marks.grabbed), [x, y], theme);
  puck(context, x, y, marks, theme);
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
 * A Gaussian's contours at so many standard deviations, to scale.
 * @param {CanvasRenderingContext2D} context
 * @param {import("../maths/viewport.js").View} view
 * @param {import("../maths/ellipse.js").Ellipse} ellipse
 * @param {number[]} deviations
 * @param {number[]} dash
 * @param {import("../shared/theme.js").Theme} theme
 */
function contours(context, view, { centre, radii, angle }, deviations, dash, theme) {
  const [x, y] = toPixels(view, ...centre);
  context.setLineDash(dash);
  for (const times of deviations) {
    const [a, b] = radii.map((radius) => radius * times * view.scale);
    for (const [colour, line] of /** @type {[string, number][]} */ ([
      [theme.background, 3.5],
      [theme.text, 1.5],
    ])) {
      Object.assign(context, { strokeStyle: colour, lineWidth: line });
      context.beginPath();
      context.ellipse(x, y, a, b, -angle, 0, 2 * Math.PI); // v points up, the canvas' y down
      context.stroke();
    }
  }
  context.setLineDash([]);
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
function leash(context, from, to, theme) {
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
function puck(context, x, y, { isFocused }, theme) {
  if (isFocused) {
    Object.assign(context, { strokeStyle: theme.primary, lineWidth: 3, globalAlpha: 0.45 });
    context.beginPath();
    context.arc(x, y, puckRadius() + 5, 0, 2 * Math.PI);
    context.stroke();
    context.globalAlpha = 1;
  }
  Object.assign(context, { fillStyle: theme.primary, strokeStyle: "#ffffff", lineWidth: 3 });
  Object.assign(context, { shadowColor: "rgba(0, 0, 0, 0.45)", shadowBlur: 6, shadowOffsetY: 1 });
  context.beginPath();
  context.arc(x, y, puckRadius() - 1.5, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  Object.assign(context, { shadowColor: "transparent", shadowBlur: 0, shadowOffsetY: 0, fillStyle: "#ffffff" });
  context.beginPath();
  context.arc(x, y, 2.5, 0, 2 * Math.PI);
  context.fill();
}
