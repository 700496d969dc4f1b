/**
 * The latent plane: decoded images, the codes above them, the prior's contours, and the held point to drag.
 */

import { axes } from "../plane/axes.js";
import { context2d, element } from "../shared/dom.js";
import { pointLayer, pointStyle, sized } from "../plane/canvases.js";
import { watchSize } from "../shared/size_watch.js";
import { betweenPlanes, eased } from "../plane/fitted_plane.js";
import { liveMarker } from "../plane/held_point.js";
import { drawManifold, manifoldSheet } from "../plane/manifold.js";
import { drawRimmed } from "../plane/rimmed_text.js";
import { fit, toData, toPixels } from "../maths/viewport.js";

const MARGIN = { left: 46, top: 8, right: 10, bottom: 42 }; // pixels
const GLIDE_MS = 300;
const FRAME_MS = 60; // between two pictures of a glide: the training may need the same cores
const LABEL = "11px system-ui, sans-serif";
const LABEL_GAP = 4; // pixels between the outer circle and its name
const GROUND = 0.6; // opacity of the pictures below the points

/** @typedef {import("../maths/viewport.js").Extent} Extent */
/** @typedef {{manifold: import("../plane/manifold.js").Manifold, sheet: HTMLCanvasElement}} Ground */
/**
 * @typedef {object} Cloud prior: the middle of a standard normal one; null: there is none, or another
 * @property {Float32Array} places
 * @property {Int32Array} labels
 * @property {Extent} extent
 * @property {readonly [string, string]} names
 * @property {[number, number] | null} prior
 */

/**
 * The pictures of a plane, ready to be drawn.
 * @param {import("../plane/manifold.js").Manifold} manifold
 * @param {readonly number[]} shape
 * @param {import("../shared/theme.js").Theme} theme
 * @returns {Ground}
 */
export const groundOf = (manifold, shape, theme) => ({ manifold, sheet: manifoldSheet(manifold, shape, theme.ink) });

/**
 * Draw pictures and points, as on the page, into a context of a size of its own.
 * @param {CanvasRenderingContext2D} context
 * @param {Cloud} cloud
 * @param {Ground | null} ground
 * @param {string[]} colours
 * @param {{width: number, height: number}} size
 * @param {{text: string, background: string}} theme the colours of words and backdrop
 */
export function drawScene(context, cloud, ground, colours, { width, height }, theme) {
  const view = fit(cloud.extent, width, height);
  if (ground) drawGround(context, ground, view);
  const canvas = element("canvas", {});
  sized(canvas, width, height);
  pointLayer(canvas).draw(contentOf(cloud, colours), view, pointStyle(cloud.labels.length, 1));
  context.drawImage(canvas, 0, 0, width, height);
  drawPrior(context, cloud, view, theme);
  return view;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Ground} ground
 * @param {import("../maths/viewport.js").View} view
 */
function drawGround(context, { manifold, sheet }, view) {
  context.globalAlpha = GROUND;
  drawManifold(context, sheet, manifold, view);
  context.globalAlpha = 1;
}

/**
 * @param {Cloud} cloud
 * @param {string[]} colours
 */
const contentOf = ({ places, labels }, colours) => ({
  places,
  labels,
  tints: labels,
  colours,
  isShown: () => true,
  selected: null,
});

/**
 * One and two standard deviations of the standard normal prior; the outer circle has their name above it.
 * @param {CanvasRenderingContext2D} context
 * @param {Cloud} cloud
 * @param {import("../maths/viewport.js").View} view
 * @param {{text: string, background: string}} theme
 */
function drawPrior(context, { prior }, view, theme) {
  if (!prior) return;
  const [x, y] = toPixels(view, ...prior);
  Object.assign(context, { strokeStyle: theme.text, lineWidth: 1.4, globalAlpha: 0.55 });
  for (const radius of [1, 2]) {
    context.setLineDash(radius === 1 ? [] : [5, 4]);
    context.beginPath();
    context.arc(x, y, radius * view.scale, 0, 2 * Math.PI);
    context.stroke();
  }
  context.setLineDash([]);
  Object.assign(context, { globalAlpha: 0.9, font: LABEL, textAlign: "center" });
  drawRimmed(context, "prior: 1 and 2 sd", [x, y - 2 * view.scale - LABEL_GAP], theme);
  context.globalAlpha = 1;
}

/**
 * @typedef {object} PlotOptions
 * @property {() => string[]} colours by class
 * @property {() => import("../shared/theme.js").Theme} theme
 * @property {(held: [number, number]) => void} onHold told where the held point was put
 */

/**
 * @typedef {object} PlotState
 * @property {Cloud | null} cloud to show
 * @property {Cloud | null} from the cloud that a glide began with
 * @property {Cloud | null} shown now, in a glide between the two
 * @property {Ground | null} ground
 * @property {boolean} hasPoints
 */

/**
 * Makes the layers: axes, decoded images, points, and the window that holds the last two.
 * @param {HTMLElement} place
 */
