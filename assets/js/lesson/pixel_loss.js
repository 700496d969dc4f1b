/** The loss of one grey pixel under cross-entropy, continuous Bernoulli and Gaussian, by the decoder's mean. */

import { curve } from "./gaussians.js";

const MEANS = /** @type {const} */ ([0.01, 0.99]);
const NEAR_ZERO = 0.2; // logits for which the closed forms cancel and their series are used

/**
 * Returns -log p of a grey value under a Bernoulli: the cross-entropy, in nats.
 * @param {number} grey
 * @param {number} mean
 */
export const crossEntropy = (grey, mean) => -grey * Math.log(mean) - (1 - grey) * Math.log(1 - mean);

/**
 * Returns log C of the continuous Bernoulli for a logit. Loaiza-Ganem & Cunningham 2019.
 * @param {number} logit
 */
export const logNormaliser = (logit) =>
  Math.abs(logit) < NEAR_ZERO
    ? Math.LN2 + logit ** 2 / 12 - (7 * logit ** 4) / 1440
    : Math.log(logit / Math.tanh(logit / 2));

/**
 * Returns the mean of the continuous Bernoulli for a logit; it is not the sigmoid of the logit.
 * @param {number} logit
 */
const continuousMean = (logit) =>
  0.5 + (Math.abs(logit) < NEAR_ZERO ? logit / 12 - logit ** 3 / 720 : 0.5 / Math.tanh(logit / 2) - 1 / logit);

/**
 * Returns the logit for which the continuous Bernoulli has that mean, 0.01 to 0.99. By bisection, because the mean
 * rises with the logit and has no closed inverse; as in vae_core/nn/likelihoods/continuous_bernoulli.py.
 * @param {number} mean
 */
export function logitOf(mean) {
  let [low, high] = [-110, 110];
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (continuousMean(middle) > mean) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/**
 * Returns -log p of a grey value under a continuous Bernoulli, in nats.
 * @param {number} grey
 * @param {number} logit
 */
export const continuousLoss = (grey, logit) => Math.log1p(Math.exp(logit)) - grey * logit - logNormaliser(logit);

/**
 * Returns -log N(grey; mean, sd^2).
 * @param {number} grey
 * @param {number} mean
 * @param {number} sd
 */
export const gaussianLoss = (grey, mean, sd) =>
  0.5 * ((grey - mean) / sd) ** 2 + Math.log(sd) + 0.5 * Math.log(2 * Math.PI);

const POINTS = curve(logitOf, MEANS, 393); // each mean with its logit; 393 bisections took 1 to 7 ms

/** @type {import("./frame.js").Picture} */
export const pixelLoss = {
  show({ grey, sd }) {
    const losses = /** @type {[string, string, (mean: number, logit: number) => number][]} */ ([
      ["first", "cross-entropy", (mean) => crossEntropy(grey, mean)],
      ["second dashed", "continuous Bernoulli", (_, logit) => continuousLoss(grey, logit)],
      ["third dotted", "Gaussian", (mean) => gaussianLoss(grey, mean, sd)],
    ]);
    const logit = logitOf(grey);
    const atGrey = losses.map(([, name, loss]) => `${name} ${loss(grey, logit).toFixed(3).replace("-", "−")}`);
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
          only.line(
            POINTS.map(([mean, its]) => [mean, loss(mean, its)]),
            look,
          );
          only.dot(grey, loss(grey, logit), look.split(" ")[0], 5);
        }
      },
      handles: [{ panel: 0, x: grey, y: 3, words: "Drag: grey value", drag: ([place]) => ({ grey: place }) }],
      key: losses.map(([look, name]) => [look, name]),
      readout: `At the grey value: ${atGrey.join(", ")} nats.`,
    };
  },
};
