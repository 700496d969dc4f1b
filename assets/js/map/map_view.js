/**
 * The map itself: its window on the plane, and when each layer is drawn. It decides nothing about codes or decoding.
 */

import { axes } from "../plane/axes.js";
import { pixelRatio, pointLayer, pointStyle, sized } from "../plane/layers.js";
import { drawOverlay } from "../plane/overlay.js";
import { drawManifold, manifoldSheet } from "../plane/manifold.js";
import { readTheme } from "../shared/theme.js";
import { between, extentOf, fit, panned, resized, toData, toPixels, zoomed } from "../maths/viewport.js";

export const MARGIN = { left: 52, top: 10, right: 10, bottom: 48 };
const RESET_MS = 280;
const [CLOSE_UP, REST_MS] = [1.6, 200]; // times the fitted scale; how long a window rests before it counts as chosen

/** @typedef {import("../plane/layers.js").Points} Points */

/**
 * The map in `parts`; `onRest` is called when a person has panned or zoomed, and stopped.
 * @param {{root: HTMLElement, plot: HTMLElement, axes: SVGSVGElement, backdrop: HTMLCanvasElement, points: HTMLCanvasElement, overlay: HTMLCanvasElement}}
 *   parts
 * @param {() => void} [onRest]
 */
export function mapView(parts, onRest = () => undefined) {
  const [drawnAxes, layer] = [axes(parts.axes, MARGIN), pointLayer(parts.points)];
  /** @type {[number, number]} */
  let size = [0, 0];
  /** @type {import("../maths/viewport.js").View} */
  let view = { scale: 1, x0: 0, y0: 0 };
  let [fitted, theme] = [view, readTheme(parts.root)];
  let extent = extentOf(new Float32Array());
  /** @type {Points | null} */
  let points = null;
  let [arePointsShown, names] = [true, /** @type {readonly [string, string]} */ (["", ""])];
  /** @type {{manifold: import("../plane/manifold.js").Manifold, shape: readonly number[]} | null} */
  let backdrop = null;
  /** @type {HTMLCanvasElement | null} */
  let sheet = null;
  /** @type {import("../plane/overlay.js").Marks} */
  let marks = {
    ...{
      puck: null,
      grabbed: null,
      posterior: null,
      refined: null,
      prior: null,
      priorLines: null,
      hovered: null,
      isFocused: false,
    },
    ...{ trail: [], outlines: [], lasso: [] },
  };
  /** @type {readonly import("./backdrop.js").Painter[]} */
  let underlays = [];
  /**
   * @type {(canvas: HTMLCanvasElement, view: import("../maths/viewport.js").View, size: readonly [number, number], ratio: number) => void}
   */
  let overPoints = () => undefined;
  let [backdropContext, overlayContext] = [sized(parts.backdrop, 0, 0), sized(parts.overlay, 0, 0)];
  let [frame, animation, isGroundStale, isMoving] = [0, 0, true, false];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;

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
    for (const paint of underlays) paint(backdropContext, view, size, theme);
    if (backdrop) {
      sheet ??= manifoldSheet(backdrop.manifold, backdrop.shape, theme.ink);
      drawManifold(backdropContext, sheet, backdrop.manifold, view);
    }
    if (!points || !arePointsShown) return layer.clear();
    const style = pointStyle(points.labels.length, view.scale / fitted.scale);
    // Over the manifold the points thin out, so that its images can be read between them.
    if (backdrop) style.alpha *= 0.6;
    layer.draw(points, view, style, isMoving);
    overPoints(parts.points, view, size, pixelRatio());
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

  /** @param {import("../maths/viewport.js").View} next */
  function look(next) {
    cancelAnimationFrame(animation);
    view = next;
    schedule(true);
    clearTimeout(resting);
    isMoving = true;
    resting = setTimeout(rest, REST_MS);
  }

  function rest() {
    isMoving = false;
    schedule(true);
    onRest();
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

  function window() {
    const [[left, top], [right, bottom]] = [toData(view, 0, 0), toData(view, ...size)];
    return /** @type {import("../maths/viewport.js").Extent} */ ({ u: [left, right], v: [bottom, top] });
  }

  return {
    /**
     * Show other points. The window is fitted to them; on the same plane it stays where a person moved it.
     * @param {Points} next
     * @param {readonly [string, string]} axisNames
     * @param {boolean} isSamePlane
     */
    setPoints(next, axisNames, isSamePlane) {
      const isMoved = isSamePlane && view !== fitted;
      [points, names, extent] = [next, axisNames, extentOf(next.places)];
      fitted = size[0] ? fit(extent, ...size) : fitted;
      look(isMoved ? view : fitted);
    },
    /**
     * Draw these points in other colours, or others of them as selected.
     * @param {Pick<Points, "tints" | "colours"> | Pick<Points, "selected">} change
     */
    tint(change) {
      if (points) points = { ...points, ...change };
      schedule(true);
    },
    /**
     * What lies under the manifold, bottom first.
     * @param {readonly import("./backdrop.js").Painter[]} painters
     */
    setUnderlays(painters) {
      underlays = painters;
      schedule(true);
    },
    /**
     * What is drawn over the points.
     * @param {typeof overPoints} painter
     */
    setOverPoints: (painter) => void (overPoints = painter),

    /**
     * @param {import("../plane/manifold.js").Manifold | null} manifold
     * @param {readonly number[]} shape
     */
    setBackdrop(manifold, shape) {
      [backdrop, sheet] = [manifold && { manifold, shape }, null];
      schedule(true);
    },
    /** @param {Partial<import("../plane/overlay.js").Marks>} change */
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
    /**
     * @param {number} factor
     * @param {number} [x]
     * @param {number} [y]
     */
    zoom: (factor, x = size[0] / 2, y = size[1] / 2) => look(zoomed(view, factor, x, y, fitted)),
    /**
     * @param {number} x
     * @param {number} y
     */
    placeAt: (x, y) => toData(view, x, y),
    /** @param {readonly [number, number]} place */
    pixelsOf: (place) => toPixels(view, place[0], place[1]),
    scale: () => view.scale,
    /**
     * The part of the plane in the window, [low, high] along each axis.
     * @returns {import("../maths/viewport.js").Extent}
     */
    window,
    /** The same where a person looks closer than the fitted view shows; else null. */
    closeUp: () => (view.scale > CLOSE_UP * fitted.scale ? window() : null),
    arePointsShown: () => arePointsShown,
    destroy() {
      observer.disconnect();
      clearTimeout(resting);
      cancelAnimationFrame(frame);
      cancelAnimationFrame(animation);
    },
  };
}
