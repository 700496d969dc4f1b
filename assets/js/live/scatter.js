/** The codes of some validation images, coloured by class; when new ones come, each point glides to its new place. */

import { axes } from "../plane/axes.js";
import { colourOf } from "../shared/classes.js";
import { element } from "../shared/dom.js";
import { pointLayer, pointStyle, sized } from "../plane/layers.js";
import { liveHold } from "./hold.js";
import { betweenPlanes, eased, inPlane, nextPlane, planeWords } from "../plane/fitted_plane.js";
import { chosenDims } from "./points.js";
import { fit } from "../maths/viewport.js";

const MARGIN = { left: 46, top: 8, right: 10, bottom: 42 }; // pixels
const GLIDE_MS = 300;
const FRAME_MS = 30; // between two pictures of a glide: the training may need the same cores
const MOST_NAMES = 20;

/** @typedef {import("../plane/fitted_plane.js").Plane} Plane */

/** @param {HTMLElement} place @param {string[]} colours by class @param {string} runUrl */
export function liveScatter(place, colours, runUrl) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "live-axes");
  svg.setAttribute("aria-hidden", "true");
  const canvas = element("canvas", { class: "live-points", role: "img", "data-testid": "live-scatter" });
  const area = element("div", { class: "live-window" }, canvas);
  Object.assign(area.style, Object.fromEntries(Object.entries(MARGIN).map(([side, pixels]) => [side, `${pixels}px`])));
  const plot = element("div", { class: "live-scatter" }, svg, area);
  const [legend, caption] = [element("ul", { class: "live-legend", "aria-label": "Classes" }), element("p", { class: "live-caption" })];
  const held = element("div", { class: "live-holding" });
  place.append(plot, element("div", { class: "live-beside" }, held, legend, caption));
  const [points, ticks, hold] = [pointLayer(canvas), axes(svg, MARGIN), liveHold(area, held, runUrl)];
  /** @type {{from: Plane | null, to: Plane | null, shown: Plane | null, since: number, drawn: number}} */
  const motion = { from: null, to: null, shown: null, since: 0, drawn: 0 };
  let [frame, names] = [0, /** @type {[string, string]} */ (["z1", "z2"])];
  /** @type {Int32Array} */
  let labels = new Int32Array();
  /** @type {[number, number] | undefined} */
  let dims;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)");
  const observer = new ResizeObserver(() => draw());
  observer.observe(plot);

  function draw() {
    const [width, height] = [area.clientWidth, area.clientHeight];
    if (!motion.shown || width <= 0 || height <= 0) return;
    const view = fit(motion.shown.extent, width, height);
    if (canvas.clientWidth !== width || canvas.clientHeight !== height || canvas.width < width) {
      Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
      sized(canvas, width, height);
    }
    const content = { places: motion.shown.places, labels, tints: labels, colours, isShown: () => true, selected: null };
    points.draw(content, view, pointStyle(labels.length, 1));
    ticks.show(view, width, height, names);
    hold.look(view, width, height);
  }

  /** @param {number} now */
  function glide(now) {
    const t = (now - motion.since) / GLIDE_MS;
    if (motion.from && motion.to && (t >= 1 || now - motion.drawn >= FRAME_MS)) {
      motion.shown = betweenPlanes(motion.from, motion.to, eased(t));
      motion.drawn = now;
      draw();
    }
    frame = t < 1 ? requestAnimationFrame(glide) : 0;
  }

  return {
    /** @param {import("../run/safetensors.js").Tensor} mean f32 (N, D) @param {import("../run/safetensors.js").Tensor} label i32 (N,) @param {number[] | null} klPerDim */
    show(mean, label, klPerDim) {
      const size = mean.shape[1];
      // Whoever holds a point watches it in one plane, whatever other dimensions learn meanwhile.
      const chosen = hold.isHeld() && dims ? dims : chosenDims(klPerDim, size, dims);
      const isSamePlane = String(chosen) === String(dims);
      [dims, labels] = [chosen, /** @type {Int32Array} */ (label.data)];
      names = [`z${chosen[0] + 1}`, size > 1 ? `z${chosen[1] + 1}` : "class"];
      const codes = /** @type {Float32Array} */ (mean.data);
      const places = inPlane(codes, size, chosen, labels);
      hold.codes(codes, size, chosen);
      motion.from = isSamePlane ? motion.shown : null;
      motion.to = nextPlane(isSamePlane ? motion.to : null, places);
      caption.textContent = planeWords(size, chosen, Boolean(klPerDim));
      canvas.setAttribute("aria-label", `${caption.textContent} Coloured by class.`);
      cancelAnimationFrame(frame);
      if (motion.from && !isStill.matches && !document.hidden) {
        motion.since = performance.now();
        frame = requestAnimationFrame(glide);
      } else {
        motion.shown = motion.to;
        draw();
      }
    },
    /** There is a new decoder for the held point, at this address below the run's. */
    decoder: hold.decoder,
    /** @param {string[]} classNames */
    name(classNames) {
      hold.name(classNames);
      const shown = classNames.slice(0, MOST_NAMES).map((name, label) => {
        const dot = element("i", {});
        dot.style.background = colourOf(colours, label);
        return element("li", {}, dot, name);
      });
      const rest = classNames.length - shown.length;
      legend.replaceChildren(...shown, ...(rest > 0 ? [element("li", {}, `and ${rest} more classes; the colours repeat`)] : []));
    },
    /** Begin anew: the next codes need not glide from these. */
    reset: () => void Object.assign(motion, { from: null, to: null }),
    destroy() {
      observer.disconnect();
      cancelAnimationFrame(frame);
      hold.destroy();
    },
  };
}
