/** The colours of a map's points: by class, by split, or by a number of each point. Pure. */

import { klToStandard } from "../shared/normal.js";
import { d3 } from "../shared/vendor.js";

export const LEVELS = 64; // shades of a numeric scale
const SPLITS = ["training", "validation", "test"];
const SPLIT_COLOURS = ["#94a4a2", "#ffa90e", "#3f90da"];

/**
 * @typedef {object} Colouring
 * @property {string} key
 * @property {string} label its name on the page
 * @property {Int32Array} tints (N,) which of the colours
 * @property {readonly string[]} colours
 * @property {readonly string[]} names of the colours, where each belongs to a group
 * @property {Scale | null} scale of a number
 */
/**
 * @typedef {object} Scale the values of the first and the last colour: the 1 % and 99 % quantiles
 * @property {number} low
 * @property {number} high
 * @property {string} unit
 */

/**
 * Returns the KL to N(0, I) of each posterior, in nats.
 * @param {import("./codes.js").Latents} latents
 */
export function klOf({ codes, logVars, count, dimensions }) {
  return Float32Array.from({ length: count }, (_, row) => {
    let sum = 0;
    for (let at = row * dimensions; at < (row + 1) * dimensions; at++) {
      sum += klToStandard(codes[at], logVars ? logVars[at] : 0);
    }
    return sum;
  });
}

/**
 * Returns the mean KL of each dimension over the codes, in nats.
 * @param {import("./codes.js").Latents} latents
 * @returns {number[]}
 */
export function klPerDimension({ codes, logVars, count, dimensions }) {
  const sums = new Array(dimensions).fill(0);
  if (!logVars) return sums;
  for (let at = 0; at < codes.length; at++) {
    sums[at % dimensions] += klToStandard(codes[at], logVars[at]);
  }
  return sums.map((sum) => sum / Math.max(1, count));
}

/**
 * Returns what a map of these codes can be coloured by: [key, label].
 * @param {import("./codes.js").Latents | null} latents
 * @param {readonly string[]} factorNames
 * @returns {[string, string][]}
 */
export function colourChoices(latents, factorNames) {
  /** @type {[string, string][]} */
  const choices = [["class", "Class"]];
  if (latents?.logVars) choices.push(["kl", "KL to N(0, I)"]);
  if (latents?.reconstruction) choices.push(["reconstruction", "Reconstruction error"]);
  if (latents?.factors) factorNames.forEach((name, i) => choices.push([`factor-${i + 1}`, `Factor: ${name}`]));
  if (latents && new Set(latents.splits).size > 1) choices.push(["split", "Training or test"]);
  return choices;
}

/**
 * Returns the chosen colouring; that by class where these codes lack what it needs.
 * @param {string} key
 * @param {import("./codes.js").Latents} latents
 * @param {readonly string[]} classNames
 * @param {readonly string[]} classColours
 * @param {readonly string[]} factorNames
 * @returns {Colouring}
 */
export function colouringOf(key, latents, classNames, classColours, factorNames) {
  const label = colourChoices(latents, factorNames).find(([each]) => each === key)?.[1];
  if (!label || key === "class") {
    return {
      key: "class",
      label: "Class",
      tints: latents.labels,
      colours: classColours,
      names: classNames,
      scale: null,
    };
  }
  if (key === "split") {
    return { key, label, tints: Int32Array.from(latents.splits), colours: SPLIT_COLOURS, names: SPLITS, scale: null };
  }
  return { key, label, names: [], ...shades(numbersOf(key, latents), key.startsWith("factor") ? "" : "nats") };
}

/**
 * @param {string} key
 * @param {import("./codes.js").Latents} latents
 * @returns {Float32Array} (N,)
 */
export function numbersOf(key, latents) {
  if (key === "kl") return klOf(latents);
  if (key === "reconstruction" && latents.reconstruction) return latents.reconstruction;
  const { factors, count } = latents;
  if (!factors) return new Float32Array(count);
  const [width, column] = [factors.length / count, Number(key.split("-")[1]) - 1];
  return Float32Array.from({ length: count }, (_, row) => factors[row * width + column]);
}

/**
 * @param {Float32Array} values
 * @param {string} unit
 */
function shades(values, unit) {
  const sorted = values.slice().sort();
  const at = (/** @type {number} */ share) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [low, high] = [at(0.01), at(0.99)];
  const width = high - low || 1;
  const tints = Int32Array.from(values, (value) =>
    Math.min(LEVELS - 1, Math.max(0, Math.floor(((value - low) / width) * LEVELS))),
  );
  // From 0.08 on: viridis begins nearly black, which is invisible on a dark page.
  const colours = Array.from({ length: LEVELS }, (_, i) =>
    hexOf(d3.interpolateViridis(0.08 + (0.92 * i) / (LEVELS - 1))),
  );
  return { tints, colours, scale: { low, high, unit } };
}

/** @param {string} colour */
const hexOf = (colour) => d3.color(colour)?.formatHex() ?? "#000000";
