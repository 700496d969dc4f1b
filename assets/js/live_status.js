/** The strip above the curves: state in words, progress, the figures of now, and the KL of each latent dimension. */

import { element } from "./dom.js";
import { remaining, shown, stateWords } from "./live_points.js";

const FIGURES = /** @type {const} */ ([
  ["−ELBO at beta 1", "nats"], ["Reconstruction", "nats"], ["KL", "nats"], ["Beta", ""], ["Learning rate", ""], ["Speed", "images/s"],
]);

/** @param {HTMLElement} place */
export function liveStatus(place) {
  const words = element("strong", { "data-testid": "live-state" });
  const more = element("span", { class: "live-more" });
  const bar = element("div", { class: "live-bar", role: "progressbar", "aria-label": "Training", "aria-valuemin": 0, "aria-valuemax": 100 }, element("div", {}));
  const values = FIGURES.map(() => element("output", {}, "–"));
  const figures = FIGURES.map(([name, unit], index) =>
    element("div", { class: "live-figure" }, element("span", {}, name), values[index], element("small", {}, unit)));
  const dims = element("div", { class: "live-dims", role: "img" });
  const dimsName = element("p", { class: "live-caption" });
  const message = element("p", { class: "live-message", role: "status" });
  place.append(element("div", { class: "live-head" }, words, more), bar, message, element("div", { class: "live-figures" }, ...figures), dims, dimsName);
  /** @type {import("./live_points.js").Terms | null} */
  let validation = null;
  return {
    /** @param {string} status @param {string} [text] */
    state(status, text = "") {
      words.textContent = stateWords(status);
      more.textContent = "";
      message.textContent = text;
      message.className = `live-message is-${status}`;
    },
    /** @param {import("./live_points.js").Report} report */
    report(report) {
      validation = report.validation ?? validation;
      const terms = validation ?? report.train;
      words.textContent = stateWords(report.stop_reason || "running");
      more.textContent = `epoch ${shown(report.epoch)} · ${report.stop_reason ? "" : remaining(report)}`;
      message.textContent = "";
      const percent = Math.round(100 * report.progress);
      bar.setAttribute("aria-valuenow", String(percent));
      /** @type {HTMLElement} */ (bar.firstElementChild).style.width = `${percent}%`;
      const elbo = terms?.elbo ?? null;
      const texts = [shown(elbo === null ? null : -elbo), shown(terms?.reconstruction), shown(terms?.kl), shown(report.beta, 2), String(Number(report.learning_rate.toPrecision(2))), shown(report.images_per_second, 0)];
      texts.forEach((text, index) => (values[index].textContent = text));
      showDims(dims, dimsName, terms?.kl_per_dim ?? null);
    },
  };
}

/** Bars of the KL of each dimension: which ones carry anything. @param {HTMLElement} place @param {HTMLElement} name @param {number[] | null} nats */
function showDims(place, name, nats) {
  place.hidden = !nats;
  if (!nats) return void (name.textContent = "A deterministic autoencoder has no KL and no ELBO: only its reconstruction is measured.");
  const most = Math.max(1, ...nats);
  if (place.children.length !== nats.length) place.replaceChildren(...nats.map(() => element("div", { class: "live-dim" }, element("i", {}))));
  nats.forEach((value, dim) => {
    const bar = /** @type {HTMLElement} */ (place.children[dim]);
    bar.title = `z${dim + 1}: ${shown(value, 2)} nats`;
    /** @type {HTMLElement} */ (bar.firstElementChild).style.height = `${(100 * value) / most}%`;
  });
  name.textContent = nats.length > 8 ? "KL of each latent dimension" : `KL of each latent dimension, in nats: ${nats.map((value) => shown(value, 1)).join(", ")}`;
  place.setAttribute("aria-label", `KL of each latent dimension in nats: ${nats.map((value) => shown(value, 2)).join(", ")}`);
}
