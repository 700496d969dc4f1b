/** Ten validation images over what the model makes of them by now. */

import { element } from "./dom.js";
import { paint } from "./picture.js";

/** @typedef {import("./safetensors.js").Tensor} Tensor uint8 (N, C, H, W) */

/** @param {HTMLElement} place */
export function livePictures(place) {
  const strip = element("div", { class: "live-strip", role: "img", "aria-label": "Validation images above, their reconstructions below" });
  place.append(strip, element("p", { class: "live-caption" }, "Above: validation images. Below: what the model makes of them."));
  return {
    /** @param {Tensor} inputs @param {Tensor} reconstructions */
    show(inputs, reconstructions) {
      const [count, ...shape] = inputs.shape;
      const size = shape.reduce((product, length) => product * length, 1);
      while (strip.children.length < 2 * count) strip.append(element("canvas", { class: "live-picture" }));
      strip.style.setProperty("--columns", String(count));
      [inputs, reconstructions].forEach(({ data }, row) => {
        for (let n = 0; n < count; n++) {
          const canvas = /** @type {HTMLCanvasElement} */ (strip.children[row * count + n]);
          paint(canvas, /** @type {Uint8Array} */ (data).subarray(n * size, (n + 1) * size), shape);
        }
      });
    },
  };
}
