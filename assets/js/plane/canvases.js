/**
 * The map's canvases: manifold below, points above it, marker on top. Each is painted when its own content changes.
 */

import { DEPTHS } from "../maths/cloud.js";
import { MOST_CIRCLES, rgbOf, POINT_SHAPES, shapeOf } from "../shared/classes.js";
import { context2d } from "../shared/dom.js";
import { drawPoints, pointStamps } from "./splat.js";

/** Device pixels per CSS pixel; more than two cost time and show nothing. */
export const pixelRatio = () => Math.min(2, Math.max(1, globalThis.devicePixelRatio || 1));

/**
 * Gives a canvas its size in CSS pixels, and returns a context that draws in them.
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
 * @property {{order: Uint32Array, steps: Uint8Array} | null} [depth] of a cloud: rows from far to near, steps of depth
 */

// Of a cloud's points, the farthest first: what is near is larger and clearer.
const NEARNESS = Array.from({ length: DEPTHS }, (_, i) => {
  const share = i / (DEPTHS - 1);
  return { radius: 0.8 + 0.4 * share, alpha: 0.4 + 0.6 * share };
});
const MOST_MOVING = 100_000; // points drawn while the window moves; all of them once it rests
const FAINT = 0.22; // of a point's opacity, where others are selected
const LEAST_SHAPE = 2.4; // CSS pixels; smaller ones all look like dots

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
    draw({ places, labels, isShown, tints, colours, selected, depth = null }, view, style, isMoving = false) {
      const { width, height } = canvas;
      if (!width || !height) return;
      const ratio = pixelRatio();
      if (labels !== known) [known, classes] = [labels, 1 + labels.reduce((a, b) => Math.max(a, b), 0)];
      const [count, alpha] = [Math.min(POINT_SHAPES.length, Math.ceil(classes / MOST_CIRCLES)), style.alpha];
      const radius = count > 1 ? Math.max(LEAST_SHAPE, style.radius) : style.radius;
      const key = `${radius.toFixed(1)} ${alpha.toFixed(2)} ${ratio} ${count} ${depth !== null}`;
      if (key !== styleKey) {
        const steps = depth ? NEARNESS : [{ radius: 1, alpha: 1 }];
        const all = (/** @type {number} */ opacity) =>
          steps.flatMap((near) =>
            POINT_SHAPES.slice(0, count).flatMap((shape) =>
              pointStamps(near.radius * radius * ratio, near.alpha * opacity, shape),
            ),
          );
        [styleKey, stamps, faint] = [key, all(alpha), all(FAINT * alpha)];
      }
      if (image?.width !== width || image.height !== height) image = new ImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer).fill(0);
      drawPoints(pixels, width, height, {
        places,
        labels,
        tints,
        selected,
        stamps,
        faint,
        depth,
        kinds: count,
        step: isMoving ? Math.ceil(labels.length / MOST_MOVING) : 1,
        colours: Uint32Array.from(colours, bgr),
        shapes: Uint8Array.from({ length: classes }, (_, label) => POINT_SHAPES.indexOf(shapeOf(label))),
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
