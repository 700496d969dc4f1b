/** The interpolate page's elements and their order; other modules give them their behaviour. */

import { element, labelledSwitch } from "../shared/dom.js";
import { assetUrl } from "../shared/resources.js";
import { arrived, styleSheets } from "../shared/styles.js";
import { PATH_STEPS } from "./state.js";

/** @typedef {ReturnType<typeof interpolateShell>} Shell */

const SOURCES = "Choose an image at random, on the plane or from a file, or draw one.";
const LEGEND =
  "Under each step: the share of the test images that lie in sparser regions than this step, the classes near it, " +
  "and the nearest training image. Press a step to go there.";

/** Returns the images to start from, and the latent plane. */
function leftParts() {
  const slots = element("div", { class: "slots", title: SOURCES });
  const legend = element("legend", {}, "Press or drag to choose");
  const target = element("fieldset", { class: "target" }, legend);
  const savePlane = element(
    "button",
    {
      type: "button",
      class: "tool",
      title: "The plane with its points and paths, as PNG",
      "data-testid": "save-plane",
    },
    "Save plane",
  );
  const map = element("div", { class: "map-place" });
  const caption = element("p", { class: "map-caption" });
  const classes = element("ul", { class: "map-classes", "aria-label": "Colours of the points" });
  const attribute = element("div", { class: "attribute" });
  const row = element("div", { class: "target-row" }, target, savePlane);
  const plane = element("div", { class: "plane-part" }, row, map, classes, caption);
  const left = element("div", { class: "left" }, element("div", { class: "images" }, attribute, slots), plane);
  return { left, slots, target, savePlane, map, caption, classes, attribute };
}

/** Returns the row of modes and settings at the top. */
function headParts() {
  const modes = element("div", { class: "modes", role: "radiogroup", "aria-label": "What to look at" });
  const steps = element("input", {
    type: "range",
    min: PATH_STEPS.least,
    max: PATH_STEPS.most,
    step: 1,
    "data-testid": "n",
  });
  const stepsShown = element("output");
  const label = element("select", { class: "select", "data-testid": "label" });
  const title = "This model is conditioned on the class; its codes hold everything else";
  const condition = element("label", { class: "share", hidden: true, title }, "Label", label);
  const beyond = labelledSwitch("Beyond the ends", false, () => undefined);
  const name = "Show the paths in full screen";
  const full = element("button", { type: "button", class: "tool is-full", title: name, "aria-label": name });
  const share = element("label", { class: "share steps-share" }, "Steps", steps, stepsShown);
  const head = element("div", { class: "head-row" }, modes, share, condition, beyond.label, full);
  return { head, modes, steps, stepsShown, label, condition, beyond, full };
}

/** Returns the player with the films below it. */
function rightParts() {
  const exports = element("div", { class: "exports", role: "group", "aria-label": "Save" });
  const film = element("div", { class: "player" });
  const films = element("div", { class: "films" });
  const note = element("p", { class: "notice film-note", role: "status" });
  const area = element("div", { class: "film-area", title: LEGEND }, films, note);
  const right = element("div", { class: "right" }, element("div", { class: "bar-row" }, film, exports), area);
  return { right, exports, film, films, note };
}

/** @param {Node & ParentNode} parent an element or a shadow root */
export function interpolateShell(parent) {
  const [{ left, ...starts }, { head, ...settings }, { right, ...paths }] = [leftParts(), headParts(), rightParts()];
  const message = element("p", { class: "notice", role: "status", "data-testid": "interpolate-message" });
  const live = element("div", { class: "only-heard", "aria-live": "polite", "data-testid": "interpolate-live" });
  const main = element("div", { class: "main" }, left, right);
  const body = element("div", { class: "interpolate-body", hidden: true }, head, main);
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
  return { ...starts, ...settings, ...paths, root, sheets, styled, body, message, live };
}
