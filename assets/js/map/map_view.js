/** The map's canvases: what is drawn on each, and when. It decides nothing about codes or decoding. */

import { extentOf, toData, toPixels } from "../maths/viewport.js";
import { axes } from "../plane/axes.js";
import { pixelRatio, pointLayer, pointStyle, sized } from "../plane/canvases.js";
import { drawOverlay, NO_MARKS } from "../plane/overlay.js";
import { watchSize } from "../shared/size_watch.js";
import { readTheme } from "../shared/theme.js";
import { planeWindow } from "./plane_window.js";

const MARGIN = { left: 46, top: 6, right: 6, bottom: 42 }; // as in latent_map.css

/** @typedef {import("../plane/canvases.js").Points} Points */
/** @typedef {import("../plane/overlay.js").Marks} Marks */
/** @typedef {import("./layers/layer.js").Painting} Painting */
/** @typedef {import("../maths/viewport.js").View} View */
/** @typedef {ReturnType<typeof mapView>} MapView */

/**
 * @callback PointsPainter
 * @param {HTMLCanvasElement} canvas
 * @param {View} view
 * @param {readonly [number, number]} size
 * @param {number} ratio device pixels per CSS pixel
 * @returns {void}
 */

/**
 * @typedef {object} Parts
 * @property {HTMLElement} root
 * @property {HTMLElement} plot
 * @property {SVGSVGElement} axes
 * @property {HTMLCanvasElement} backdrop
 * @property {HTMLCanvasElement} points
 * @property {HTMLCanvasElement} overlay
 */

/**
 * @typedef {object} Drawn
 * @property {Points | null} points
 * @property {readonly [string, string] | null} names of the axes; null: the layers draw their own
 * @property {readonly Painting[]} layers
 * @property {PointsPainter} overPoints
 */

/**
 * Returns the width and height that the margins leave.
 * @param {HTMLElement} plot
 */
const roomIn = (plot) => [
  plot.clientWidth - MARGIN.left - MARGIN.right,
  plot.clientHeight - MARGIN.top - MARGIN.bottom,
];

/**
 * Draws the map in `parts`.
 * @param {Parts} parts
 * @param {() => void} [onRest] a person has panned or zoomed, and stopped
 */
export function mapView(parts, onRest = () => undefined) {
  const shown = planeWindow(() => schedule(true), onRest);
  const drawBelow = backdropPainter(parts, shown);
  /** @type {Points | null} */
  let points = null;
  let names = /** @type {Drawn["names"]} */ (["", ""]);
  let [marks, theme] = [NO_MARKS, readTheme(parts.root)];
  /** @type {readonly Painting[]} */
  let layers = [];
  /** @type {PointsPainter} */
  let overPoints = () => undefined;
  let [backdrop, overlay] = [sized(parts.backdrop, 0, 0), sized(parts.overlay, 0, 0)];
  let [frame, isBackdropStale] = [0, true];

  /** @param {boolean} isBackdrop whether more than the overlay changed */
  function schedule(isBackdrop) {
    isBackdropStale ||= isBackdrop;
    frame ||= requestAnimationFrame(draw);
  }

  function draw() {
    frame = 0;
    if (!shown.size()[0]) return;
    if (isBackdropStale) drawBelow(backdrop, { points, names, layers, overPoints }, theme);
    isBackdropStale = false;
    drawOverlay(
      overlay,
      shown.size(),
      shown.view(),
      marks,
      theme,
      layers.flatMap((each) => each.overlay ?? []),
    );
  }

  function resize() {
    const [width, height] = roomIn(parts.plot);
    if (width < 40 || height < 40) return;
    shown.resize(width, height);
    sized(parts.points, width, height);
    [backdrop, overlay] = [sized(parts.backdrop, width, height), sized(parts.overlay, width, height)];
    isBackdropStale = true;
    draw();
  }
  const arePointsShown = () => layers.some((each) => each.points);

  const stopWatching = watchSize(parts.plot, resize);
  const { pan, zoom, reset, window, inside, follow } = shown;
  return {
    ...{ pan, zoom, reset, window, inside, follow, arePointsShown },
    scale: () => shown.view().scale,
    /**
     * Shows other points.
     * @param {Points} next
     * @param {Drawn["names"]} axisNames
     * @param {boolean} isSamePlane
     * @param {import("../maths/viewport.js").Extent} [extent] to which the window is fitted
     */
    setPoints(next, axisNames, isSamePlane, extent = extentOf(next.places)) {
      [points, names] = [next, axisNames];
      shown.fitTo(extent, isSamePlane);
    },
    /**
     * Shows the same points from another side.
     * @param {Float32Array} places (N, 2)
     * @param {Points["depth"]} depth
     */
    turn(places, depth) {
      if (points) points = { ...points, places, depth };
      shown.keepMoving();
    },
    /**
     * Draws the points in other colours, or others of them as selected.
     * @param {Pick<Points, "tints" | "colours"> | Pick<Points, "selected">} change
     */
    tint(change) {
      if (points) points = { ...points, ...change };
      schedule(true);
    },
    /** @param {readonly Painting[]} paintings of the layers that are switched on */
    setLayers(paintings) {
      layers = paintings;
      schedule(true);
    },
    /** @param {PointsPainter} painter what is drawn over the points */
    setOverPoints: (painter) => void (overPoints = painter),
    /** @param {Partial<Marks>} change */
    mark(change) {
      marks = { ...marks, ...change };
      schedule(false);
    },
    /** Draws all again: classes were hidden, or colours or the theme changed. */
    refresh() {
      theme = readTheme(parts.root);
      schedule(true);
    },
    /**
     * @param {number} x
     * @param {number} y
     */
    placeAt: (x, y) => toData(shown.view(), x, y),
    /** @param {readonly [number, number]} place */
    pixelsOf: (place) => toPixels(shown.view(), place[0], place[1]),
    destroy() {
      stopWatching();
      shown.stop();
      cancelAnimationFrame(frame);
    },
  };
}

/**
 * Returns what draws all that is below the overlay: axes, layers and points.
 * @param {Parts} parts
 * @param {ReturnType<typeof planeWindow>} shown
 */
function backdropPainter(parts, shown) {
  const [drawnAxes, canvas] = [axes(parts.axes, MARGIN), pointLayer(parts.points)];

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Drawn} drawn
   * @param {import("../shared/theme.js").Theme} theme
   */
  return (context, { points, names, layers, overPoints }, theme) => {
    const [view, size] = [shown.view(), shown.size()];
    if (names) drawnAxes.show(view, ...size, names);
    else drawnAxes.hide();
    context.clearRect(0, 0, ...size);
    const backdrops = layers.flatMap(({ backdrop }) => backdrop ?? []);
    const grids = layers.flatMap(({ grid }) => grid ?? []);
    for (const paint of [...backdrops, ...grids]) paint(context, view, size, theme);
    if (!points || !layers.some((each) => each.points)) return canvas.clear();
    const style = pointStyle(points.labels.length, shown.magnification());
    // Over the manifold grid the points are fainter, so that its images can be seen between them.
    if (grids.length) style.alpha *= 0.6;
    canvas.draw(points, view, style, shown.isMoving());
    overPoints(parts.points, view, size, pixelRatio());
  };
}
