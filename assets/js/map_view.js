/** The map itself: its window on the plane, and when each layer is drawn. It decides nothing about codes or decoding. */

import { axes } from "./axes.js";
import { drawOverlay, pointLayer, pointStyle, sized } from "./layers.js";
import { drawManifold, manifoldSheet } from "./manifold.js";
import { readTheme } from "./theme.js";
import { between, extentOf, fit, panned, resized, toData, toPixels, zoomed } from "./viewport.js";

export const MARGIN = { left: 52, top: 10, right: 10, bottom: 48 };
const RESET_MS = 280;

/**
 * @typedef {object} Points
 * @property {Float32Array} places (N, 2) @property {Int32Array} labels (N,)
 * @property {readonly string[]} colours by class @property {(label: number) => boolean} isShown
 */

/**
 * @param {{root: HTMLElement, plot: HTMLElement, axes: SVGSVGElement, backdrop: HTMLCanvasElement, points: HTMLCanvasElement, overlay: HTMLCanvasElement}} parts
 */
export function mapView(parts) {
  const [drawnAxes, layer] = [axes(parts.axes, MARGIN), pointLayer(parts.points)];
  /** @type {[number, number]} */
  let size = [0, 0];
  /** @type {import("./viewport.js").View} */
  let view = { scale: 1, x0: 0, y0: 0 };
  let [fitted, theme] = [view, readTheme(parts.root)];
  let extent = extentOf(new Float32Array());
  /** @type {Points | null} */
  let points = null;
  let [arePointsShown, names] = [true, /** @type {readonly [string, string]} */ (["", ""])];
  /** @type {{manifold: import("./manifold.js").Manifold, shape: readonly number[]} | null} */
  let backdrop = null;
  /** @type {HTMLCanvasElement | null} */
  let sheet = null;
  /** @type {import("./layers.js").Marks} */
  let marks = { puck: null, grabbed: null, posterior: null, prior: null, hovered: null, isFocused: false };
  let [backdropContext, overlayContext] = [sized(parts.backdrop, 0, 0), sized(parts.overlay, 0, 0)];
  let [frame, animation, isGroundStale] = [0, 0, true];

  /** @param {boolean} isGround whether more than the overlay changed */
  function schedule(isGround) {
    isGroundStale ||= isGround;
    frame ||= requestAnimationFrame(draw);
  }

  function draw() {
    frame = 0;
    if (!size[0]) return;
    if (isGroundStale) drawGround();
    isGroundStale = false;
    drawOverlay(overlayContext, size, view, marks, theme);
  }

  function drawGround() {
    drawnAxes.show(view, ...size, names);
    backdropContext.clearRect(0, 0, ...size);
    if (backdrop) {
      sheet ??= manifoldSheet(backdrop.manifold, backdrop.shape, theme.ink);
      drawManifold(backdropContext, sheet, backdrop.manifold, view);
    }
    if (!points || !arePointsShown) return layer.clear();
    const style = pointStyle(points.labels.length, view.scale / fitted.scale);
    // Over the manifold the points thin out, so that its images can be read between them.
    if (backdrop) style.alpha *= 0.6;
    layer.draw(points.places, points.labels, points.colours, points.isShown, view, style);
  }

  function resize() {
    const [width, height] = [
      parts.plot.clientWidth - MARGIN.left - MARGIN.right,
      parts.plot.clientHeight - MARGIN.top - MARGIN.bottom,
    ];
    if (width < 40 || height < 40) return;
    const [before, scaleBefore, isFitted] = [size, fitted.scale, view === fitted];
    size = [width, height];
    fitted = fit(extent, width, height);
    view = isFitted ? fitted : resized(view, before, size, fitted.scale / scaleBefore);
    sized(parts.points, width, height);
    [backdropContext, overlayContext] = [sized(parts.backdrop, width, height), sized(parts.overlay, width, height)];
    isGroundStale = true;
    draw();
  }

  const observer = new ResizeObserver(resize);
  observer.observe(parts.plot);

  /** @param {import("./viewport.js").View} next */
  function look(next) {
    cancelAnimationFrame(animation);
    view = next;
    schedule(true);
  }

  /** @param {boolean} isAnimated */
  function reset(isAnimated) {
    const [from, start] = [view, performance.now()];
    if (!isAnimated || matchMedia("(prefers-reduced-motion: reduce)").matches) return look(fitted);
    const step = (/** @type {number} */ now) => {
      const t = Math.min(1, Math.max(0, (now - start) / RESET_MS));
      look(between(from, fitted, t * (2 - t), ...size));
      if (t < 1) animation = requestAnimationFrame(step);
      else look(fitted);
    };
    animation = requestAnimationFrame(step);
  }

  return {
    /**
     * Show other points. The window is fitted to them; on the same plane it stays where a person moved it.
     * @param {Points} next @param {readonly [string, string]} axisNames @param {boolean} isSamePlane
     */
    setPoints(next, axisNames, isSamePlane) {
      const isMoved = isSamePlane && view !== fitted;
      [points, names, extent] = [next, axisNames, extentOf(next.places)];
      fitted = size[0] ? fit(extent, ...size) : fitted;
      look(isMoved ? view : fitted);
    },
    /** @param {import("./manifold.js").Manifold | null} manifold @param {readonly number[]} shape */
    setBackdrop(manifold, shape) {
      [backdrop, sheet] = [manifold && { manifold, shape }, null];
      schedule(true);
    },
    /** @param {Partial<import("./layers.js").Marks>} change */
    mark(change) {
      marks = { ...marks, ...change };
      schedule(false);
    },
    /** @param {boolean} areShown */
    showPoints(areShown) {
      arePointsShown = areShown;
      schedule(true);
    },
    /** Draw all again: classes were hidden, or colours or the theme changed. */
    refresh() {
      [theme, sheet] = [readTheme(parts.root), null];
      schedule(true);
    },
    reset,
    pan: (/** @type {number} */ dx, /** @type {number} */ dy) => look(panned(view, dx, dy)),
    /** @param {number} factor @param {number} [x] @param {number} [y] */
    zoom: (factor, x = size[0] / 2, y = size[1] / 2) => look(zoomed(view, factor, x, y, fitted)),
    /** @param {number} x @param {number} y */
    placeAt: (x, y) => toData(view, x, y),
    /** @param {readonly [number, number]} place */
    pixelsOf: (place) => toPixels(view, place[0], place[1]),
    scale: () => view.scale,
    arePointsShown: () => arePointsShown,
    destroy() {
      observer.disconnect();
      cancelAnimationFrame(frame);
      cancelAnimationFrame(animation);
    },
  };
}
