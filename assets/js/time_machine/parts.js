/** The time machine's elements: slider, plane, held point, reconstructions, switches. */

import { element, labelledSwitch } from "../shared/dom.js";
import { labelChoice } from "../plane/label_choice.js";
import { livePictures } from "../plane/picture_rows.js";
import { readable } from "../shared/numbers.js";
import { paint } from "../shared/picture.js";
import { framePlot } from "./plot.js";

const MOST_NUMBERS = 4; // of a code, in words

/**
 * @typedef {object} On what a person does
 * @property {(label: number) => void} label
 * @property {() => void} turned @property {() => void} ground @property {() => void} held @property {() => void} save
 */

/** @param {HTMLElement} place @param {string[]} colours @param {On} on */
export function timeParts(place, colours, on) {
  const [player, plane, strip] = ["time-player", "time-plane", "live-part"].map((name) => element("div", { class: name }));
  const picture = element("canvas", { class: "live-picture time-picture", role: "img", "aria-label": "What this frame's decoder makes of the held point", "data-testid": "time-picture" });
  picture.style.visibility = "hidden"; // its place is kept
  const [code, missing, axes, status] = ["time-code", "live-caption time-missing", "live-caption", "live-caption"].map((name) => element("p", { class: name }));
  code.setAttribute("aria-live", "polite");
  status.setAttribute("role", "status");
  const turned = labelledSwitch("Turn onto the last frame", true, on.turned);
  const ground = labelledSwitch("Pictures of the plane", true, on.ground);
  const points = labelledSwitch("Points", true, (is) => plot.points(is));
  const choice = labelChoice(on.label);
  const save = element("button", { type: "button", class: "live-button", "data-testid": "time-save", onclick: on.save }, "Save as animation");
  const beside = element("div", { class: "time-beside" },
    element("div", {}, element("h4", {}, "Held point"), picture, code, missing, choice.row),
    element("div", {}, element("div", { class: "time-switches" }, turned.label, ground.label, points.label), save, status));
  place.append(player, element("div", { class: "time-body" }, plane, beside), axes, strip);
  const plot = framePlot(plane, colours, on.held);
  const pictures = livePictures(strip);

  return {
    player,
    plot,
    pictures,
    isTurned: () => turned.input.checked,
    hasGround: () => ground.input.checked,
    hasPoints: () => points.input.checked,
    /** A run of which the frames cannot be turned has no switch for it. @param {boolean} can */
    mayTurn(can) {
      turned.input.checked &&= can;
      turned.label.hidden = !can;
    },
    /** Classes of which a conditional model's decoder is told one. @param {readonly string[]} names */
    labels: choice.offer,
    /** @param {string} words */
    axes: (words) => void (axes.textContent = words),
    /** @param {string} words */
    status: (words) => void (status.textContent = words),
    /** @param {boolean} is */
    saving: (is) => void (save.disabled = is),
    /** The held point's picture, or why there is none. @param {import("../run/decoder.js").Batch | null} made @param {Float32Array} z @param {string} why */
    held(made, z, why) {
      const numbers = Array.from(z.slice(0, MOST_NUMBERS), readable).join(", ");
      code.textContent = `z = (${numbers}${z.length > MOST_NUMBERS ? ", …" : ""})`;
      missing.textContent = why;
      picture.hidden = Boolean(why);
      if (!made) return;
      paint(picture, made.data, made.shape.slice(1));
      picture.style.visibility = "visible";
    },
  };
}
