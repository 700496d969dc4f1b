/** The tour of 90 seconds: five steps, from the first drag to a drawing of one's own. Pure. */

import { keyed, elapsedShare } from "./timeline.js";

/** @typedef {[number, number]} Place */
/**
 * @typedef {object} Scene what the stage shows
 * @property {"digits" | "levels"} source the map of 10,000 digits, or the model whose beta rises
 * @property {number} level of beta, 0 for the smallest; between two levels, codes are on their way
 * @property {Place | null} marker null: where the encoder puts the drawing
 * @property {number} reach of the plane from its middle, where the source is "levels"
 * @property {number} ground how much of the decoded images below the points is seen, 0 to 1
 * @property {number} points how much of the points is seen, 0 to 1
 * @property {"pixels" | "film" | "samples" | "beta" | "pad"} extra what is below the decoded image
 * @property {number} share how much of the way, of the film or of the drawing is done, 0 to 1
 */
/**
 * @typedef {object} Known what the script takes from the models
 * @property {Place[]} typical codes of a typical image of each class, 0 to 9, on the map of digits
 * @property {Place} gap a place without codes, at the smallest beta
 * @property {number[]} betas by level
 */

/** The digits that the marker visits, neighbours on the map one after the other. */
export const VISITED = [0, 6, 2, 8, 3, 5, 9, 7];
export const FILM_ENDS = [0, 7]; // the digits of the film
export const WIDE = 11; // reach of the plane where codes are far apart
const NEAR = 3.9; // and where the prior holds them together

/** @type {Scene} */
const START = {
  ...{ source: "digits", level: 0, marker: [0, 0], reach: NEAR, ground: 0, points: 1 },
  ...{ extra: "pixels", share: 0 },
};

/**
 * Returns the place on a path after a share of its corners, with a rest at each.
 * @param {readonly Place[]} corners
 * @param {number} share 0 to 1
 * @returns {Place}
 */
export function along(corners, share) {
  const way = Math.min(corners.length - 1 - 1e-9, Math.max(0, share * (corners.length - 1)));
  const at = Math.floor(way);
  const part = elapsedShare(way - at, 0.1, 0.9);
  const [[u, v], [nextU, nextV]] = [corners[at], corners[at + 1]];
  return [u + (nextU - u) * part, v + (nextV - v) * part];
}

/**
 * Returns the level of a beta, between two levels where the beta is.
 * @param {readonly number[]} betas rising
 * @param {number} beta
 */
export function levelOf(betas, beta) {
  const next = betas.findIndex((one) => one >= beta);
  if (next < 0) return betas.length - 1;
  if (next === 0) return 0;
  const [low, high] = [Math.log(betas[next - 1]), Math.log(betas[next])];
  return next - 1 + (Math.log(beta) - low) / (high - low);
}

/**
 * @param {Known} known
 * @returns {import("./timeline.js").Step<Scene>[]}
 */
export function digitsTour(known) {
  return [dragStep(known), morphStep(known), klStep(known), betaStep(known), drawStep()];
}

/**
 * @param {Known} known
 * @returns {import("./timeline.js").Step<Scene>}
 */
function dragStep({ typical }) {
  const corners = VISITED.map((digit) => typical[digit]);
  return {
    name: "Drag",
    seconds: 19,
    captions: [
      { at: 0, text: "Each dot is one image of a handwritten digit. Its colour shows which digit." },
      { at: 5, text: "An encoder compressed each image, 784 pixels, into two numbers: its place on this map." },
      { at: 11, text: "A decoder turns two numbers back into an image. Every place on the map has one." },
    ],
    hint: "Drag the marker, and watch the image.",
    scene: (t) => ({ ...START, marker: along(corners, t / 19), share: t / 19 }),
  };
}

/**
 * @param {Known} known
 * @returns {import("./timeline.js").Step<Scene>}
 */
