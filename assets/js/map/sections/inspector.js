/** The inspector of one image: its posterior in numbers, images decoded from samples of it, its own best posterior. */

import { context2d, element } from "../../shared/dom.js";
import { readable } from "../../shared/numbers.js";
import { toRgba } from "../../shared/picture.js";
import { hasServer } from "../../shared/resources.js";
import { gapInWords, posteriorTable, sampleCodes, varianceOf } from "./posterior.js";

const [SIDE, MOST_ROWS] = [4, 64]; // samples on a side of the sheet; dimensions listed
const SAMPLES = SIDE * SIDE;

/** @typedef {import("./posterior.js").Dimension} Dimension */

/**
 * @typedef {object} On
 * @property {(posterior: {mean: Float32Array, logVar: Float32Array}) => void} refined the image's own best posterior
 * @property {(z: Float32Array | null) => void} sampled the code to reconstruct from; null: the mean
 */

/** Returns a sample of N(0, 1): Box & Muller 1958. */
const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());

/**
 * @param {import("./section_tabs.js").SectionTabs} tabs
 * @param {import("../state.js").MapStore} map
 * @param {On} on
 */
export function inspector(tabs, map, on) {
  const { state } = map;
  const parts = inspectorParts();
  const { hint, body, table, sheet, variance, caption, mode, gap, refine } = parts;
  tabs.panel("Posterior").append(hint, body);
  tabs.whenOpen("Posterior", show);
  mode.addEventListener("change", sample);
  parts.again.addEventListener("click", sample);
  refine.addEventListener("click", () => void improve());

  function show() {
    const { chosen, latents } = state;
    hint.textContent = hintFor(chosen, latents);
    body.hidden = !chosen?.logVar;
    gap.textContent = "";
    refine.hidden = !hasServer || chosen?.index === null || chosen?.index === undefined;
    if (!tabs.isOpen("Posterior") || !chosen?.logVar) return;
    table.replaceChildren(...tableRows(posteriorTable(chosen.mean, chosen.logVar)));
    sample();
  }

  function sample() {
    const { chosen, decoder, options } = state;
    if (!tabs.isOpen("Posterior") || !chosen?.logVar || !decoder) return;
    const codes = sampleCodes(chosen.mean, chosen.logVar, SAMPLES, normal);
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
        caption.textContent = `Variance of each pixel over the samples; white is ${most.toFixed(3)}`;
      },
      () => undefined,
    );
  }

  async function improve() {
    const { chosen, options } = state;
    if (!chosen) return;
    gap.textContent = "Optimising the mean and log-variance of this image in 150 gradient steps …";
    refine.disabled = true;
    try {
      const response = await fetch(`${options.runUrl}/refined/${chosen.index}`);
      const answer = await response.json().catch(() => ({}));
      if (!response.ok) throw new Error(answer.error ?? `the server answered ${response.status}`);
      if (chosen !== state.chosen) return;
      gap.textContent = gapInWords(answer);
      on.refined({ mean: Float32Array.from(answer.mean), logVar: Float32Array.from(answer.logVar) });
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
      gap.textContent = `The posterior could not be refined: ${reason}.`;
    } finally {
      refine.disabled = false;
    }
  }

  map.on(["chosen", "decoder", "latents"], show);
  show();
}

/** Returns the inspector's elements. */
function inspectorParts() {
  const picture = (/** @type {string} */ label) =>
    element("canvas", { class: "picture", role: "img", "aria-label": label });
  const button = (/** @type {string} */ text) => element("button", { type: "button", class: "tool" }, text);
  const hint = element("p", { class: "notes" });
  const table = element("table", { class: "posterior", "data-testid": "posterior" });
  const sheet = picture("Images decoded from 16 samples of the posterior");
  sheet.dataset.testid = "samples";
  const variance = picture("Variance of each pixel over the 16 samples");
  const caption = element("figcaption");
  const mode = element(
    "select",
    { class: "select", "aria-label": "Code that is reconstructed" },
    element("option", { value: "mean" }, "the mean"),
    element("option", { value: "sample" }, "a sample"),
  );
  const [again, refine] = [button("Sample again"), button("Refine this posterior")];
  refine.dataset.testid = "refine";
  const gap = element("p", { class: "notes gap", role: "status", "data-testid": "gap" });
  const figures = element(
    "div",
    { class: "sample-pair" },
    element("figure", { class: "figure" }, sheet, element("figcaption", {}, "16 samples from the posterior, decoded")),
    element("figure", { class: "figure" }, variance, caption),
  );
  const controls = element(
    "div",
    { class: "row" },
    element("label", { class: "row" }, "Reconstruct", mode),
    again,
    refine,
  );
  const body = element(
    "div",
    { class: "inspector", hidden: true },
    element("div", { class: "posterior-box" }, table),
    element("div", { class: "inspector-side" }, figures, controls, gap),
  );
  return { hint, body, table, sheet, variance, caption, mode, again, refine, gap };
}

/**
 * @param {import("../state.js").Chosen | null} chosen
 * @param {import("../../maths/codes.js").Latents | null} latents
 */
function hintFor(chosen, latents) {
  if (latents && !latents.logVars) return "This model's codes are points: it has no posterior to inspect.";
  if (!chosen) return "Choose a point, or draw an image, to see its posterior.";
  return (
    "The encoder gives each image a Gaussian: a mean and a log-variance in each dimension. " +
    "The KL of a dimension is what it costs in nats."
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
