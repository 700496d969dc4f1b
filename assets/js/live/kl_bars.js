/** The KL of each latent dimension as bars on one scale in nats, and how wide its posteriors are. */

import { element } from "../shared/dom.js";
import { carriedWords, shown, shownDims } from "./points.js";
import { svgElement } from "../shared/svg.js";
import { whileShown } from "../shared/tabs.js";

const MOST_BARS = 32;
const [BINS, WIDE] = [24, 1.2]; // of a histogram; the largest sd that has a bin of its own
const NO_KL = "This model has no KL: only its reconstruction is measured.";
const NONE_YET = "KL of each latent dimension, in nats: none yet.";

/**
 * Returns the end of the scale: the next of 1, 2, 5 times a power of ten, at least 1 nat. Pure.
 * @param {number} most
 */
export function scaleEnd(most) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return [1, 2, 5, 10].map((times) => times * power).find((end) => end >= most) ?? 10 * power;
}

/**
 * Returns the histogram of the posterior sd in one dimension; the last bin holds all wider ones. Pure.
 * @param {Float32Array} logVar (N, D) flat
 * @param {number} size D
 * @param {number} dim
 */
export function sdHistogram(logVar, size, dim) {
  const counts = new Array(BINS).fill(0);
  for (let at = dim; at < logVar.length; at += size)
    counts[Math.min(BINS - 1, Math.floor((BINS * Math.exp(0.5 * logVar[at])) / WIDE))]++;
  return counts;
}

/**
 * @param {number[]} counts
 * @returns {string} an SVG path in a box of BINS x 1
 */
function outline(counts) {
  const most = Math.max(1, ...counts);
  return `M0 1${counts.map((count, at) => `V${1 - count / most}H${at + 1}`).join("")}V1Z`;
}

/** Returns an empty row: the name, the bar, its value, the histogram. */
function emptyRow() {
  const svg = svgElement("svg", { viewBox: `0 0 ${BINS} 1`, preserveAspectRatio: "none" });
  svg.append(svgElement("path", {}));
  return element(
    "div",
    { class: "kl-row" },
    element("span", {}),
    element("div", {}, element("i", {})),
    element("output", {}),
    svg,
  );
}

/** @param {HTMLElement} place */
export function klBars(place) {
  const words = element("p", { class: "live-caption" }, NONE_YET);
  const list = element("div", { class: "kl-rows", role: "img", "aria-label": "KL of each latent dimension" });
  const axis = element(
    "div",
    { class: "kl-row kl-axis", "aria-hidden": "true" },
    ...Array.from({ length: 4 }, () => element("span", {})),
  );
  place.append(words, list, axis);
  /** @type {{logVar: Float32Array, size: number, tensor: import("../run/safetensors.js").Tensor} | null} */
  let posteriors = null;
  /** @type {number[] | null | undefined} null: the model has none; undefined: no report has it yet */
  let nats;
  let [drawnDims, drawnSd] = ["", /** @type {object | null} */ (null)];

  const draw = whileShown(place, drawNow);

  function drawNow() {
    list.hidden = axis.hidden = !nats;
    if (!nats) return void (words.textContent = nats === null ? NO_KL : NONE_YET);
    const dims = shownDims(nats, MOST_BARS);
    const end = scaleEnd(Math.max(...nats));
    const isWithSd = String(dims) !== drawnDims || posteriors !== drawnSd; // they cost the most
    [drawnDims, drawnSd] = [String(dims), posteriors];
    if (list.children.length !== dims.length) list.replaceChildren(...dims.map(emptyRow));
    dims.forEach((dim, at) => {
      const [name, bar, value, svg] = list.children[at].children;
      name.textContent = `z${dim + 1}`;
      /** @type {HTMLElement} */ (bar.firstElementChild).style.width =
        `${(100 * /** @type {number[]} */ (nats)[dim]) / end}%`;
      value.textContent = shown(/** @type {number[]} */ (nats)[dim], 2);
      if (isWithSd)
        svg.firstElementChild?.setAttribute(
          "d",
          posteriors ? outline(sdHistogram(posteriors.logVar, posteriors.size, dim)) : "",
        );
    });
    list.classList.toggle("is-without-sd", !posteriors);
    axis.children[1].textContent = `0 to ${end} nats`;
    axis.children[3].textContent = posteriors ? `posterior sd, 0 to ${WIDE}` : "";
    const which = dims.length < nats.length ? ` (the ${dims.length} largest)` : "";
    words.textContent = `KL of each latent dimension${which}, in nats: ${carriedWords(nats)}.`;
    list.setAttribute(
      "aria-label",
      `KL in nats: ${dims.map((dim) => `z${dim + 1} ${shown(/** @type {number[]} */ (nats)[dim], 2)}`).join(", ")}`,
    );
  }

  return {
    /**
     * Returns what the bars show, for a file.
     * @returns {import("./files/kl_bars_file.js").Bars}
     */
    shown() {
      const known = posteriors;
      return {
        nats: nats ?? [],
        dims: shownDims(nats ?? [], MOST_BARS),
        end: scaleEnd(Math.max(0, ...(nats ?? []))),
        histogram: known && ((dim) => sdHistogram(known.logVar, known.size, dim)),
        widest: WIDE,
      };
    },
    /** @param {number[] | null | undefined} klPerDim null: the model has none; undefined: no report has it yet */
    show(klPerDim) {
      nats = klPerDim;
      draw();
    },
    /**
     * The posteriors' log-variances; null where the moment has none.
     * @param {import("../run/safetensors.js").Tensor | null} logVar (N, D)
     */
    posteriors(logVar) {
      if (logVar === posteriors?.tensor) return;
      posteriors = logVar && {
        logVar: /** @type {Float32Array} */ (logVar.data),
        size: logVar.shape[1],
        tensor: logVar,
      };
      if (nats) draw();
    },
  };
}