function morphStep({ typical }) {
  return {
    name: "Morph",
    seconds: 17,
    captions: [
      { at: 0, text: "Between two places, the image changes smoothly: one digit becomes another." },
      { at: 8, text: "Here is the decoded image of many places at once." },
      {
        at: 12,
        text: "Nobody chose the two numbers. The model found them. Hidden numbers like these are called latent.",
      },
    ],
    hint: "Drag the marker from one digit to another.",
    scene: (t) => ({
      ...START,
      marker: along([typical[FILM_ENDS[0]], typical[FILM_ENDS[1]]], elapsedShare(t, 0.5, 7.5)),
      extra: "film",
      share: elapsedShare(t, 0.5, 7.5),
      ground: elapsedShare(t, 7.5, 9),
      points: 1 - 0.85 * elapsedShare(t, 7.5, 9),
    }),
  };
}

/**
 * @param {Known} known
 * @returns {import("./timeline.js").Step<Scene>}
 */
function klStep({ betas, gap }) {
  const one = levelOf(betas, 1);
  return {
    name: "KL divergence",
    seconds: 20,
    captions: [
      { at: 0, text: "This model was trained almost without the KL divergence. Its codes are far apart." },
      { at: 5, text: "Between them are gaps. The decoder never learned these places: the image is no digit." },
      { at: 10, text: "The KL divergence pulls all codes towards one distribution, the prior: the circles." },
      { at: 15, text: "Now the gaps are closed. A random place in the circles gives a new digit." },
    ],
    hint: "Drag the marker into a gap, or move beta.",
    scene: (t) => ({
      ...START,
      source: "levels",
      level: keyed(
        [
          [10, 0],
          [14.5, one],
        ],
        t,
      ),
      reach: keyed(
        [
          [10, WIDE],
          [14.5, NEAR],
        ],
        t,
      ),
      marker:
        t < 10
          ? along([[0, 0], gap], elapsedShare(t, 4, 6.5))
          : along([gap, [0.6, -0.4], [-0.7, 0.8], [0.9, 1.1]], (t - 10) / 10),
      extra: "samples",
      ground: 0.75 * (elapsedShare(t, 4, 5) - elapsedShare(t, 9.5, 10) + elapsedShare(t, 14.5, 15.5)),
    }),
  };
}

/**
 * @param {Known} known
 * @returns {import("./timeline.js").Step<Scene>}
 */
function betaStep({ betas }) {
  const of = (/** @type {number} */ beta) => levelOf(betas, beta);
  return {
    name: "Beta",
    seconds: 18,
    captions: [
      { at: 0, text: "Beta is the weight of the KL divergence in the loss. We raise it: the images become blurred." },
      { at: 6.5, text: "At beta 32, a code costs more than it helps. All codes are at the centre." },
      { at: 10.5, text: "Every image is reconstructed as the same grey average. This is posterior collapse." },
      { at: 14.5, text: "Beta 1 is a balance of the two." },
    ],
    hint: "Move beta, and watch codes and reconstructions.",
    scene: (t) => ({
      ...START,
      source: "levels",
      level: keyed(
        [
          [1, of(1)],
          [6, of(16)],
          [7, of(32)],
          [14.5, of(32)],
          [16.5, of(1)],
        ],
        t,
      ),
      marker: [0.9, 1.1],
      extra: "beta",
    }),
  };
}

/** @returns {import("./timeline.js").Step<Scene>} */
function drawStep() {
  return {
    name: "Draw",
    seconds: 16,
    captions: [
      { at: 0, text: "The encoder can read a new image too. Here is a drawing that it has never seen." },
      { at: 7, text: "The encoder gives its two numbers, the decoder its reconstruction: all in this browser." },
      { at: 11.5, text: "Now you: clear the pad, and draw a digit of your own." },
    ],
    hint: "Clear the pad, and draw a digit.",
    scene: (t) => ({ ...START, marker: null, extra: "pad", share: elapsedShare(t, 1, 6) }),
  };
}
