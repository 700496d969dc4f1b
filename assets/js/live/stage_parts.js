/** The elements of the stage: the plane with its switches and legend, the marker, the reconstructions. */

import { labelChoice } from "../plane/label_choice.js";
import { clipOf, colourOf } from "../shared/classes.js";
import { element, labelledSwitch } from "../shared/dom.js";

export const PLAY = "Play the recorded training"; // the name of the button on the plane

/**
 * @param {HTMLElement} place
 * @param {ReturnType<typeof import("./hints.js").liveHints>} hints
 * @param {{turned: () => void, ground: () => void, points: (is: boolean) => void}} on called after a switch was changed
 */
export function planePanel(place, hints, on) {
  const plot = element("div", { class: "plane-plot" });
  const legend = element("ul", { class: "live-legend", "aria-label": "Classes" });
  const words = element("span", { class: "plane-words" });
  const turned = labelledSwitch("Align frames", true, on.turned);
  const ground = labelledSwitch("Decoded images", true, on.ground);
  const points = labelledSwitch("Points", true, on.points);
  hints.control(
    turned.label,
    "Rotates and mirrors the plane of each step to match the last step: a network may turn its latent space.",
  );
  hints.control(ground.label, "Shows the decoded image of each place of the plane.", "manifold");
  hints.control(points.label, "Shows the codes of validation images.", "latent code");
  const switches = element("div", { class: "plane-switches" }, ground.label, points.label, turned.label);
  const head = element(
    "div",
    { class: "plane-head" },
    element("h3", {}, hints.term("Latent plane", "latent space")),
    words,
    switches,
  );
  const play = element(
    "button",
    { type: "button", class: "plane-play", "data-testid": "plane-play" },
    element("span", { "aria-hidden": "true" }, "▶"),
    PLAY,
  );
  play.hidden = true;
  plot.append(play);
  place.append(head, plot, legend);
  const asks = {
    /** @param {(() => void) | null} onPlay null: there is nothing to play, or it plays */
    offerPlay(onPlay) {
      play.hidden = !onPlay;
      play.onclick = onPlay;
    },
    isTurned: () => turned.input.checked,
    hasGround: () => ground.input.checked,
    hasPoints: () => points.input.checked,
  };
  return { plot, legend, words, turned, ground, asks };
}

/**
 * @param {HTMLElement} place
 * @param {ReturnType<typeof import("./hints.js").liveHints>} hints
 * @param {() => void} relabelled called after another class was chosen
 */
export function picturePanel(place, hints, relabelled) {
  const picture = element("canvas", {
    class: "live-held",
    role: "img",
    "aria-label": "Decoded image at the marker",
    "data-testid": "held-picture",
  });
  const code = element("p", { class: "live-place", "aria-live": "polite", "data-testid": "held-place" });
  const choice = labelChoice(relabelled);
  const strip = element("div", { class: "live-reconstructions", "data-testid": "reconstructions" });
  const message = element("p", { class: "live-said", role: "status" });
  place.append(
    element(
      "div",
      { class: "live-holding" },
      element("h3", {}, hints.term("Decoded here", "decoder")),
      picture,
      code,
      choice.row,
    ),
    element(
      "div",
      { class: "live-recon" },
      element("h3", {}, hints.term("Reconstructions", "reconstruction"), element("small", {}, "below the images")),
      strip,
      message,
    ),
  );
  const asks = {
    /** Offers the classes of a conditional model; none: there is no choice. */
    labels: choice.offer,
    label: () => Number(choice.row.querySelector("select")?.value) || 0,
    /** @param {string} text */
    say: (text) => void (message.textContent = text),
  };
  return { picture, code, choice, strip, asks };
}

/**
 * Returns the legend's entries.
 * @param {string[]} names
 * @param {string[]} colours by class
 */
export function legendItems(names, colours) {
  return names.map((name, label) =>
    element("li", {}, element("i", { style: `background: ${colourOf(colours, label)}; ${clipOf(label)}` }), name),
  );
}
