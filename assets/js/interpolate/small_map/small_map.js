/** The latent plane: test images as points, paths as lines. A click, Enter or a dragged letter chooses an image. */

import { outlinesOf } from "../../maths/outlines.js";
import { picker } from "../../maths/picking.js";
import { project, projectAll } from "../../maths/plane.js";
import { extentOf, fit, toData, toPixels } from "../../maths/viewport.js";
import { drawNames } from "../../plane/class_names.js";
import { hoverCard } from "../../plane/hover_card.js";
import { pixelRatio, pointLayer } from "../../plane/canvases.js";
import { context2d, element } from "../../shared/dom.js";
import { watchSize } from "../../shared/size_watch.js";
import { readTheme } from "../../shared/theme.js";
import { drawCross, drawDot, drawLine, drawMark, markNear } from "./marks.js";
import { smallMapPointer } from "./pointer.js";

/** @typedef {{key: string, codes: ArrayLike<number>[]}} Line key: of the path it belongs to */
/** @typedef {{name: string, code: ArrayLike<number>}} Mark a slot's letter */
/** @typedef {{lines: Line[], marks: Mark[], nows: Line[]}} Drawn nows: where each path is at this moment */

/**
 * Dashes that tell the paths apart without colours; as in interpolate.css.
 * @type {Record<string, number[]>}
 */
const DASHES = { slerp: [9, 5], data: [2, 4], fade: [10, 4, 2, 4] };
const REACH = 40; // pixels of a click
const HELP =
  "Latent plane with the test images. Arrow keys move the cross, with Shift in finer steps. " +
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
 * @param {{take: (row: number) => void, drag: (mark: string, row: number) => void, say: (words: string) => void}} on
 * a test image was chosen, a letter dragged to one; words for screen readers
 */
export function smallMap(place, { plane, shape, classNames, colours }, run, { take, drag, say }) {
  const { codes, labels, index } = run.test;
  const places = projectAll(plane, codes);
  const pick = picker(places, () => true);
  const names = outlinesOf(places, labels, classNames, colours, () => true);
  const { plot, backdrop, overlay } = smallMapParts();
  place.append(plot);
  const [card, points] = [hoverCard(plot), pointLayer(backdrop)];
  /** @type {Drawn} */
  let drawn = { lines: [], marks: [], nows: [] };
  let [frame, isBackdropStale, view] = [0, true, fit(extentOf(places), 1, 1)];
  let [width, height] = [0, 0];
  const schedule = () => void (frame ||= requestAnimationFrame(draw));
  const nameOf = (/** @type {number} */ row) => classNames[labels[row]] ?? String(labels[row]);
  const placeOf = (/** @type {number} */ row) => toPixels(view, places[2 * row], places[2 * row + 1]);
  const cross = smallMapPointer(overlay, () => [width, height], {
    rowNear: (at) => pick.nearest(...toData(view, ...at), REACH / view.scale),
    markNear: (at, reach) => markNear(drawn.marks, (code) => toPixels(view, ...project(plane, code)), at, reach),
    take,
    drag,
    show: (row) => card.show(placeOf(row), nameOf(row), index[row], shape, () => run.images.image(index[row])),
    hide: card.hide,
    say: (row) => say(`${nameOf(row)}, image ${index[row]}`),
    changed: schedule,
  });

  function draw() {
    frame = 0;
    if (!width || !height) return;
    const theme = readTheme(plot);
    if (isBackdropStale) drawBackdrop(theme);
    isBackdropStale = false;
    const context = inCssPixels(overlay, width);
    context.clearRect(0, 0, width, height);
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
    if (placed.length) drawNames(inCssPixels(backdrop, width), placed, theme);
  }

  function resize() {
    [width, height] = [plot.clientWidth, plot.clientHeight];
    const ratio = pixelRatio();
    for (const canvas of [backdrop, overlay])
      [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    [view, isBackdropStale] = [fit(extentOf(places), width, height), true];
    if (width && height) draw();
  }

  const stopWatching = watchSize(plot, resize);
  return {
    /** @param {Partial<Drawn>} change */
    draw: (change) => ((drawn = { ...drawn, ...change }), schedule()),
    refresh: () => ((isBackdropStale = true), schedule()),
    overlay,
    /** Returns a canvas with all that the plane shows, for a file. */
    canvas: () => flattened([backdrop, overlay], readTheme(plot).background),
    destroy() {
      stopWatching();
      cancelAnimationFrame(frame);
    },
  };
}

/**
 * Returns one canvas with several of one size over a colour.
 * @param {HTMLCanvasElement[]} layers
 * @param {string} background
 */
function flattened(layers, background) {
  const { width, height } = layers[0];
  const all = element("canvas", { width, height });
  const context = context2d(all);
  context.fillStyle = background;
  context.fillRect(0, 0, width, height);
  for (const layer of layers) context.drawImage(layer, 0, 0);
  return all;
}

/**
 * Returns a context that draws in CSS pixels.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width of the canvas, in CSS pixels
 */
function inCssPixels(canvas, width) {
  const [context, ratio] = [context2d(canvas), canvas.width / width];
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
