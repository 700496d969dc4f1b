/** The status of a training as text and as a bar: state, epoch, time left and message. */

import { element } from "../shared/dom.js";
import { remaining, shown, stateWords } from "./points.js";

/** @typedef {import("./points.js").Report} Report */

const WAITING = ["asked", "queued", "starting"]; // asked: Train was pressed, the server has not answered

/** @param {HTMLElement} place */
export function liveStatus(place) {
  const words = element("strong", { "data-testid": "live-state" });
  const more = element("span", { class: "live-more" });
  const line = element("span", { class: "live-line", role: "status", "data-testid": "live-connection" });
  const bar = element(
    "div",
    { class: "live-bar", role: "progressbar", "aria-label": "Training", "aria-valuemin": 0, "aria-valuemax": 100 },
    element("div", {}),
  );
  const message = element("p", { class: "live-message", role: "status" });
  place.append(element("div", { class: "live-head" }, words, more, line), bar, message);
  let [isPaused, own, noted] = [false, "", ""];

  /**
   * @param {string} status
   * @param {string} text
   */
  function state(status, text) {
    isPaused = status === "paused";
    words.textContent = stateWords(status);
    more.textContent = "";
    say(text);
    message.className = `live-message is-${status}`;
    bar.classList.toggle("is-waiting", WAITING.includes(status));
  }

  /** @param {string} text */
  function say(text) {
    own = text;
    message.textContent = message.title = noted || own; // the title too, because the place holds two lines
  }

  /**
   * @param {number} progress 0 to 1
   * @param {string} said
   */
  function progressed(progress, said) {
    const percent = Math.round(100 * progress);
    bar.setAttribute("aria-valuenow", String(percent));
    bar.setAttribute("aria-valuetext", said);
    /** @type {HTMLElement} */ (bar.firstElementChild).style.width = `${percent}%`;
  }

  return {
    state,
    /**
     * Shows a note instead of the run's own message, until an empty one comes.
     * @param {string} text
     */
    note(text) {
      noted = text;
      say(own);
    },
    /** A run is shown of which nothing is known yet. */
    reset() {
      line.textContent = "";
      progressed(0, "");
    },
    /** @param {"open" | "lost" | "unknown"} connection */
    connection(connection) {
      line.textContent = connection === "lost" ? "Connection lost; reconnecting. The training goes on." : "";
      if (connection === "unknown") state("failed", "The server does not know this run any more. Reload the page.");
    },
    /**
     * Take in new reports; the last one is shown.
     * @param {Report} report
     * @param {boolean} isSaving the training is over, its last files are being written
     */
    add(report, isSaving) {
      if (isSaving) state("saving", report.message);
      else if (!report.stop_reason && !isPaused) state("running", "");
      const left = report.stop_reason || isPaused ? "" : remaining(report);
      more.textContent = `epoch ${shown(report.epoch)}`;
      if (left) say(left);
      progressed(report.progress, `${Math.round(100 * report.progress)} %${left && ` · ${left}`}`);
    },
  };
}
