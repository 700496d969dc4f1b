/** What is drawn with a cloud's points: the far edges of its box, its three axes, and the names of many classes. */

import { d3 } from "../../shared/vendor.js";
import { directionsOf } from "../../maths/cloud.js";
import { project } from "../../maths/plane.js";
import { toPixels } from "../../maths/viewport.js";
import { drawNames } from "../../plane/class_names.js";
import { drawRimmed } from "../../plane/rimmed_text.js";
import { MOST_CIRCLES } from "../../shared/classes.js";
import { readable } from "../../shared/numbers.js";
import { planeOf } from "../state.js";

/** @typedef {import("../../maths/cloud.js").Triple} Triple */

const CORNERS = [0, 1, 2, 3, 4, 5, 6, 7]; // a bit for each dimension: at its low or its high end
const NAME_GAP = 14; // pixels from an axis to its name
const LEAST = { name: 30, values: 120 }; // pixels of an axis that has room for them

/**
 * Returns the painting of the cloud: its frame behind the points, names of axes and of many classes before them.
 * @param {import("../layers/layer.js").Scene} scene
 * @returns {import("../layers/layer.js").Painting}
 */
export function cloudPainting({ state, isShown }) {
  const arePointsShown = state.options.layers.includes("points");
  const names = arePointsShown ? classMedians(state, isShown) : [];
  return {
    points: arePointsShown,
    backdrop: (context, view, _size, theme) => drawFrame(context, frameOf(state.options, view), theme),
    overlay: (context, view, size, theme) => {
      const plane = planeOf(state.options);
      const at = names.map(({ name, median }) => ({ name, at: toPixels(view, ...project(plane, median)) }));
      if (at.length) drawNames(context, at, theme);
      drawAxisNames(context, frameOf(state.options, view), size, theme);
    },
  };
}

/**
 * Returns the edges of a turned cloud's box in pixels, and those of them that are the axes: on the outline, so that no
 * point is below their names.
 * @param {import("../options.js").Options} options
 * @param {import("../../maths/viewport.js").View} view
 */
function frameOf(options, view) {
  const { box = [], dims = [0, 1, 2], origin } = planeOf(options);
  const { right, up, near } = directionsOf(options.turn);
  const centre = dims.map((dimension) => origin[dimension]);
  const along = (/** @type {Triple} */ direction, /** @type {number[]} */ point) =>
    direction.reduce((sum, share, i) => sum + share * (point[i] - centre[i]), 0);
  const pixels = (/** @type {number[]} */ point) => toPixels(view, along(right, point), along(up, point));
  const corner = (/** @type {number} */ bits) => box.map((side, i) => side[(bits >> i) & 1]);
  const nearest = d3.greatest(CORNERS, (bits) => along(near, corner(bits)));
  // An edge joins two corners that differ in one bit. Those of the nearest corner would be before the points.
  const edges = [0, 1, 2].flatMap((i) =>
    CORNERS.filter((bits) => !((bits >> i) & 1)).map((bits) => ({
      ...{ i, isNear: bits === nearest || (bits | (1 << i)) === nearest },
      ...{ low: pixels(corner(bits)), high: pixels(corner(bits | (1 << i))) },
    })),
  );
  const middle = pixels(centre);
  const axes = box.map((range, i) => ({
    ...{ name: `z${dims[i] + 1}`, range, middle },
    ...outermost(
      edges.filter((edge) => edge.i === i),
      middle,
    ),
  }));
  return { edges: edges.filter(({ isNear }) => !isNear), axes };
}

/** @typedef {{low: [number, number], high: [number, number]}} Edge */
/** @typedef {ReturnType<typeof frameOf>} Frame */

/**
 * Returns the edge farthest from the middle; of two opposite ones the lower one, or of upright ones the left one.
 * @param {Edge[]} edges of one dimension
 * @param {[number, number]} middle pixels
 */
