/** A sweep over beta: the best linear model, exact for every beta, and the trained VAE whose beta is nearest. */

import { element } from "../shared/dom.js";
import { curve } from "./gaussians.js";
import { outline } from "./round_trip.js";

/** @typedef {[number, number]} Place */
/**
 * @typedef {object} Trained a VAE with two latent dimensions
 * @property {number} beta
 * @property {[number, number, number][]} codes of test images, each with its label
 * @property {string} picture the address of rows: images, reconstructions, samples from the prior
 */
/**
 * @typedef {object} Data
 * @property {number[]} variances of the images along the latent dimensions, the largest first
 * @property {number} rest the sum of those along all other directions
 * @property {number} pixels
 * @property {Trained[]} trained by beta
 * @property {string[]} colours by label
 */

const DECADES = /** @type {const} */ ([Math.log10(0.05), Math.log10(64)]); // of beta
const TANGENT = 6; // nats of rate on either side
const REACH = 3.2; // of the plane

/**
 * Returns the optimum of distortion + beta x rate of a linear model with decoder variance 1, in nats; as in
 * vae_core/theory/linear_vae.py. Lucas et al. 2019.
 * @param {Pick<Data, "variances" | "rest" | "pixels">} data
 * @param {number} beta
 */
export function linearOptimum({ variances, rest, pixels }, beta) {
  const rates = variances.map((variance) => Math.max(0, 0.5 * Math.log(variance / beta)));
  const squares = variances.reduce((sum, variance) => sum + Math.min(variance, beta), rest);
  const rate = rates.reduce((sum, one) => sum + one, 0);
  return {
    rates,
    rate,
    active: rates.filter((one) => one > 0).length,
    distortion: 0.5 * (squares + pixels * Math.log(2 * Math.PI)),
  };
}

/**
 * Returns the beta of the optimum with that rate, by bisection: the rate falls while beta grows.
 * @param {Data} data
 * @param {number} rate
 */
export function betaOf(data, rate) {
  let [low, high] = DECADES;
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (linearOptimum(data, 10 ** middle).rate > rate) low = middle;
    else high = middle;
  }
  return 10 ** low;
}

/**
 * Returns the trained VAE whose beta is nearest in the logarithm.
 * @param {Trained[]} trained
 * @param {number} beta
 */
export const nearestTrained = (trained, beta) =>
  trained.reduce((best, one) =>
    Math.abs(Math.log(one.beta / beta)) < Math.abs(Math.log(best.beta / beta)) ? one : best,
  );

/** @returns {import("./frame.js").Picture} */
export function betaSweep() {
  const row = imageRow();
  return {
    start: () => ({ tools: [row.root], destroy: () => undefined }),
    show({ shown_beta: beta }, /** @type {Data} */ data) {
      const now = linearOptimum(data, beta);
      const every = curve((log) => log, DECADES, 81).map(([log]) => linearOptimum(data, 10 ** log));
      const trained = nearestTrained(data.trained, beta);
      const [best, worst] = [every[0], every[every.length - 1]];
      return {
        frames: [
          {
            ...{ share: [0, 0.32], x: [0.5, data.variances.length + 0.5], y: [0, 2.6] },
            ...{ title: "KL of each dimension, nats", xName: "latent dimension" },
          },
          {
            ...{ share: [0.32, 0.66], x: [-1, 1.05 * best.rate], y: [best.distortion - 2, worst.distortion + 3] },
            ...{ title: "Rate and distortion, nats", xName: "rate (KL)", yName: "distortion" },
          },
          {
            ...{ share: [0.66, 1], x: [-REACH, REACH], y: [-REACH, REACH], isEqual: true },
            ...{ title: `Codes of a VAE with beta ${trained.beta}`, xName: "z₁" },
          },
        ],
        paint([bars, trade, plane]) {
          row.show(trained);
          now.rates.forEach((nats, at) => bars.bar(at + 0.6, at + 1.4, nats, "first"));
          trade.line(
            every.map(({ rate, distortion }) => [rate, distortion]),
            "",
          );
          trade.line(
            [-TANGENT, TANGENT].map((step) => [now.rate + step, now.distortion - beta * step]),
            "second dashed",
          );
          for (const sds of [1, 2]) plane.line(outline([0, 0], [1, 1], sds), "dotted");
          for (const [u, v, label] of trained.codes) plane.dot(u, v, "", 2.5).style.fill = data.colours[label];
        },
        handles: [
          {
            ...{ panel: 1, x: now.rate, y: now.distortion, words: "Drag: beta" },
            drag: ([rate]) => ({ shown_beta: betaOf(data, rate) }),
          },
        ],
        key: [
          ["", "every beta"],
          ["second dashed", "slope −beta"],
          ["dotted", "prior, 1 and 2 sd"],
        ],
        readout:
          `Beta ${beta}: ${now.active} active dimensions, rate ${now.rate.toFixed(2)}, ` +
          `distortion ${now.distortion.toFixed(2)}, ELBO ${(-now.rate - now.distortion).toFixed(2)} nats.`.replace(
            "-",
            "−",
          ),
      };
    },
  };
}

/** The images of the trained VAE in three rows, each with its name. */
function imageRow() {
  const picture = element("img", { alt: "", width: 336, height: 84 });
  const caption = element("span", {});
  const names = ["test images", "reconstructions", "samples"].map((name) => element("span", {}, name));
  const rows = element("div", { class: "lesson-named-rows" }, element("div", {}, ...names), picture);
  const root = element("div", { class: "lesson-rows" }, rows, caption);
  return {
    root,
    /** @param {Trained} trained */
    show(trained) {
      if (picture.src !== trained.picture) picture.src = trained.picture;
      picture.alt = `Images, reconstructions and samples of the VAE with beta ${trained.beta}`;
      caption.textContent = `VAE with two latent dimensions, trained with beta ${trained.beta}`;
    },
  };
}
