/** A latent variable model with one code z and one number x, small enough to compute log p(x) by a sum over codes. */

import { readable } from "../shared/numbers.js";
import { namedBars } from "./plot.js";
import { curve, normalDensity } from "./gaussians.js";
import { paintGraph } from "./generation.js";

const SD = 0.5; // of p(x|z); this model is that of vae_core/theory/latent_variable.py
const CODES = /** @type {const} */ ([-12, 12]); // 5 sd beyond the farthest mean of q
const POINTS = 2401; // of the sums; twice as many change log p(x) by less than 1e-9 nats
const SHOWN = /** @type {const} */ ([-3, 3]);

/**
 * Returns the mean of p(x|z): most codes give an x near -2 or near 2.
 * @param {number} z
 */
export const decoderMean = (z) => 2 * Math.tanh(2 * z);

/**
 * @param {number} value
 * @param {number} mean
 * @param {number} sd
 */
const logNormal = (value, mean, sd) => -0.5 * ((value - mean) / sd) ** 2 - Math.log(sd) - 0.5 * Math.log(2 * Math.PI);

/**
 * Returns log p(x, z).
 * @param {number} x
 * @param {number} z
 */
const logJoint = (x, z) => logNormal(z, 0, 1) + logNormal(x, decoderMean(z), SD);

/**
 * Returns the integral over all codes; what is summed is 0 at both ends.
 * @param {(z: number) => number} value
 */
const overCodes = (value) =>
  curve(value, CODES, POINTS).reduce((sum, [, y]) => sum + y, 0) * ((CODES[1] - CODES[0]) / (POINTS - 1));

/**
 * Returns log p(x), the integral of p(x, z) over all codes.
 * @param {number} x
 */
export const logMarginal = (x) => Math.log(overCodes((z) => Math.exp(logJoint(x, z))));

/**
 * Returns the ELBO of q(z|x) = N(mean, sd^2).
 * @param {number} x
 * @param {number} mean
 * @param {number} sd
 */
export const gaussianElbo = (x, mean, sd) =>
  overCodes((z) => normalDensity(z, mean, sd) * (logJoint(x, z) - logNormal(z, mean, sd)));

/** @type {import("./frame.js").Picture} */
export const latentModel = {
  show({ x, mean, sd }) {
    const [evidence, elbo] = [logMarginal(x), gaussianElbo(x, mean, sd)];
    const truth = curve((z) => Math.exp(logJoint(x, z) - evidence), SHOWN);
    const ours = (/** @type {number} */ z) => normalDensity(z, mean, sd);
    const highest = Math.max(...truth.map(([, height]) => height), Math.min(2, ours(mean)));
    const bars = /** @type {[string, number, string][]} */ ([
      ["log p(x)", evidence, "third"],
      ["ELBO", elbo, "second"],
    ]);
    return {
      frames: [
        {
          ...{ share: [0, 0.18], x: [-1, 1], y: [-0.4, 1.4], title: "The model" },
          ...{ hasNoTicks: true, hasNoHeights: true },
        },
        { share: [0.18, 0.72], x: SHOWN, y: [0, 1.15 * highest], title: "Densities over the code z", xName: "z" },
        {
          ...{ share: [0.72, 1], x: [Math.min(-8, 1.1 * elbo), 0], y: [0, bars.length], title: "The bound" },
          ...{ xName: "nats", hasNoHeights: true },
        },
      ],
      paint([graph, densities, nats]) {
        paintGraph(graph, { words: x.toFixed(1).replace("-", "−") });
        densities.line(
          curve((z) => normalDensity(z, 0, 1), SHOWN),
          "dotted",
        );
        densities.area(truth, "third");
        densities.line(truth, "third");
        densities.line(curve(ours, SHOWN), "second dashed");
        namedBars(
          nats,
          bars.map(([name, value, look]) => [`${name} ${readable(value)}`, 0, value, look]),
        );
      },
      handles: [
        {
          ...{ panel: 1, x: mean, y: Math.min(highest, ours(mean)), words: "Drag: mean" },
          drag: ([z]) => ({ mean: z }),
        },
        {
          ...{ panel: 1, x: mean + sd, y: Math.min(highest, ours(mean + sd)), words: "Drag: standard deviation" },
          drag: ([z], values) => ({ sd: z - values.mean }),
        },
      ],
      key: [
        ["dotted", "prior p(z)"],
        ["third", "true posterior p(z|x)"],
        ["second dashed", "approximate posterior q(z|x); drag its two rings"],
      ],
      readout: `Gap: log p(x) − ELBO = ${(evidence - elbo).toFixed(3)} nats`,
    };
  },
};
