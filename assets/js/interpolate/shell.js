/** The interpolate page's elements: what stands where. Their behaviour is given to them elsewhere. */

import { element, labelledSwitch } from "../shared/dom.js";
import { MODES, STEPS } from "./state.js";
import { assetUrl } from "../shared/resources.js";

/** @typedef {ReturnType<typeof interpolateShell>} Shell */

/** @param {Node & ParentNode} parent an element or a shadow root */
export function interpolateShell(parent) {
  const modes = element("div", { class: "modes", role: "radiogroup", "aria-label": "What to look at" });
  const slots = element("div", { class: "slots" });
  const target = element(
    "fieldset",
    { class: "target" },
    element("legend", {}, "A click on the map takes the image for"),
  );
  const map = element("div", { class: "map-place" });
  const caption = element("p", { class: "map-caption" });
  const classes = element("ul", { class: "map-classes", "aria-label": "Colours of the dots" });
  const attribute = element("div", { class: "attribute" });
  const steps = element("input", { type: "range", min: STEPS.least, max: STEPS.most, step: 1, "data-testid": "n" });
  const stepsShown = element("output");
  const label = element("select", { class: "select", "data-testid": "label" });
  const told = element(
    "label",
    { class: "share", hidden: true, title: "This model is told which class it draws: codes hold all but the class" },
    "Drawn as",
    label,
  );
  const beyond = labelledSwitch("Beyond the ends", false, () => undefined);
  const film = element("div", { class: "player" });
  const exports = element("div", { class: "exports", role: "group", "aria-label": "Take it home" });
  const legend = element(
    "p",
    { class: "film-legend" },
    "Under each step: a bar for how many of the test images lie in emptier places than this, what lies near, and the training image whose code is nearest. Press a step to go there.",
  );
  const films = element("div", { class: "films" });
  const message = element("p", { class: "notice", role: "status", "data-testid": "interpolate-message" });
  const live = element("div", { class: "only-heard", "aria-live": "polite", "data-testid": "interpolate-live" });
  const bar = element(
    "div",
    { class: "bar-row" },
    element("label", { class: "share" }, "Steps", steps, stepsShown),
    told,
    beyond.label,
    exports,
    film,
  );
  const body = element(
    "div",
    { class: "interpolate-body", hidden: true },
    modes,
    element(
      "div",
      { class: "top" },
      element(
        "div",
        { class: "left" },
        attribute,
        slots,
        element(
          "p",
          { class: "map-caption" },
          "Take an image at random, from the map, or from your disk (a file can be dropped on its card), or draw one.",
        ),
      ),
      element("div", { class: "right" }, target, map, classes, caption),
    ),
    bar,
    legend,
    films,
  );
  const root = element(
    "div",
    { class: "latent-map interpolate", "data-testid": "interpolate", "data-state": "loading", hidden: true },
    message,
    body,
    live,
  );
  const sheets = [assetUrl("js/map/latent_map.css"), assetUrl("js/interpolate/interpolate.css")].map((href) =>
    element("link", { rel: "stylesheet", href }),
  );
  const styled = Promise.all(
    sheets.map(
      (sheet) => new Promise((resolve) => ["load", "error"].forEach((name) => sheet.addEventListener(name, resolve))),
    ),
  );
  void styled.then(() => (root.hidden = false));
  message.textContent = "Loading the run …";
  parent.append(...sheets, root);
  return {
    root,
    sheets,
    styled,
    body,
    modes,
    slots,
    target,
    map,
    classes,
    caption,
    attribute,
    steps,
    stepsShown,
    told,
    label,
    beyond,
    film,
    exports,
    legend,
    films,
    message,
    live,
  };
}

/**
 * A group of radio buttons that look like one control.
 * @param {HTMLElement} place
 * @param {string} name
 * @param {[string, string][]} choices value and words
 * @param {(value: string) => void} chosen
 * @param {string} [before] words that who hears the page needs before a choice's own
 */
export function choice(place, name, choices, chosen, before = "") {
  const inputs = choices.map(([value, words]) =>
    element("input", { type: "radio", name, value, "aria-label": before + words, onchange: () => chosen(value) }),
  );
  place.append(
    ...inputs.map((input, i) => element("label", { class: "choice" }, input, element("span", {}, choices[i][1]))),
  );
  return { set: (/** @type {string} */ value) => inputs.forEach((input) => (input.checked = input.value === value)) };
}

/**
 * The modes as choices.
 * @returns {[string, string][]}
 */
export const modeChoices = () => Object.entries(MODES).map(([key, { name }]) => [key, name]);
