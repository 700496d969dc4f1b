/** The closed forms of the lessons' pictures, against the values of vae_core/theory. */

import assert from "node:assert/strict";
import test from "node:test";

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
