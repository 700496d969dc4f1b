/** Rows of images of a training: validation images above their reconstructions, and samples from the prior. */

import { element } from "../shared/dom.js";
import { paint } from "../shared/picture.js";

/** @typedef {{data: ArrayLike<any>, shape: number[]}} Tensor uint8 (N, C, H, W) */

const COLUMNS = 10; // before the first images
const FROM_PRIOR =
  "Samples from the prior, always with the same noise; with a label as condition, one class after the other.";
const NO_PRIOR = "This model has no prior, so there is no distribution to sample codes from.";

/** @param {HTMLElement} place */
export function livePictures(place) {
  const strip = element("div", {
    class: "live-strip",
    role: "img",
    "aria-label": "Validation images above, their reconstructions below",
  });
  strip.append(...blanks(2 * COLUMNS));
  place.append(
    strip,
    element("p", { class: "live-caption" }, "Above: validation images. Below: their reconstructions."),
  );
  return {
    /**
     * @param {Tensor} inputs
     * @param {Tensor} reconstructions
     */
    show: (inputs, reconstructions) => paintRows(strip, [inputs, reconstructions]),
  };
}

/** @param {HTMLElement} place */
export function liveSamples(place) {
  const strip = element("div", {
    class: "live-strip",
    role: "img",
    "aria-label": "Samples from the prior",
    "data-testid": "live-samples",
  });
  const caption = element("p", { class: "live-caption" });
  place.append(strip, caption);
  const section = /** @type {HTMLElement} */ (place.parentElement ?? place);
  section.hidden = true;
  return {
    /**
     * @param {Tensor | undefined} samples
     * @param {boolean} hasPrior a run of an older version has one and no samples
     */
    show(samples, hasPrior) {
      section.hidden = !samples && hasPrior;
      strip.hidden = !samples;
      caption.textContent = samples ? FROM_PRIOR : NO_PRIOR;
      if (samples) paintRows(strip, [samples]);
    },
  };
}

/**
 * Returns canvases for images that are still to come.
 * @param {number} count
 */
const blanks = (count) => Array.from({ length: count }, () => element("canvas", { class: "live-picture" }));

/**
 * Paints one row of images for each tensor.
 * @param {HTMLElement} strip
 * @param {Tensor[]} rows
 */
function paintRows(strip, rows) {
  const [count, ...shape] = rows[0].shape;
  const size = shape.reduce((product, length) => product * length, 1);
  if (strip.children.length !== rows.length * count) strip.replaceChildren(...blanks(rows.length * count));
  strip.style.setProperty("--columns", String(count));
  rows.forEach(({ data }, row) => {
    for (let n = 0; n < count; n++) {
      const canvas = /** @type {HTMLCanvasElement} */ (strip.children[row * count + n]);
      paint(canvas, /** @type {Uint8Array} */ (data).subarray(n * size, (n + 1) * size), shape);
    }
  });
}
