/** The loss of one grey pixel under cross-entropy, continuous Bernoulli and Gaussian, by the decoder's mean. */

import { curve } from "./gaussians.js";

const MEANS = /** @type {const} */ ([0.01, 0.99]);

/**
 * Returns -log p of a grey value under a Bernoulli: the cross-entropy, in nats.
 * @param {number} grey
 * @param {number} mean
 */
export const crossEntropy = (grey, mean) => -grey * Math.log(mean) - (1 - grey) * Math.log(1 - mean);

/**
 * Returns log C(mean) of the continuous Bernoulli. Loaiza-Ganem & Cunningham 2019.
 * @param {number} mean
 */
export function logNormaliser(mean) {
  const logit = Math.log(mean / (1 - mean));
  return Math.abs(logit) < 1e-3 ? Math.LN2 + logit ** 2 / 12 : Math.log(logit / Math.tanh(logit / 2));
}

/**
 * Returns -log N(grey; mean, sd^2).
 * @param {number} grey
 * @param {number} mean
 * @param {number} sd
 */
export const gaussianLoss = (grey, mean, sd) =>
  0.5 * ((grey - mean) / sd) ** 2 + Math.log(sd) + 0.5 * Math.log(2 * Math.PI);

/** @type {import("./frame.js").Picture} */
export const pixelLoss = {
  show({ grey, sd }) {
    const losses = /** @type {[string, string, (mean: number) => number][]} */ ([
      ["first", "cross-entropy", (mean) => crossEntropy(grey, mean)],
      ["second dashed", "continuous Bernoulli", (mean) => crossEntropy(grey, mean) - logNormaliser(mean)],
      ["third dotted", "Gaussian", (mean) => gaussianLoss(grey, mean, sd)],
    ]);
    const smallest = losses.map(([, name, loss]) => `${name} ${loss(grey).toFixed(3)}`.replace("-", "−"));
    return {
      frames: [
        {
          ...{ share: [0, 1], x: [0, 1], y: [-2.5, 4], title: "−log p of the pixel, nats" },
          ...{ xName: "mean given by the decoder", yName: "nats" },
        },
      ],
      paint([only]) {
        only.line(
          [
            [grey, -2.5],
            [grey, 4],
          ],
          "dashed thin",
        );
        only.text(grey, 3.7, "the grey value", grey > 0.5 ? "end" : "start");
        for (const [look, , loss] of losses) {
          only.line(curve(loss, MEANS, 393), look);
          only.dot(grey, loss(grey), look.split(" ")[0], 5);
        }
      },
      handles: [{ panel: 0, x: grey, y: 3, words: "Drag: grey value", drag: ([place]) => ({ grey: place }) }],
      key: losses.map(([look, name]) => [look, name]),
      readout: `At the grey value: ${smallest.join(", ")} nats.`,
    };
  },
};
