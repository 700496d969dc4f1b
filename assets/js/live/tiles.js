/** The figures of the moment that is shown: the loss and its two terms. */

import { element } from "../shared/dom.js";
import { shown, significant } from "./points.js";

/** @typedef {import("./points.js").Report} Report */
/** @typedef {import("./points.js").Terms} Terms */

const TILES = /** @type {const} */ ([
  ["-ELBO", "ELBO"],
  ["Reconstruction", "reconstruction loss"],
  ["KL", "KL divergence"],
  ["Training loss", "training loss"],
]);

/**
 * The loss as text: how it is made of its terms. Pure.
 * @param {Terms | null} terms
 * @param {number} beta
 * @returns {[string, string]} value, and how it comes about
 */
export function lossWords(terms, beta) {
  if (!terms) return ["–", ""];
  if (terms.kl === null) return [shown(terms.reconstruction), "reconstruction alone"];
  // Each part is rounded first, and beta times the KL's rounding stays below a twentieth: what is shown adds up.
  const digits = Math.max(1, Math.ceil(Math.log10(10 * Math.max(beta, 1e-9)) - 1e-9));
  const [reconstruction, kl] = [rounded(terms.reconstruction, 1), rounded(terms.kl, digits)];
  return [
    shown(reconstruction + Number(beta.toPrecision(3)) * kl),
    `${shown(reconstruction)} + ${significant(beta)} × ${shown(kl, digits)}`,
  ];
}

/**
 * @param {number} value
 * @param {number} digits after the point
 */
const rounded = (value, digits) => Number(value.toFixed(digits));

/**
 * @param {HTMLElement} place
 * @param {Pick<ReturnType<typeof import("./hints.js").liveHints>, "term">} hints
 */
export function liveTiles(place, hints) {
  const values = TILES.map(() => element("output", {}, "–"));
  const units = TILES.map(() => element("span", {}, " "));
  const lines = units.map((unit) => element("small", {}, unit));
  const gap = hints.term("", "generalisation gap");
  gap.dataset.testid = "gap";
  gap.hidden = true;
  place.append(
    ...TILES.map(([name, term], at) =>
      element("div", { class: "live-figure" }, element("span", {}, hints.term(name, term)), values[at], lines[at]),
    ),
  );
  return {
    /**
     * @param {Report} report of the moment
     * @param {Terms | null} validated the latest validation terms until then
     * @param {number | null} gapNats between validation and training
     */
    show(report, validated, gapNats) {
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
      const at = elbo === null ? 1 : 0; // the tile with the gap
      if (gapNats !== null) under[at] = `${unit}, `;
      under.forEach((text, at) => (units[at].textContent = text || " "));
      gap.hidden = gapNats === null;
      if (gapNats !== null) gap.textContent = `gap ${gapNats < 0 ? "" : "+"}${shown(gapNats)}`;
      // It moves only where the model changes: a button that is inserted again loses the focus and its open tip.
      if (gap.parentNode !== lines[at]) lines[at].append(gap);
    },
    reset() {
      values.forEach((value) => (value.textContent = "–"));
      units.forEach((unit) => (unit.textContent = " "));
      gap.hidden = true;
    },
  };
}
