/** A frame's latent plane: what its decoder makes of the plane, the codes above it, and the held point to drag. */

import { axes } from "../plane/axes.js";
import { context2d, element } from "../shared/dom.js";
import { pointLayer, pointStyle, sized } from "../plane/layers.js";
import { betweenPlanes, eased } from "../plane/fitted_plane.js";
import { livePuck } from "../plane/held_point.js";
import { drawManifold, manifoldSheet } from "../plane/manifold.js";
import { fit } from "../maths/viewport.js";

const MARGIN = { left: 46, top: 8, right: 10, bottom: 42 }; // pixels
const GLIDE_MS = 300;
const GROUND = 0.6; // opacity of the pictures below the points

/** @typedef {import("../maths/viewport.js").Extent} Extent */
/** @typedef {{manifold: import("../plane/manifold.js").Manifold, sheet: HTMLCanvasElement}} Ground */
/** @typedef {{places: Float32Array, labels: Int32Array, extent: Extent, names: readonly [string, string]}} Cloud */

/** The pictures of a plane, ready to be drawn. @param {import("../plane/manifold.js").Manifold} manifold @param {readonly number[]} shape @param {import("../shared/theme.js").Theme} theme @returns {Ground} */
export const groundOf = (manifold, shape, theme) => ({ manifold, sheet: manifoldSheet(manifold, shape, theme.ink) });

/**
 * Draw pictures and points, as on the page, into a context of a size of its own.
 * @param {CanvasRenderingContext2D} context @param {Cloud} cloud @param {Ground | null} ground @param {string[]} colours @param {{width: number, height: number}} size
 */
export function drawScene(context, cloud, ground, colours, { width, height }) {
  const view = fit(cloud.extent, width, height);
  if (ground) drawGround(context, ground, view);
  const canvas = element("canvas", {});
  sized(canvas, width, height);
  pointLayer(canvas).draw(contentOf(cloud, colours), view, pointStyle(cloud.labels.length, 1));
  context.drawImage(canvas, 0, 0, width, height);
  return view;
}

/** @param {CanvasRenderingContext2D} context @param {Ground} ground @param {import("../maths/viewport.js").View} view */
function drawGround(context, { manifold, sheet }, view) {
  context.globalAlpha = GROUND;
  drawManifold(context, sheet, manifold, view);
  context.globalAlpha = 1;
}

/** @param {Cloud} cloud @param {string[]} colours */
const contentOf = ({ places, labels }, colours) => ({ places, labels, tints: labels, colours, isShown: () => true, selected: null });

/** @param {HTMLElement} place @param {string[]} colours by class @param {(held: [number, number]) => void} onHold told where the held point was put */
export function framePlot(place, colours, onHold) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "live-axes");
  svg.setAttribute("aria-hidden", "true");
  const [below, above] = ["time-ground", "time-points"].map((name) => element("canvas", { class: `live-points ${name}`, "data-testid": name, "aria-hidden": "true" }));
  const inner = element("div", { class: "time-inner" }, below, above);
  Object.assign(inner.style, { left: `${MARGIN.left}px`, top: `${MARGIN.top}px` });
  const plot = element("div", { class: "live-scatter time-plot" }, svg, inner);
  place.append(plot);
  const [points, ticks] = [pointLayer(above), axes(svg, MARGIN)];
  const isStill = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {{cloud: Cloud | null, from: Cloud | null, shown: Cloud | null, ground: Ground | null, since: number, hasPoints: boolean}} */
  const state = { cloud: null, from: null, shown: null, ground: null, since: 0, hasPoints: true };
  let [frame, size] = [0, { width: 0, height: 0 }];
  const observer = new ResizeObserver(() => resized());
  observer.observe(plot);
  const puck = livePuck(inner, onHold, "held-point");

  function resized() {
    size = { width: plot.clientWidth - MARGIN.left - MARGIN.right, height: plot.clientHeight - MARGIN.top - MARGIN.bottom };
    if (size.width <= 0 || size.height <= 0) return;
    for (const canvas of [below, above]) {
      Object.assign(canvas.style, { width: `${size.width}px`, height: `${size.height}px` });
      sized(canvas, size.width, size.height);
    }
    Object.assign(inner.style, { width: `${size.width}px`, height: `${size.height}px` });
    draw();
    drawBelow();
  }

  function draw() {
    const { shown } = state;
    if (!shown || size.width <= 0) return;
    const view = fit(shown.extent, size.width, size.height);
    if (state.hasPoints) points.draw(contentOf(shown, colours), view, pointStyle(shown.labels.length, 1));
    else points.clear();
    ticks.show(view, size.width, size.height, shown.names);
    puck.look(view, size.width, size.height);
  }

  function drawBelow() {
    const context = context2d(below);
    context.clearRect(0, 0, size.width, size.height);
    if (state.ground && state.cloud) drawGround(context, state.ground, fit(state.cloud.extent, size.width, size.height));
  }

  /** @param {number} now */
  function glide(now) {
    const t = (now - state.since) / GLIDE_MS;
    if (state.from && state.cloud) state.shown = { ...state.cloud, ...betweenPlanes(state.from, state.cloud, eased(t)) };
    draw();
    frame = t < 1 ? requestAnimationFrame(glide) : 0;
  }

  return {
    /** Show other codes; they glide there unless they may not or need not. @param {Cloud} cloud @param {boolean} mayGlide */
    show(cloud, mayGlide) {
      cancelAnimationFrame(frame);
      Object.assign(state, { from: state.shown, cloud });
      if (mayGlide && state.from && !isStill.matches && !document.hidden) {
        state.since = performance.now();
        frame = requestAnimationFrame(glide);
      } else {
        state.shown = cloud;
        draw();
      }
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
    hold: puck.put,
    held: () => puck.place() ?? /** @type {[number, number]} */ ([0, 0]),
    destroy() {
      observer.disconnect();
      cancelAnimationFrame(frame);
    },
  };
}
