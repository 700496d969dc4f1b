/** The strip above the curves: state in words, progress, the figures of now, and the KL of each latent dimension. */

import { element } from "../shared/dom.js";
import { carriedWords, remaining, shown, shownDims, significant, stateWords } from "./points.js";

/** @typedef {import("./points.js").Report} Report */
/** @typedef {import("./points.js").Terms} Terms */

const MOST_BARS = 64;
const WAITS = "It starts as soon as the worker is free and the images are loaded; curves follow within seconds.";
const WAITING = ["queued", "starting"];
const NO_KL = "A deterministic autoencoder has no KL and no ELBO: only its reconstruction is measured.";

/** @param {HTMLElement} place */
export function liveStatus(place) {
  const words = element("strong", { "data-testid": "live-state" });
  const more = element("span", { class: "live-more" });
  const line = element("span", { class: "live-line", role: "status", "data-testid": "live-connection" });
  const bar = element("div", { class: "live-bar", role: "progressbar", "aria-label": "Training", "aria-valuemin": 0, "aria-valuemax": 100 }, element("div", {}));
  const message = element("p", { class: "live-message", role: "status" });
  const [figures, dims] = [liveFigures(), klBars()];
  place.append(element("div", { class: "live-head" }, words, more, line), bar, message, figures.root, dims.root);
  figures.root.hidden = dims.root.hidden = true;
  /** @type {Report | null} the latest one that has validation terms */
  let validated = null;
  let isPaused = false;

  /** @param {string} status @param {string} text */
  function state(status, text) {
    isPaused = status === "paused";
    words.textContent = stateWords(status);
    more.textContent = "";
    message.textContent = text;
    message.hidden = !text;
    message.className = `live-message is-${status}`;
    bar.classList.toggle("is-waiting", WAITING.includes(status));
  }

  /** @param {number} progress 0 to 1 @param {string} said */
  function progressed(progress, said) {
    const percent = Math.round(100 * progress);
    bar.setAttribute("aria-valuenow", String(percent));
    bar.setAttribute("aria-valuetext", said);
    /** @type {HTMLElement} */ (bar.firstElementChild).style.width = `${percent}%`;
  }

  state("queued", WAITS);
  return {
    state,
    /** @param {"open" | "lost" | "unknown"} connection */
    connection(connection) {
      line.textContent = connection === "lost" ? "Connection lost; reconnecting. The training goes on." : "";
      if (connection === "unknown") state("failed", "The server does not know this run any more. Reload the page.");
    },
    /** Take in new reports; the last one is shown. @param {Report[]} reports */
    add(reports) {
      validated = reports.findLast(({ validation }) => validation) ?? validated;
      const report = /** @type {Report} */ (reports.at(-1));
      const terms = validated?.validation ?? report.train;
      if (report.stop_reason) state(report.stop_reason, report.message);
      else if (!isPaused) state("running", "");
      const left = report.stop_reason || isPaused ? "" : ` · ${remaining(report)}`;
      more.textContent = `epoch ${shown(report.epoch)}${left}`;
      progressed(report.progress, `${Math.round(100 * report.progress)} %${left}`);
      figures.show(report, terms, validated ? "nats, validation" : "nats, training");
      figures.root.hidden = false;
      if (terms) dims.show(terms);
    },
    reset: () => void (validated = null),
  };
}

/** The figures of now, the headline first. */
function liveFigures() {
  const names = ["−ELBO at beta 1", "Reconstruction", "KL", "Beta now", "Learning rate", "Speed"];
  const values = names.map(() => element("output", {}, "–"));
  const units = names.map((_, index) => element("small", {}, ["", "", "", "weight of the KL", "", "images/s"][index]));
  const root = element("div", { class: "live-figures" }, ...names.map((name, index) =>
    element("div", { class: "live-figure" }, element("span", {}, name), values[index], units[index])));
  return {
    root,
    /** @param {Report} report @param {Terms | null} terms @param {string} unit */
    show(report, terms, unit) {
      const elbo = terms?.elbo ?? null;
      const texts = [
        shown(elbo === null ? null : -elbo), shown(terms?.reconstruction), shown(terms?.kl),
        significant(report.beta), significant(report.learning_rate, 2), shown(report.images_per_second, 0),
      ];
      texts.forEach((text, index) => (values[index].textContent = text));
      const has = [elbo !== null, true, (terms?.kl ?? null) !== null];
      has.forEach((is, index) => (units[index].textContent = is ? unit : "none"));
      if (!has[2] && terms) [values[3].textContent, units[3].textContent] = ["–", "no KL to weigh"];
    },
  };
}

/** Bars of the KL of each dimension: which ones carry anything. */
function klBars() {
  const bars = element("div", { class: "live-dims", role: "img" });
  const name = element("p", { class: "live-caption" });
  const root = element("div", {}, bars, name);

  /** @param {number[]} dims */
  function labelled(dims) {
    if (bars.children.length === dims.length) return;
    bars.classList.toggle("is-crowded", dims.length > 16);
    bars.replaceChildren(...dims.map(() => element("div", { class: "live-dim" }, element("div", {}, element("i", {})), element("span", {}))));
  }

  return {
    root,
    /** @param {Terms} terms */
    show({ kl_per_dim: nats }) {
      root.hidden = false;
      bars.hidden = !nats;
      if (!nats) return void (name.textContent = NO_KL);
      const [dims, most] = [shownDims(nats, MOST_BARS), Math.max(1, ...nats)];
      labelled(dims);
      dims.forEach((dim, index) => {
        const bar = /** @type {HTMLElement} */ (bars.children[index]);
        bar.title = `z${dim + 1}: ${shown(nats[dim], 2)} nats`;
        /** @type {HTMLElement} */ (bar.querySelector("i")).style.height = `${(100 * nats[dim]) / most}%`;
        /** @type {HTMLElement} */ (bar.lastElementChild).textContent = `z${dim + 1} ${shown(nats[dim])}`;
      });
      const which = dims.length < nats.length ? ` (the ${dims.length} largest)` : "";
      name.textContent = `KL of each latent dimension${which}, in nats: ${carriedWords(nats)}.`;
      bars.setAttribute("aria-label", `KL in nats: ${dims.map((dim) => `z${dim + 1} ${shown(nats[dim], 2)}`).join(", ")}`);
    },
  };
}
