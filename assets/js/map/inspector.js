/**
 * The inspector of one image: its posterior in numbers and bars, sixteen reconstructions of draws from it, its own best
 * posterior.
 */

import { context2d, element } from "../shared/dom.js";
import { klToStandard } from "../shared/normal.js";
import { readable } from "../shared/numbers.js";
import { toRgba } from "../shared/picture.js";
import { hasServer } from "../shared/resources.js";

const [SIDE, MOST_ROWS] = [4, 64]; // samples on a side of the sheet; dimensions listed
export const SAMPLES = SIDE * SIDE;

/** @typedef {{mean: number, logVar: number, sd: number, kl: number}} Dimension */

/**
 * A posterior by dimension.
 * @param {ArrayLike<number>} mean
 * @param {ArrayLike<number>} logVar
 * @returns {Dimension[]}
 */
export function posteriorTable(mean, logVar) {
  return Array.from(mean, (m, i) => {
    const v = logVar[i];
    return { mean: m, logVar: v, sd: Math.exp(v / 2), kl: klToStandard(m, v) };
  });
}

/**
 * Codes drawn from a posterior: (count, D) flat.
 * @param {ArrayLike<number>} mean
 * @param {ArrayLike<number>} logVar
 * @param {number} count
 * @param {() => number} normal
 */
export function drawCodes(mean, logVar, count, normal) {
  return Float32Array.from({ length: count * mean.length }, (_, at) => {
    const i = at % mean.length;
    return mean[i] + Math.exp(logVar[i] / 2) * normal();
  });
}

/**
 * The variance of each value over N images: (N * P,) -> (P,).
 * @param {Float32Array} images
 * @param {number} count
 */
export function varianceOf(images, count) {
  const size = images.length / count;
  return Float32Array.from({ length: size }, (_, at) => {
    let [sum, squares] = [0, 0];
    for (let n = 0; n < count; n++)
      [sum, squares] = [sum + images[n * size + at], squares + images[n * size + at] ** 2];
    return Math.max(0, squares / count - (sum / count) ** 2);
  });
}

/** One standard normal number: Box & Muller 1958. */
const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());

/**
 * @param {HTMLElement} place
 * @param {import("./state.js").State} state
 * @param {{refined: (posterior: {mean: Float32Array, logVar: Float32Array}) => void, sampled: (z: Float32Array | null) => void}}
 *   on
 */
export function inspector(place, state, on) {
  const hint = element("p", { class: "notes" });
  const table = element("table", { class: "posterior", "data-testid": "posterior" });
  const sheet = element("canvas", {
    class: "picture",
    role: "img",
    "aria-label": "Reconstructions of 16 draws from the posterior",
    "data-testid": "samples",
  });
  const variance = element("canvas", {
    class: "picture",
    role: "img",
    "aria-label": "Variance of each pixel over the 16 draws",
  });
  const caption = element("figcaption");
  const mode = element(
    "select",
    { class: "select", "aria-label": "Code that is reconstructed" },
    element("option", { value: "mean" }, "its mean"),
    element("option", { value: "sample" }, "a sample"),
  );
  const again = element("button", { type: "button", class: "tool" }, "Draw again");
  const refine = element("button", { type: "button", class: "tool", "data-testid": "refine" }, "Refine this posterior");
  const gap = element("p", { class: "notes", role: "status", "data-testid": "gap" });
  const body = element(
    "div",
    { class: "inspector", hidden: true },
    element("div", { class: "posterior-box" }, table),
    element(
      "div",
      { class: "inspector-side" },
      element(
        "div",
        { class: "sample-pair" },
        element(
          "figure",
          { class: "figure" },
          sheet,
          element("figcaption", {}, "16 draws from the posterior, decoded"),
        ),
        element("figure", { class: "figure" }, variance, caption),
      ),
      element("div", { class: "row" }, element("label", { class: "row" }, "Reconstruct from", mode), again, refine),
      gap,
    ),
  );
  const details = element(
    "details",
    { class: "section" },
    element("summary", {}, "Inspect the image's posterior"),
    hint,
    body,
  );
  place.append(details);
  details.addEventListener("toggle", () => show());
  mode.addEventListener("change", () => sample());
  again.addEventListener("click", () => sample());
  refine.addEventListener("click", () => void improve());

  function show() {
    const { chosen, latents } = state;
    hint.textContent = wordsFor(chosen, latents);
    body.hidden = !chosen?.logVar;
    gap.textContent = "";
    refine.hidden = !hasServer || chosen?.index === null || chosen?.index === undefined;
    if (!details.open || !chosen?.logVar) return;
    table.replaceChildren(...tableRows(posteriorTable(chosen.mean, chosen.logVar)));
    sample();
  }

  function sample() {
    const { chosen, decoder, options } = state;
    if (!details.open || !chosen?.logVar || !decoder) return;
    const codes = drawCodes(chosen.mean, chosen.logVar, SAMPLES, normal);
    on.sampled(mode.value === "sample" ? codes.slice(0, chosen.mean.length) : null);
    void decoder.decode(codes, SAMPLES).then(
      ({ data }) => {
        if (chosen !== state.chosen) return;
        paintSheet(sheet, data, options.shape);
        const spread = varianceOf(data, SAMPLES);
        const most = spread.reduce((a, b) => Math.max(a, b), 1e-6);
        paintOne(
          variance,
          spread.map((value) => value / most),
          options.shape,
        );
        caption.textContent = `Variance of each pixel over them; white is ${most.toFixed(3)}`;
      },
      () => undefined,
    );
  }

  async function improve() {
    const { chosen, options } = state;
    if (!chosen) return;
    gap.textContent = "150 gradient steps on this image's own mean and log-variance …";
    refine.disabled = true;
    try {
      const response = await fetch(`${options.runUrl}/refined/${chosen.index}`);
      const answer = await response.json().catch(() => ({}));
      if (!response.ok) throw new Error(answer.error ?? `the server answered ${response.status}`);
      if (chosen !== state.chosen) return;
      gap.textContent = gapWords(answer);
      on.refined({ mean: Float32Array.from(answer.mean), logVar: Float32Array.from(answer.logVar) });
    } catch (error) {
      gap.textContent = `The posterior could not be refined: ${error instanceof Error ? error.message : error}.`;
    } finally {
      refine.disabled = false;
    }
  }

  return { show };
}

