/** The closed forms of the lessons' pictures, against the values of vae_core/theory. */

import assert from "node:assert/strict";
import test from "node:test";

import { betaOf, linearOptimum, nearestTrained } from "../../../assets/js/lesson/beta_sweep.js";
import { stages } from "../../../assets/js/lesson/generation.js";
import { gaussianElbo, logMarginal } from "../../../assets/js/lesson/latent_model.js";
import { fromRim, gaussianKl, linearModel, onEllipse, ourPosterior } from "../../../assets/js/lesson/linear_lab.js";
import { accuracy, information, noiseChannel } from "../../../assets/js/lesson/noise_channel.js";

/**
 * @param {number} found
 * @param {number} expected
 * @param {number} [within]
 */
const near = (found, expected, within = 1e-9) =>
  assert.ok(Math.abs(found - expected) < within, `${found} is not ${expected}`);

/** Noise, and what vae_core.theory.noise_channel gives: two_word_accuracy(0.01, noise) and information(noise). */
const CHANNEL = [
  [0.001, 0.9999997133484281, 7.791582478228624],
  [0.005, 0.841344746068543, 6.182867123622977],
  [1, 0.5019947030907408, 1.064286016903083],
  [10, 0.5001994711318895, 0.04002029090042658],
];

test("accuracy and information of the noise channel are those of vae_core.theory.noise_channel", () => {
  for (const [sd, right, nats] of CHANNEL) {
    near(accuracy(0.01, sd), right);
    near(information(sd), nats, 1e-7);
  }
});

test("the share of a word's dots beyond the border is that of the misunderstood words", () => {
  const { readout, paint } = noiseChannel.show({ shown_noise: 0.005, distance: 0.01 }, null);
  assert.match(readout ?? "", /84\.13%/);
  /** @type {string[]} */
  const looks = [];
  const nothing = () => /** @type {any} */ (null);
  const dot = (/** @type {number} */ _x, /** @type {number} */ _y, /** @type {string} */ look) => looks.push(look);
  const panel = /** @type {any} */ ({ dot, line: nothing, area: nothing });
  paint([panel, panel, panel]);
  const wrong = looks.filter((look) => look === "third").length;
  near(wrong / looks.length, 1 - 0.8413, 0.02);
});

/** x, mean and sd of q, and what vae_core.theory.latent_variable gives: log_marginal and gaussian_elbo. */
const LATENT = [
  [1.5, 0.5, 0.6, -1.3552426089766088, -3.62918476316134],
  [-2, -0.8, 0.3, -1.3493203772643867, -1.6454118127682582],
  [0, 0, 1, -2.2377426911469502, -5.30788121046807],
];

test("log p(x) and the ELBO are those of vae_core.theory.latent_variable", () => {
  for (const [x, mean, sd, evidence, elbo] of LATENT) {
    near(logMarginal(x), evidence, 1e-7);
    near(gaussianElbo(x, mean, sd), elbo, 1e-5); // q ends 10 sd from its mean, or at the end of the codes
  }
});

/** Angle, noise, shift, width, tilt, and log_evidence and gap of vae_core.theory.linear_gaussian. */
const LINEAR = [
  [40, 0.6, 0, 1, 0, -3.0145895789841983, 0.23258579951863212],
  [20, 0.4, 0.3, 1.5, 0.5, -3.556726302171896, 1.1530647897511872],
  [90, 1, 0, 1, 1, -3.369932001013987, 0],
  [20, 0.6, 0, 1, 1, -3.2135483997088503, 0],
];

test("log p(x) and the gap of the linear model are those of vae_core.theory.linear_gaussian", () => {
  for (const [angle, noise, shift, width, tilt, evidence, gap] of LINEAR) {
    const model = linearModel(angle, noise);
    near(model.evidence, evidence);
    near(gaussianKl(ourPosterior(model, { shown_noise: noise, shift, width, tilt }), model.truth), gap);
  }
});

test("a posterior's rightmost point, dragged to where it is, gives its width and its tilt", () => {
  const model = linearModel(30, 0.5);
  const values = { shown_noise: 0.5, shift: 0.2, width: 1.3, tilt: 0.6 };
  const ours = ourPosterior(model, values);
  const rim = onEllipse(ours, 1, 0);
  const found = fromRim(model, values, rim);
  near(found.width, 1.3);
  near(found.tilt, 0.6);
  const points = Array.from({ length: 360 }, (_, at) => onEllipse(ours, 1, (at * Math.PI) / 180)[0]);
  assert.ok(Math.max(...points) <= rim[0] + 1e-12);
  const wider = fromRim(model, values, [rim[0] + 0.1, rim[1]]);
  assert.ok(wider.width > 1.3);
});

test("a sampled code is decoded first, and its picture is encoded after that", () => {
  assert.deepEqual(stages(450), { generated: 0.5, inferred: 0 });
  assert.deepEqual(stages(1350), { generated: 1, inferred: 0.5 });
  assert.deepEqual(stages(Infinity), { generated: 1, inferred: 1 });
});

/** Beta, and active, rate and distortion of vae_core.theory.linear_vae.linear_optimum with 5 of 7 dimensions. */
const OPTIMA = [
  [0.05, 5, 8.64001486674861, 6.707569734667883],
  [1, 3, 1.66150981242452, 8.732569725727187],
  [2.5, 2, 0.4799049409946577, 10.582569749569045],
  [64, 0, 0, 12.232569725727187],
];
const SPECTRUM = { variances: [5.1, 3.2, 1.7, 0.9, 0.4], rest: 0.2 + 0.1, pixels: 7, trained: [], colours: [] };

test("the best linear model of each beta is that of vae_core.theory.linear_vae", () => {
  for (const [beta, active, rate, distortion] of OPTIMA) {
    const found = linearOptimum(SPECTRUM, beta);
    assert.equal(found.active, active);
    near(found.rate, rate, 1e-6); // the variances of PyTorch are in single precision
    near(found.distortion, distortion, 1e-6);
  }
});

test("a point dragged along the curve gives the beta that has its rate", () => {
  for (const beta of [0.1, 1, 3]) near(betaOf(SPECTRUM, linearOptimum(SPECTRUM, beta).rate), beta, 1e-6);
});

test("the trained model is the one with the nearest beta in the logarithm", () => {
  const trained = [0.1, 1, 8].map((beta) => ({ beta, codes: [], picture: "" }));
  const found = [0.05, 0.3, 0.4, 2.7, 2.9, 64].map((beta) => nearestTrained(trained, beta).beta);
  assert.deepEqual(found, [0.1, 0.1, 1, 1, 8, 8]);
});
