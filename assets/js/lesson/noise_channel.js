/** Two words sent as numbers through a noisy channel: how often they are understood, and what a number carries. */

import { normalProbability, normalQuantile } from "../shared/normal.js";
import { curve, normalDensity } from "./gaussians.js";

/** @typedef {[number, number]} Place */

const APPLE = 5.43; // the number that means it; the other word is higher
const LENGTH = 10; // of the range of numbers that can be sent
const REACH = 9; // standard deviations of the noise, beyond which the density is negligible
const DECADES = /** @type {const} */ ([-3, 1]); // of the noise
const RECEIVED = 40; // dots of each word
const NOISE = Array.from({ length: RECEIVED }, (_, at) => normalQuantile((at + 0.5) / RECEIVED));
const HEIGHTS = NOISE.map((_, at) => -0.05 - 0.16 * ((at * 0.618) % 1)); // spread by the golden ratio, below the curves
const ROW = 0.2; // the second word's dots are so much lower

/**
 * Returns the share of words that are understood correctly: Phi(distance / (2 sd)).
 * @param {number} distance
 * @param {number} sd of the noise
 */
export const accuracy = (distance, sd) => normalProbability(distance / (2 * sd));

/**
 * Returns I(X; Y) in nats for X uniform over LENGTH and Y = X + N(0, sd^2); as in vae_core/theory/noise_channel.py.
 * Y is symmetric about the middle, and uniform where it is farther than REACH standard deviations from both ends.
 * @param {number} sd
 */
export function information(sd) {
  const [low, high] = [-REACH * sd, Math.min(REACH * sd, LENGTH / 2)];
  const points = curve(
    (y) => entropyAt((normalProbability(y / sd) - normalProbability((y - LENGTH) / sd)) / LENGTH),
    [low, high],
  );
  const step = (high - low) / (points.length - 1);
  const ends = (points[0][1] + points[points.length - 1][1]) / 2;
  const edge = step * (points.reduce((sum, [, value]) => sum + value, 0) - ends);
  const entropy = 2 * (edge + (LENGTH / 2 - high) * entropyAt(1 / LENGTH));
  return Math.max(0, entropy - 0.5 * Math.log(2 * Math.PI * Math.E * sd ** 2));
}

/** @param {number} density */
const entropyAt = (density) => (density > 0 ? -density * Math.log(density) : 0);

/** @type {Place[]} */
let informationCurve = [];

/** The information at each noise: the same in every picture, so it is computed once. */
const everyInformation = () =>
  (informationCurve = informationCurve.length ? informationCurve : curve((log) => information(10 ** log), DECADES, 81));

/** @type {import("./frame.js").Picture} */
export const noiseChannel = {
  show({ shown_noise: sd, distance }) {
    const carried = everyInformation();
    const [right, nats, log] = [accuracy(distance, sd), information(sd), Math.log10(sd)];
    const reach = distance / 2 + 3.5 * sd;
    const middle = APPLE + distance / 2;
    const noise = { x: DECADES, isDecades: true, xName: "sd of the noise" };
    const drag = (/** @type {Place} */ [at]) => ({ shown_noise: 10 ** at });
    return {
      frames: [
        {
          ...{ share: [0, 0.44], x: [middle - reach, middle + reach], y: [-0.45, 1.1], hasNoHeights: true },
          ...{ title: "Number received", xName: "number" },
        },
        { ...noise, share: [0.44, 0.72], y: [0.45, 1.05], title: "Understood correctly" },
        { ...noise, share: [0.72, 1], y: [0, carried[0][1]], title: "Information, nats" },
      ],
      paint([words, share, capacity]) {
        paintWords(words, distance, sd);
        share.line(
          curve((at) => accuracy(distance, 10 ** at), DECADES),
          "first",
        );
        capacity.line(carried, "first");
      },
      handles: [
        { panel: 1, x: log, y: right, words: "Drag: noise", drag },
        { panel: 2, x: log, y: nats, words: "Drag: noise", drag },
      ],
      key: [
        ["first", "apple"],
        ["second dashed", "banana"],
        ["third", "misunderstood"],
      ],
      readout:
        `Understood correctly: ${(100 * right).toFixed(2)}%. ` +
        `A number between 0 and 10 carries ${nats.toFixed(3)} nats, as much as ${exactWords(nats)} words.`,
    };
  },
};

/** @param {number} nats */
const exactWords = (nats) => Math.exp(nats).toLocaleString("en", { maximumFractionDigits: 1 });

/**
 * Paints the density of what is received for each word, and a sample of it; what is misunderstood in another colour.
 * @param {import("./plot.js").Panel} panel
 * @param {number} distance
 * @param {number} sd
 */
function paintWords(panel, distance, sd) {
  const border = APPLE + distance / 2;
  const peak = normalDensity(0, 0, sd);
  const tail = /** @type {const} */ ([distance / 2, distance / 2 + 4 * sd]); // beyond the border, from a word
  for (const [word, look, side] of /** @type {[number, string, number][]} */ ([
    [APPLE, "first", 1],
    [APPLE + distance, "second dashed", -1],
  ])) {
    const density = (/** @type {number} */ x) => normalDensity(x, word, sd) / peak;
    const range = /** @type {const} */ ([word - 4 * sd, word + 4 * sd]);
    panel.area(curve(density, range), look.split(" ")[0]);
    panel.area(
      curve((away) => density(word + side * away), tail).map(([away, height]) => [word + side * away, height]),
      "third strong",
    );
    panel.line(curve(density, range), look);
    NOISE.forEach((noise, at) => {
      const received = word + side * sd * noise;
      const isWrong = sd * noise > distance / 2;
      panel.dot(received, HEIGHTS[at] - (side < 0 ? ROW : 0), isWrong ? "third" : `${look.split(" ")[0]} faint`, 3);
    });
  }
  panel.line(
    [
      [border, -0.45],
      [border, 1.1],
    ],
    "dotted",
  );
}
