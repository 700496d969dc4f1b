/** The reparameterisation: noise falls, becomes z = mean + sd x noise, and piles up below the posterior's density. */

import { element } from "../shared/dom.js";
import { curve, normalDensity, spread } from "./gaussians.js";

const RANGE = /** @type {const} */ ([-5, 5]);
const BIN = 0.25;
const MOST = 1000;
const FIRST = 100; // samples that have landed when the picture opens
const [FALL_MS, GAP_MS] = [900, 40]; // the time that a sample falls, and between two samples
const [NOISE_AT, BEND_AT, TALLEST] = [0.95, 0.72, 0.5]; // heights in the plot

/** @typedef {{noise: number, born: number}} Sample */

/**
 * Returns the estimates of d E[z^2] / d mean from one sample: pathwise, and by the score function.
 * @param {number} noise
 * @param {number} mean
 * @param {number} sd
 */
export function gradients(noise, mean, sd) {
  const z = mean + sd * noise;
  return { pathwise: 2 * z, score: (z ** 2 * (z - mean)) / sd ** 2 };
}

/**
 * Returns a sample of N(0, 1). Box & Muller 1958.
 * @param {() => number} [random]
 */
export const normalSample = (random = Math.random) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/**
 * Returns the height of each sample's place in the pile of its bin, from 1, and the number in the fullest bin.
 * @param {readonly number[]} places
 */
export function piled(places) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  const heights = places.map((place) => {
    const bin = Math.floor(place / BIN);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
    return /** @type {number} */ (counts.get(bin));
  });
  return { heights, most: Math.max(0, ...counts.values()) };
}

/**
 * Returns the times at which samples begin to fall; with reduced motion all have landed already.
 * @param {number} count
 * @param {number} now
 * @param {boolean} isStill
 */
export const births = (count, now, isStill) =>
  Array.from({ length: count }, (_, at) => (isStill ? now - FALL_MS : now + at * GAP_MS));

/**
 * Returns samples of the noise that begin to fall now, one after the other.
 * @param {number} count
 * @param {boolean} isStill all have landed already
 * @returns {Sample[]}
 */
const sampled = (count, isStill) =>
  births(count, performance.now(), isStill).map((born) => ({ noise: normalSample(), born }));

/** @returns {import("./frame.js").Picture} */
export function fallingSamples() {
  let samples = sampled(FIRST, true);
  return {
    start: ({ again }) =>
      tools(again, {
        add: (count, isStill) => void (samples = [...samples, ...sampled(count, isStill)].slice(-MOST)),
        clear: () => void (samples = []),
        isFalling: () => samples.some(({ born }) => performance.now() < born + FALL_MS),
      }),
    show({ mean, sd }) {
      const now = performance.now();
      const born = samples.filter((sample) => sample.born <= now);
      const landed = born.filter((sample) => sample.born + FALL_MS <= now);
      const places = landed.map(({ noise }) => mean + sd * noise);
      const { heights, most } = piled(places);
      const unit = Math.min(0.03, TALLEST / Math.max(1, most));
      const found = landed.map(({ noise }) => gradients(noise, mean, sd));
      const reach = Math.max(4, ...found.flatMap(({ pathwise, score }) => [Math.abs(pathwise), Math.abs(score)]));
      return {
        frames: [
          {
            ...{ share: [0, 0.62], x: RANGE, y: [0, 1], hasNoHeights: true },
            ...{ title: "Noise above, samples z below", xName: "z" },
          },
          {
            ...{ share: [0.62, 1], x: [0, 2], y: [-1.1 * reach, 1.1 * reach], hasNoTicks: true },
            ...{ title: "Gradient from each sample" },
          },
        ],
        paint([left, right]) {
          left.line(
            curve((z) => normalDensity(z, 0, 1) * 0.3 + 0.87, RANGE),
            "dashed",
          );
          const scale = samples.length ? landed.length * BIN * unit : 0.35 / normalDensity(mean, mean, sd);
          left.line(
            curve((z) => Math.min(0.85, normalDensity(z, mean, sd) * (scale || 0.1)), RANGE, 481),
            "first",
          );
          landed.forEach((_, at) => left.dot(binMiddle(places[at]), (heights[at] - 0.5) * unit, "first faint", 3));
          for (const sample of born.slice(landed.length)) fly(left, sample, (now - sample.born) / FALL_MS, mean, sd);
          strips(right, found, mean);
        },
        handles: [
          { panel: 0, x: mean, y: 0, words: "Drag: mean", drag: ([z]) => ({ mean: z }) },
          {
            ...{ panel: 0, x: mean + sd, y: 0, words: "Drag: standard deviation" },
            drag: ([z], values) => ({ sd: z - values.mean }),
          },
        ],
        key: [
          ["dashed", "noise N(0, 1)"],
          ["first", "z = mean + sd × noise; drag its two rings"],
        ],
        readout: summary(found, mean),
      };
    },
  };
}

