/** The list of the map's keys, in a dialog. */

import { element } from "./dom.js";
import { LAYERS } from "./layer_names.js";

/** @type {readonly [string, string][]} */
export const KEYS = [
  ["← → ↑ ↓", "move the puck; with Shift in finer steps"],
  ["Enter", "take hold of the nearest image"],
  ["Ctrl Z, Ctrl Y", "undo and redo the puck's moves"],
  ["+ −", "zoom in and out"],
  ["0", "show all points again"],
  ...LAYERS.map(({ letter, name }) => /** @type {[string, string]} */ ([letter.toUpperCase(), `${name} on or off`])),
  ["?", "this list"],
];

/** @param {HTMLElement} parent */
export function keyHelp(parent) {
  const rows = KEYS.map(([key, meaning]) => element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, meaning)));
  const close = element("button", { type: "button", class: "tool", autofocus: true }, "Close");
  const dialog = element("dialog", { class: "key-help", "aria-label": "Keys of the map" }, element("h3", {}, "Keys of the map"), element("dl", {}, ...rows), close);
  close.addEventListener("click", () => dialog.close());
  parent.append(dialog);
  return { open: () => dialog.showModal() };
}
