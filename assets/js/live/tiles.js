/** The figures of the moment that is shown: the loss and its two terms. */

import { element } from "../shared/dom.js";
import { shown, significant } from "./points.js";

/** @typedef {import("./points.js").Report} Report */
/** @typedef {import("./points.js").Terms} Terms */

const TILES = /** @type {const} */ ([
  [
    "-ELBO",
    "Negative evidence lower bound at beta 1: reconstruction + KL. Lower is better; it compares runs of any beta.",
  ],
  [
    "Reconstruction",
    "Reconstruction loss: nats per image that the decoder needs to describe an image, given its code.",
  ],
  ["KL", "KL divergence of the posterior from the prior: nats per image that the code carries."],
  ["Training loss", "What the optimizer makes small: reconstruction + beta × KL."],
]);

/**
 * The loss in words: how it is made of its terms. Pure.
 * @param {Terms | null} terms
 * @param {number} beta
 * @returns {[string, string]} value, and how it comes about
 */
export function lossWords(terms, beta) {
  if (!terms) return ["–", ""];
  if (terms.kl === null) return [shown(terms.reconstruction), "reconstruction alone"];
  return [
    shown(terms.reconstruction + beta * terms.kl),
    `${shown(terms.reconstruction, 0)} + ${significant(beta)} × ${shown(terms.kl)}`,
  ];
}

/** @param {HTMLElement} place */
export function liveTiles(place) {
  const [values, units] = [TILES.map(() => element("output", {}, "–")), TILES.map(() => element("small", {}, " "))];
  place.append(
    ...TILES.map(([name, help], at) =>
      element("div", { class: "live-figure", title: help }, element("span", {}, name), values[at], units[at]),
    ),
  );
  return {
    /**
     * @param {Report} report of the moment
     * @param {Terms | null} validated the latest validation terms until then
     */
    show(report, validated) {
      const terms = validated ?? report.train;
      const unit = validated ? "validation" : "training";
      const elbo = terms?.elbo ?? null;
      const [loss, how] = lossWords(report.train, report.beta);
      const texts = [shown(elbo === null ? null : -elbo), shown(terms?.reconstruction), shown(terms?.kl), loss];
      texts.forEach((text, at) => (values[at].textContent = text));
      const under = [
        elbo === null ? "none" : `nats, ${unit}`,
        `nats, ${unit}`,
        (terms?.kl ?? null) === null ? "none" : `nats, ${unit}`,
        how,
      ];
      under.forEach((text, at) => (units[at].textContent = text || " "));
    },
    reset() {
      values.forEach((value) => (value.textContent = "–"));
      units.forEach((unit) => (unit.textContent = " "));
    },
  };
}