function outermost(edges, middle) {
  const far = (/** @type {Edge} */ { low, high }) =>
    Math.hypot((low[0] + high[0]) / 2 - middle[0], (low[1] + high[1]) / 2 - middle[1]);
  const lower = (/** @type {Edge} */ { low, high }) => low[1] + high[1] - 0.6 * (low[0] + high[0]);
  const most = Math.max(...edges.map(far));
  const outer = edges.filter((edge) => far(edge) > most - 1);
  return outer.reduce((best, edge) => (lower(edge) > lower(best) ? edge : best));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {import("../../shared/theme.js").Theme} theme
 */
function drawFrame(context, { edges, axes }, theme) {
  Object.assign(context, { strokeStyle: theme.text, lineWidth: 1 });
  for (const [alpha, lines] of /** @type {[number, Edge[]][]} */ ([
    [0.18, edges],
    [0.6, axes],
  ])) {
    context.globalAlpha = alpha;
    context.beginPath();
    for (const { low, high } of lines) {
      context.moveTo(...low);
      context.lineTo(...high);
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}

/**
 * Returns the place of a text moved inwards where the canvas would cut it; null for a place outside, as when zoomed in.
 * @param {readonly [number, number]} place pixels
 * @param {readonly [number, number]} half of the text's width and height
 * @param {readonly [number, number]} size of the canvas
 * @returns {[number, number] | null}
 */
export function keptInside([x, y], [halfWidth, halfHeight], [width, height]) {
  if (x < 0 || y < 0 || x > width || y > height) return null;
  const clamp = (/** @type {number} */ value, /** @type {number} */ half, /** @type {number} */ most) =>
    Math.max(half, Math.min(most - half, value));
  return [clamp(x, halfWidth, width), clamp(y, halfHeight, height)];
}

/**
 * Draws the name of each axis beside its middle, and the values at its ends, outside the box.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {readonly [number, number]} size pixels
 * @param {import("../../shared/theme.js").Theme} theme
 */
function drawAxisNames(context, { axes }, size, theme) {
  const draw = (/** @type {string} */ text, /** @type {readonly [number, number]} */ at) => {
    const half = context.measureText(text).width / 2 + 3;
    const inside = keptInside(at, [half, 10 * theme.scale], size);
    if (inside) drawRimmed(context, text, inside, theme);
  };
  Object.assign(context, { textAlign: "center", textBaseline: "middle" });
  for (const { low, high, name, range, middle } of axes) {
    const [dx, dy] = [high[0] - low[0], high[1] - low[1]];
    const length = Math.hypot(dx, dy);
    if (length < LEAST.name) continue; // it points at the viewer
    const side = dy * (low[0] - middle[0]) - dx * (low[1] - middle[1]) < 0 ? -1 : 1;
    const gap = (side * NAME_GAP * theme.scale) / length;
    const at = (/** @type {number} */ share) =>
      /** @type {const} */ ([low[0] + share * dx + 1.5 * gap * dy, low[1] + share * dy - gap * dx]);
    context.font = `600 ${Math.round(14 * theme.scale)}px system-ui, sans-serif`;
    draw(name, at(0.5));
    if (length < LEAST.values) continue;
    context.font = `${Math.round(12 * theme.scale)}px system-ui, sans-serif`;
    for (const [i, share] of /** @type {const} */ ([0.08, 0.92]).entries()) draw(readable(range[i]), at(share));
  }
}

/**
 * Returns the name and the median code of each shown class; none where few classes make names unnecessary.
 * @param {Readonly<import("../state.js").State>} state
 * @param {(label: number) => boolean} isShown
 */
function classMedians({ latents, options: { classNames } }, isShown) {
  if (!latents || classNames.length <= MOST_CIRCLES) return [];
  const { codes, labels, dimensions } = latents;
  const rows = d3.group(labels.keys(), (/** @type {number} */ row) => labels[row]);
  return classNames.flatMap((name, label) => {
    const members = rows.get(label) ?? [];
    if (members.length < 3 || !isShown(label)) return [];
    const median = Array.from({ length: dimensions }, (_, i) => {
      return d3.median(members, (/** @type {number} */ row) => codes[row * dimensions + i]) ?? 0;
    });
    return [{ name, median }];
  });
}