/** @param {number} place */
const binMiddle = (place) => (Math.floor(place / BIN) + 0.5) * BIN;

/**
 * @param {import("./plot.js").Panel} panel
 * @param {Sample} sample
 * @param {number} share of the fall, 0 to 1
 * @param {number} mean
 * @param {number} sd
 */
function fly(panel, { noise }, share, mean, sd) {
  const z = mean + sd * noise;
  const bend = Math.min(1, share * 2);
  const at = share < 0.5 ? noise + (z - noise) * bend : z;
  const height = share < 0.5 ? NOISE_AT + (BEND_AT - NOISE_AT) * bend : BEND_AT * (2 - 2 * share);
  panel.line(
    [
      [noise, NOISE_AT],
      [z, BEND_AT],
    ],
    "second thin",
  );
  panel.dot(at, height, "second", 5);
}

/**
 * @param {import("./plot.js").Panel} panel
 * @param {{pathwise: number, score: number}[]} found
 * @param {number} mean
 */
function strips(panel, found, mean) {
  panel.line(
    [
      [0, 2 * mean],
      [2, 2 * mean],
    ],
    "dashed",
  );
  found.slice(-300).forEach(({ pathwise, score }, at) => {
    const jitter = (((at * 37) % 60) - 30) / 100;
    panel.dot(0.5 + jitter, pathwise, "first faint", 3);
    panel.dot(1.5 + jitter, score, "third faint", 3);
  });
  // At two heights: side by side they would touch.
  panel.text(0, 0, "pathwise", "start").setAttribute("y", String(panel.bottom + 15));
  panel.text(2, 0, "score function", "end").setAttribute("y", String(panel.bottom + 29));
}

/**
 * @param {{pathwise: number, score: number}[]} found
 * @param {number} mean
 */
function summary(found, mean) {
  if (!found.length) return "Press a button to sample z.";
  const [path, score] = [spread(found.map((each) => each.pathwise)), spread(found.map((each) => each.score))];
  const words = (/** @type {{mean: number, sd: number}} */ one) => `${one.mean.toFixed(2)} (sd ${one.sd.toFixed(2)})`;
  return (
    `Gradient of E[z²] for the mean, true value ${(2 * mean).toFixed(2)}. Mean of ${found.length} samples: ` +
    `pathwise ${words(path)}, score function ${words(score)}.`
  ).replaceAll("-", "−");
}

/**
 * @param {() => void} again
 * @param {{add: (count: number, isStill: boolean) => void, clear: () => void, isFalling: () => boolean}} samples
 */
function tools(again, samples) {
  let frame = 0;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const step = () => {
    again();
    frame = samples.isFalling() ? requestAnimationFrame(step) : 0;
  };
  const button = (/** @type {string} */ words, /** @type {() => void} */ act) =>
    element(
      "button",
      {
        type: "button",
        class: "lesson-button",
        onclick: () => {
          act();
          if (!frame) step();
        },
      },
      words,
    );
  return {
    tools: [
      button("Sample one", () => samples.add(1, isStill)),
      button("Sample 100", () => samples.add(100, isStill)),
      button("Clear samples", samples.clear),
    ],
    destroy: () => cancelAnimationFrame(frame),
  };
}
