/** The interpolate page's elements and their order; other modules give them their behaviour. */

import { element, labelledSwitch } from "../shared/dom.js";
import { assetUrl } from "../shared/resources.js";
import { arrived, styleSheets } from "../shared/styles.js";
import { STEPS } from "./state.js";

/** @typedef {ReturnType<typeof interpolateShell>} Shell */

const SOURCES = "Choose an image at random, on the map or from a file (a file can be dropped on a card), or draw one.";
const LEGEND =
  "Under each step: the share of the test images that lie in sparser regions than this step, the classes near it, " +
  "and the nearest training image. Click a step to go there.";

/** Returns the images to start from, and the small map. */
function topParts() {
  const slots = element("div", { class: "slots" });
  const legend = element("legend", {}, "A click on the map chooses the image for");
  const target = element("fieldset", { class: "target" }, legend);
  const map = element("div", { class: "map-place" });
  const caption = element("p", { class: "map-caption" });
  const classes = element("ul", { class: "map-classes", "aria-label": "Colours of the points" });
  const attribute = element("div", { class: "attribute" });
  const left = element("div", { class: "left" }, attribute, slots, element("p", { class: "map-caption" }, SOURCES));
  const right = element("div", { class: "right" }, target, map, classes, caption);
  return { top: element("div", { class: "top" }, left, right), slots, target, map, caption, classes, attribute };
}

/** Returns the bar of settings above the films. */
function barParts() {
  const steps = element("input", { type: "range", min: STEPS.least, max: STEPS.most, step: 1, "data-testid": "n" });
  const stepsShown = element("output");
  const label = element("select", { class: "select", "data-testid": "label" });
  const title = "This model is conditioned on the class; its codes hold everything else";
  const condition = element("label", { class: "share", hidden: true, title }, "Label", label);
  const beyond = labelledSwitch("Beyond the ends", false, () => undefined);
  const exports = element("div", { class: "exports", role: "group", "aria-label": "Save" });
  const film = element("div", { class: "player" });
  const share = element("label", { class: "share" }, "Steps", steps, stepsShown);
  const bar = element("div", { class: "bar-row" }, share, condition, beyond.label, exports, film);
  return { bar, steps, stepsShown, label, condition, beyond, exports, film };
}

/** @param {Node & ParentNode} parent an element or a shadow root */
export function interpolateShell(parent) {
  const modes = element("div", { class: "modes", role: "radiogroup", "aria-label": "What to look at" });
  const [{ top, ...starts }, { bar, ...settings }] = [topParts(), barParts()];
  const legend = element("p", { class: "film-legend" }, LEGEND);
  const films = element("div", { class: "films" });
  const message = element("p", { class: "notice", role: "status", "data-testid": "interpolate-message" });
  const live = element("div", { class: "only-heard", "aria-live": "polite", "data-testid": "interpolate-live" });
  const body = element("div", { class: "interpolate-body", hidden: true }, modes, top, bar, legend, films);
  const root = element(
    "div",
    { class: "latent-map interpolate", "data-testid": "interpolate", "data-state": "loading", hidden: true },
    message,
    body,
    live,
  );
  const sheets = styleSheets([assetUrl("js/plane/controls.css"), assetUrl("js/interpolate/interpolate.css")]);
  const styled = arrived(sheets);
  void styled.then(() => (root.hidden = false));
  message.textContent = "Loading the run …";
  parent.append(...sheets, root);
  return { ...starts, ...settings, root, sheets, styled, body, modes, legend, films, message, live };
}
