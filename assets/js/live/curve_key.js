/** The key of the curves: their colours and names, each explained by the glossary. It is above the panels. */

import { element } from "../shared/dom.js";
import { COLOURS, CURVE_NAMES } from "./figure.js";

const TERMS = /** @type {const} */ ({ reconstruction: "reconstruction loss", elbo: "ELBO", kl: "KL divergence" });

/**
 * @param {HTMLElement} place
 * @param {Pick<ReturnType<typeof import("./hints.js").liveHints>, "term">} hints
 */
export function curveKey(place, hints) {
  const entries = /** @type {(keyof typeof TERMS)[]} */ (Object.keys(TERMS)).map((key) => {
    const line = element("i", { "aria-hidden": "true" });
    line.style.background = key === "elbo" ? "var(--text)" : COLOURS[key];
    return { key, entry: element("span", { class: `is-${key}` }, line, hints.term(CURVE_NAMES[key], TERMS[key])) };
  });
  place.append(
    element(
      "div",
      { class: "live-key" },
      ...entries.map(({ entry }) => entry),
      element("small", {}, "line: training, dots: validation"),
    ),
  );
  return {
    /** @param {boolean} hasKl a model without a KL has the reconstruction alone */
    show(hasKl) {
      for (const { key, entry } of entries) entry.hidden = !hasKl && key !== "reconstruction";
    },
  };
}
