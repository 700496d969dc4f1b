/** The formulas of the lessons' pictures, against published values and the identities of docs/theory.md. */

import assert from "node:assert/strict";
import test from "node:test";

import { births, gradients, normalSample, piled } from "../../../assets/js/lesson/falling_samples.js";
import { curve, normalDensity, klParts, spread } from "../../../assets/js/lesson/gaussians.js";
import {
  continuousLoss,
  crossEntropy,
  gaussianLoss,
  logitOf,
  logNormaliser,
  pixelLoss,
} from "../../../assets/js/lesson/pixel_loss.js";
import { tickStep } from "../../../assets/js/lesson/plot.js";
import { outline } from "../../../assets/js/lesson/round_trip.js";

/**
 * @param {number} found
 * @param {number} expected
 * @param {number} [within]
 */
const near = (found, expected, within = 1e-6) =>
  assert.ok(Math.abs(found - expected) < within, `${found} is not ${expected}`);

/**
 * Returns the integral of a function by the trapezoid rule.
 * @param {(x: number) => number} value
 * @param {readonly [number, number]} range
 */
function integral(value, [low, high]) {
  const points = curve(value, [low, high], 4001);
  const step = (high - low) / 4000;
  return points.reduce((sum, [, y], at) => sum + y * (at % 4000 ? step : step / 2), 0);
}

test("the parts of the KL add up to its published values", () => {
  near(klParts(1, 1).total, 0.5);
  near(klParts(0, Math.E).total, 2.194528, 1e-6);
  near(klParts(0, 1).total, 0);
  const kl = (/** @type {number} */ z) =>
    normalDensity(z, 0.7, 0.4) * Math.log(normalDensity(z, 0.7, 0.4) / normalDensity(z, 0, 1));
  near(klParts(0.7, 0.4).total, integral(kl, [-2.5, 3.9]), 1e-6);
});

test("densities integrate to 1, those of one pixel as well", () => {
  near(
    integral((z) => normalDensity(z, 1, 0.5), [-5, 7]),
    1,
  );
  for (const logit of [-3, 0.199, 0.201])
    near(
      integral((grey) => Math.exp(-continuousLoss(grey, logit)), [0, 1]),
      1,
    );
  near(logNormaliser(0), Math.LN2);
  near(Math.exp(-gaussianLoss(0.3, 0.4, 0.2)), normalDensity(0.3, 0.4, 0.2));
});

test("the cross-entropy is smallest at the grey value, where it is the entropy", () => {
  near(crossEntropy(0.3, 0.3), 0.6108643);
  assert.ok([0.2, 0.29, 0.31, 0.5].every((mean) => crossEntropy(0.3, mean) > crossEntropy(0.3, 0.3)));
});

/** Grey values, means, and the losses that nll_curve("continuous_bernoulli", grey) has there. */
const PYTHON = [
  [0.05, 0.05, -1.995733],
  [0.05, 0.9, 7.1935],
  [0.3, 0.3, -0.252845],
  [0.3, 0.5, 0],
  [0.5, 0.3, 0.281575],
  [0.85, 0.05, 14.004272],
  [0.85, 0.9, -0.802858],
];

test("the continuous Bernoulli is that of vae_core.theory.likelihood_curves.nll_curve", () => {
  for (const [grey, mean, loss] of PYTHON) near(continuousLoss(grey, logitOf(mean)), loss, 2e-5);
});

test("each curve of a grey pixel is smallest at the grey value, which the numbers name", () => {
  for (const grey of [0.05, 0.3, 0.5, 0.85]) {
    /** @type {[number, number][][]} */
    const lines = [];
    const panel = { line: (/** @type {any} */ points) => lines.push(points), dot: () => null, text: () => null };
    const shown = pixelLoss.show({ grey, sd: 0.2 }, null);
    shown.paint([/** @type {any} */ (panel)]);
    const curves = lines.slice(1); // the first one marks the grey value
    assert.equal(curves.length, 3);
    for (const points of curves) near(points.reduce((least, one) => (one[1] < least[1] ? one : least))[0], grey, 1e-9);
    const least = curves.map((points) =>
      Math.min(...points.map(([, loss]) => loss))
        .toFixed(3)
        .replace("-", "−"),
    );
    const [cross, continuous, gaussian] = least;
    assert.equal(
      shown.readout,
      `At the grey value: cross-entropy ${cross}, continuous Bernoulli ${continuous}, Gaussian ${gaussian} nats.`,
    );
  }
});

test("with reduced motion every sample has landed at once, also a single one", () => {
  assert.deepEqual(births(1, 5000, true), [4100]);
  assert.deepEqual(births(3, 5000, true), [4100, 4100, 4100]);
  assert.deepEqual(births(3, 5000, false), [5000, 5040, 5080]);
});

test("both gradients are right on average, and the pathwise one varies less", () => {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const noise = Array.from({ length: 20000 }, () => normalSample(random));
  near(spread(noise).sd, 1, 0.03);
  const found = noise.map((one) => gradients(one, 1, 0.5));
  const [path, score] = [spread(found.map((one) => one.pathwise)), spread(found.map((one) => one.score))];
  near(path.mean, 2, 0.03);
  near(score.mean, 2, 0.15);
  assert.ok(score.sd > 2 * path.sd);
});

test("samples of one bin pile up, and an ellipse is as wide as its standard deviations", () => {
  assert.deepEqual(piled([0.1, 1.1, 0.2, 0.05]), { heights: [1, 1, 2, 3], most: 3 });
  const across = outline([1, 2], [0.5, 3], 2).map(([u]) => u);
  near(Math.max(...across), 2);
  near(Math.min(...across), 0);
});

test("ticks are 1, 2 or 5 times a power of ten", () => {
  assert.deepEqual(
    [tickStep([0, 1], 4), tickStep([-6, 6], 5), tickStep([0, 0.03], 3)].map((step) => Number(step.toFixed(6))),
    [0.5, 5, 0.01],
  );
});
