/** What a training has learned so far: ten images over what it makes of them, and its codes as a scatter. */

import { element } from "./dom.js";
import { pointLayer, pointStyle, sized } from "./layers.js";
import { chosenDims } from "./live_points.js";
import { paint } from "./picture.js";
import { parseSafetensors } from "./safetensors.js";
import { extentOf, fit } from "./viewport.js";

/** @typedef {import("./viewport.js").Extent} Extent */

/** @param {HTMLElement} place @param {string[]} colours by class */
export function livePictures(place, colours) {
  const strip = element("div", { class: "live-strip", role: "img", "aria-label": "Ten images above, their reconstructions below" });
  const canvas = element("canvas", { class: "live-scatter", role: "img", "aria-label": "Codes of validation images, coloured by class", "data-testid": "live-scatter" });
  const caption = element("p", { class: "live-caption" });
  const points = pointLayer(canvas);
  place.append(
    section("Reconstructions", strip, element("p", { class: "live-caption" }, "Validation images above, what the model makes of them below.")),
    section("Latent space", canvas, caption),
  );
  /** @type {Extent | null} */
  let extent = null;
  return {
    /** @param {ArrayBuffer} buffer live.safetensors @param {number[] | null | undefined} klPerDim */
    show(buffer, klPerDim) {
      const { tensors } = parseSafetensors(buffer);
      showStrip(strip, tensors.inputs, tensors.reconstructions);
      const size = tensors.mean.shape[1];
      const dims = chosenDims(klPerDim, size);
      const places = inPlane(/** @type {Float32Array} */ (tensors.mean.data), size, dims);
      extent = grown(extent, extentOf(places));
      const [width, height] = [canvas.clientWidth || 320, canvas.clientHeight || 320];
      sized(canvas, width, height);
      const view = fit(extent, width, height);
      points.draw(places, /** @type {Int32Array} */ (tensors.label.data), colours, () => true, view, pointStyle(places.length / 2, 1));
      caption.textContent = size > 2 ? `z${dims[0] + 1} and z${dims[1] + 1}, the two that carry most, of ${size}; ${width ? axisWords(extent) : ""}` : axisWords(extent);
    },
  };
}

/** @param {string} title @param {Node[]} parts */
function section(title, ...parts) {
  return element("section", { class: "live-section" }, element("h3", {}, title), ...parts);
}

/** @param {Extent} extent */
function axisWords({ u, v }) {
  const range = (/** @type {[number, number]} */ [low, high]) => `${low.toFixed(1)} to ${high.toFixed(1)}`.replaceAll("-", "−");
  return `across ${range(u)}, up ${range(v)}`;
}

/**
 * Codes (N, D) -> places (N, 2) of two dimensions.
 * @param {Float32Array} mean @param {number} size @param {[number, number]} dims
 */
export function inPlane(mean, size, [first, second]) {
  const places = new Float32Array((2 * mean.length) / size);
  for (let n = 0; n < places.length / 2; n++) {
    places[2 * n] = mean[n * size + first];
    places[2 * n + 1] = size > 1 ? mean[n * size + second] : 0;
  }
  return places;
}

/** An extent that holds both, and shrinks only slowly, so that the picture does not jump. @param {Extent | null} before @param {Extent} now @returns {Extent} */
export function grown(before, now) {
  if (!before) return now;
  const side = (/** @type {[number, number]} */ [a, b], /** @type {[number, number]} */ [c, d]) =>
    /** @type {[number, number]} */ ([Math.min(c, a + 0.08 * (c - a)), Math.max(d, b + 0.08 * (d - b))]);
  return { u: side(before.u, now.u), v: side(before.v, now.v) };
}

/** @param {HTMLElement} strip @param {import("./safetensors.js").Tensor} inputs @param {import("./safetensors.js").Tensor} outputs */
function showStrip(strip, inputs, outputs) {
  const [count, ...shape] = inputs.shape;
  const size = shape.reduce((product, length) => product * length, 1);
  while (strip.children.length < 2 * count) strip.append(element("canvas", { class: "live-picture" }));
  strip.style.setProperty("--columns", String(count));
  [inputs, outputs].forEach(({ data }, row) => {
    for (let n = 0; n < count; n++) {
      const canvas = /** @type {HTMLCanvasElement} */ (strip.children[row * count + n]);
      paint(canvas, /** @type {Uint8Array} */ (data).subarray(n * size, (n + 1) * size), shape);
    }
  });
}