function layersIn(place) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "live-axes");
  svg.setAttribute("aria-hidden", "true");
  const [below, above] = ["plane-ground", "plane-points"].map((name) =>
    element("canvas", { class: `live-points ${name}`, "data-testid": name }),
  );
  below.setAttribute("aria-hidden", "true");
  above.setAttribute("role", "img");
  above.setAttribute("aria-label", "Latent plane: no codes yet.");
  const inner = element("div", { class: "live-window" }, below, above);
  Object.assign(inner.style, { left: `${MARGIN.left}px`, top: `${MARGIN.top}px` });
  place.append(svg, inner);
  return { svg, below, above, inner };
}

/**
 * Returns the size of a plot inside its axes, in pixels; 0 x 0 where the axes leave no room for it. Pure.
 * @param {{clientWidth: number, clientHeight: number}} place
 */
export function sizeIn({ clientWidth, clientHeight }) {
  const width = clientWidth - MARGIN.left - MARGIN.right;
  const height = clientHeight - MARGIN.top - MARGIN.bottom;
  return width > 0 && height > 0 ? { width, height } : { width: 0, height: 0 };
}

/**
 * @param {Extent} one
 * @param {Extent} other
 */
const isSameExtent = (one, other) => String([one.u, one.v]) === String([other.u, other.v]);

/**
 * Returns the extent that a plot of this size shows, which may be wider than the one it has to show.
 * @param {Extent} extent
 * @param {{width: number, height: number}} size
 * @returns {Extent}
 */
function seenExtent(extent, { width, height }) {
  const view = fit(extent, width, height);
  const [[u0, v1], [u1, v0]] = [toData(view, 0, 0), toData(view, width, height)];
  return { u: [u0, u1], v: [v0, v1] };
}

/**
 * Calls `step` with shares from 0 to 1 of GLIDE_MS, at most every FRAME_MS.
 * @param {(t: number) => void} step
 */
function glider(step) {
  let [frame, since] = [0, 0];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  function next(/** @type {number} */ now) {
    const t = (now - since) / GLIDE_MS;
    step(t);
    if (t < 1) timer = setTimeout(() => (frame = requestAnimationFrame(next)), FRAME_MS);
  }
  return {
    start() {
      since = performance.now();
      frame = requestAnimationFrame(next);
    },
    stop() {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    },
  };
}

/**
 * @param {HTMLElement} place
 * @param {PlotOptions} options
 */
export function framePlot(place, { colours, theme, onHold }) {
  const { svg, below, above, inner } = layersIn(place);
  const [points, ticks] = [pointLayer(above), axes(svg, MARGIN)];
  const isStill = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {PlotState} */
  const state = { cloud: null, from: null, shown: null, ground: null, hasPoints: true };
  let size = { width: 0, height: 0 };
  const stopWatching = watchSize(place, () => resized());
  const marker = liveMarker(inner, onHold, "held-point");

  function resized() {
    size = sizeIn(place);
    if (!size.width) return;
    for (const each of [below, above, inner])
      Object.assign(each.style, { width: `${size.width}px`, height: `${size.height}px` });
    for (const canvas of [below, above]) sized(canvas, size.width, size.height);
    draw();
    drawBelow();
  }

  function draw() {
    const { shown } = state;
    if (!shown || !size.width) return;
    const view = fit(shown.extent, size.width, size.height);
    if (state.hasPoints) points.draw(contentOf(shown, colours()), view, pointStyle(shown.labels.length, 1));
    else points.clear();
    drawPrior(context2d(above), shown, view, theme());
    ticks.show(view, size.width, size.height, shown.names);
    marker.look(view, size.width, size.height);
  }

  function drawBelow() {
    const context = context2d(below);
    context.clearRect(0, 0, size.width, size.height);
    if (state.ground && state.cloud && size.width)
      drawGround(context, state.ground, fit(state.cloud.extent, size.width, size.height));
  }

  const glide = glider((t) => {
    if (!state.from || !state.cloud) return;
    state.shown = { ...state.cloud, ...betweenPlanes(state.from, state.cloud, eased(t)) };
    draw();
  });

  return {
    /**
     * Show other codes; they glide there unless they may not or need not.
     * @param {Cloud} cloud
     * @param {boolean} mayGlide
     * @param {string} words for who does not see them
     */
    show(cloud, mayGlide, words) {
      glide.stop();
      const isLooking = !state.cloud || !isSameExtent(state.cloud.extent, cloud.extent);
      Object.assign(state, { from: state.shown, cloud });
      above.setAttribute("aria-label", words);
      if (mayGlide && state.from && !isStill.matches && !document.hidden) {
        glide.start();
      } else {
        state.shown = cloud;
        draw();
      }
      if (isLooking) drawBelow();
    },
    /** @param {Ground | null} ground */
    ground(ground) {
      state.ground = ground;
      drawBelow();
    },
    /** @param {boolean} has */
    points(has) {
      state.hasPoints = has;
      draw();
    },
    redraw: draw,
    /**
     * Returns the extent in the window, which may be wider than the requested one.
     * @returns {Extent | null}
     */
    window() {
      return state.cloud && size.width ? seenExtent(state.cloud.extent, size) : null;
    },
    hold: marker.put,
    held: () => marker.place(),
    isHeld: marker.isHeld,
    destroy() {
      stopWatching();
      glide.stop();
    },
  };
}
