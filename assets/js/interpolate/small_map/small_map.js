/** The small map: test images as points, paths as lines over them. A click, or Enter, chooses the nearest image. */

import { outlinesOf } from "../../maths/outlines.js";
import { picker } from "../../maths/picking.js";
import { project, projectAll } from "../../maths/plane.js";
import { extentOf, fit, toData, toPixels } from "../../maths/viewport.js";
import { hoverCard } from "../../plane/hover_card.js";
import { pixelRatio, pointLayer } from "../../plane/layers.js";
import { context2d, element } from "../../shared/dom.js";
import { readTheme } from "../../shared/theme.js";
import { drawCross, drawDot, drawLine, drawMark, drawNames } from "./marks.js";
import { smallMapPointer } from "./pointer.js";

/** @typedef {{key: string, codes: ArrayLike<number>[]}} Line key: of the path it belongs to */
/** @typedef {{name: string, code: ArrayLike<number>}} Mark a slot's letter */
/** @typedef {{lines: Line[], marks: Mark[], nows: Line[]}} Drawn nows: where each path is at this moment */

/**
 * Dashes that tell the paths apart without colours; as in interpolate.css.
 * @type {Record<string, number[]>}
 */
const DASHES = { slerp: [9, 5], data: [2, 4], fade: [10, 4, 2, 4] };
const MOST_NAMED = 12; // classes whose names are drawn on the map
const REACH = 40; // pixels of a click
const HELP =
  "Map of the test images. Arrow keys move the cross, with Shift in finer steps. " +
  "Enter chooses the image nearest to it.";

/** Returns the map's elements. */
function smallMapParts() {
  const backdrop = element("canvas", { class: "backdrop", "aria-hidden": "true" });
  const overlay = element("canvas", { class: "over", tabindex: 0, role: "application", "aria-label": HELP });
  overlay.dataset.testid = "small-map";
  return { backdrop, overlay, plot: element("div", { class: "small-plot" }, backdrop, overlay) };
}

/**
 * @param {HTMLElement} place
 * @param {import("../interpolate.js").Options} options
 * @param {import("../run.js").Run} run
 * @param {{take: (row: number) => void, say: (words: string) => void}} on
 * a test image was chosen; words for screen readers
 */
export function smallMap(place, { plane, shape, classNames, colours }, run, { take, say }) {
  const { codes, labels, index } = run.test;
  const places = projectAll(plane, codes);
  const pick = picker(places, () => true);
  const names = classNames.length <= MOST_NAMED ? outlinesOf(places, labels, classNames, colours, () => true) : [];
  const { plot, backdrop, overlay } = smallMapParts();
  place.append(plot);
  const [card, points] = [hoverCard(plot), pointLayer(backdrop)];
  /** @type {Drawn} */
  let drawn = { lines: [], marks: [], nows: [] };
  let [side, frame, isBackdropStale, view] = [0, 0, true, fit(extentOf(places), 1, 1)];
  const schedule = () => void (frame ||= requestAnimationFrame(draw));
  const nameOf = (/** @type {number} */ row) => classNames[labels[row]] ?? String(labels[row]);
  const placeOf = (/** @type {number} */ row) => toPixels(view, places[2 * row], places[2 * row + 1]);
  const cross = smallMapPointer(overlay, () => side, {
    rowNear: (at) => pick.nearest(...toData(view, ...at), REACH / view.scale),
    take,
    show: (row) => card.show(placeOf(row), nameOf(row), index[row], shape, () => run.images.image(index[row])),
    hide: card.hide,
    say: (row) => say(`${nameOf(row)}, image ${index[row]}`),
    changed: schedule,
  });

  function draw() {
    frame = 0;
    if (!side) return;
    const theme = readTheme(plot);
    if (isBackdropStale) drawBackdrop(theme);
    isBackdropStale = false;
    const context = inCssPixels(overlay, side);
    context.clearRect(0, 0, side, side);
    const at = (/** @type {ArrayLike<number>} */ code) => toPixels(view, ...project(plane, code));
    const style = getComputedStyle(plot);
    const colour = (/** @type {string} */ key) => style.getPropertyValue(`--path-${key}`).trim() || theme.text;
    for (const { key, codes: line } of drawn.lines)
      drawLine(context, line.map(at), colour(key), DASHES[key] ?? [], theme);
    for (const now of drawn.nows) drawDot(context, at(now.codes[0]), colour(now.key), theme);
    for (const { name, code } of drawn.marks) drawMark(context, at(code), name, theme);
    const crossed = cross();
    if (crossed) drawCross(context, crossed, theme);
  }

  /** @param {import("../../shared/theme.js").Theme} theme */
  function drawBackdrop(theme) {
    const all = { places, labels, tints: labels, colours, isShown: () => true, selected: null };
    points.draw(all, view, { radius: 1.5, alpha: 0.4 });
    const placed = names.map(({ name, median }) => ({ name, at: toPixels(view, ...median) }));
    if (placed.length) drawNames(inCssPixels(backdrop, side), placed, theme);
  }

  function resize() {
    side = plot.clientWidth;
    const pixels = Math.round(side * pixelRatio());
    for (const canvas of [backdrop, overlay]) [canvas.width, canvas.height] = [pixels, pixels];
    [view, isBackdropStale] = [fit(extentOf(places), side, side), true];
    if (side) draw();
  }

  const observer = new ResizeObserver(resize);
  observer.observe(plot);
  return {
    /** @param {Partial<Drawn>} change */
    draw: (change) => ((drawn = { ...drawn, ...change }), schedule()),
    refresh: () => ((isBackdropStale = true), schedule()),
    destroy() {
      observer.disconnect();
      cancelAnimationFrame(frame);
    },
  };
}

/**
 * Returns a context that draws in CSS pixels.
 * @param {HTMLCanvasElement} canvas
 * @param {number} side of the canvas, in CSS pixels
 */
function inCssPixels(canvas, side) {
  const [context, ratio] = [context2d(canvas), canvas.width / side];
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