/**
 * @param {import("./state.js").Chosen | null} chosen
 * @param {import("../maths/codes.js").Latents | null} latents
 */
function wordsFor(chosen, latents) {
  if (latents && !latents.logVars) return "This model's codes are points: there is no posterior to look at.";
  if (!chosen) return "Take hold of a point, or draw, to see what the encoder says of that image.";
  return "The encoder gives each image a Gaussian: a mean and a log-variance in each dimension. The KL says how much each tells about the image.";
}

/** @param {{before: number, after: number, standardError: number}} answer */
export function gapWords({ before, after, standardError }) {
  const figure = (/** @type {number} */ value) => value.toFixed(1);
  return (
    `-ELBO ${figure(-before)} nats with the encoder's posterior, ${figure(-after)} with this image's own: ` +
    `the amortisation gap is ${(after - before).toFixed(1)} ± ${standardError.toFixed(1)} nats. The dashed ellipse is the refined posterior.`
  );
}

/** @param {Dimension[]} dimensions */
function tableRows(dimensions) {
  const [farthest, most] = [
    dimensions.reduce((a, { mean }) => Math.max(a, Math.abs(mean)), 1),
    dimensions.reduce((a, { kl }) => Math.max(a, kl), 1e-6),
  ];
  const head = element(
    "tr",
    {},
    ...["", "mean", "", "log-variance", "sd", "KL to N(0, 1)", ""].map((name) => element("th", { scope: "col" }, name)),
  );
  const bar = (/** @type {string} */ style) =>
    element("span", { class: "bar-cell" }, element("span", { class: "bar-fill", style }));
  const rows = dimensions.slice(0, MOST_ROWS).map(({ mean, logVar, sd, kl }, i) => {
    const [left, width] = [50 + 50 * Math.min(0, mean / farthest), 50 * Math.abs(mean / farthest)];
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, `z${i + 1}`),
      element("td", {}, readable(mean)),
      element("td", {}, bar(`left: ${left}%; width: ${width}%`)),
      element("td", {}, readable(logVar)),
      element("td", {}, readable(sd)),
      element("td", {}, readable(kl)),
      element("td", {}, bar(`left: 0; width: ${(100 * kl) / most}%`)),
    );
  });
  return [head, ...rows];
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} images
 * @param {readonly number[]} shape
 */
function paintSheet(canvas, images, shape) {
  const [channels, height, width] = shape;
  Object.assign(canvas, { width: SIDE * width, height: SIDE * height });
  for (let n = 0; n < SAMPLES; n++) {
    const image = new ImageData(toRgba(images, shape, n * channels * height * width), width, height);
    context2d(canvas).putImageData(image, (n % SIDE) * width, Math.floor(n / SIDE) * height);
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} values
 * @param {readonly number[]} shape
 */
function paintOne(canvas, values, shape) {
  const [, height, width] = shape;
  Object.assign(canvas, { width, height });
  context2d(canvas).putImageData(new ImageData(toRgba(values, shape), width, height), 0, 0);
}
