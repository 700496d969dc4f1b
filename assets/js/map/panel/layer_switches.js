/** A switch for each layer of the map, the fineness of the manifold grid, and the layers' notes. */

import { element, labelledSwitch } from "../../shared/dom.js";
import { LAYERS, withLayer } from "../layers/registry.js";

export const GRID_SIDES = /** @type {const} */ ([4, 40]); // fewer show too little, more are too small to see

/** @param {(choice: Partial<import("../options.js").ViewState>) => void} choose */
export function layerSwitches(choose) {
  /** @type {readonly string[]} */
  let shown = [];
  const rows = LAYERS.map(({ key, name, letter, meaning }) => {
    const row = labelledSwitch(name, false, (isOn) => choose({ layers: withLayer(shown, key, isOn) }));
    row.label.title = `${meaning} (key ${letter})`;
    return { key, ...row };
  });
  const side = element("input", { type: "number", class: "number", min: GRID_SIDES[0], max: GRID_SIDES[1], step: 1 });
  side.addEventListener("change", () => {
    const wanted = Math.round(Number(side.value)) || GRID_SIDES[0];
    choose({ gridSide: Math.min(GRID_SIDES[1], Math.max(GRID_SIDES[0], wanted)) });
  });
  const fineness = element("label", { class: "grid-side" }, element("span", {}, "Images on a side"), side);
  const words = element("p", { class: "notes", role: "status", "data-testid": "layer-notes" });
  const labels = rows.flatMap(({ key, label }) => (key === "grid" ? [label, fineness] : [label]));
  return {
    root: element("fieldset", { class: "layers" }, element("legend", {}, "Layers"), ...labels, words),
    /** @param {string} text */
    notes: (text) => void (words.textContent = text),
    /** @param {import("../options.js").ViewState} view */
    show({ layers, gridSide }) {
      shown = layers;
      for (const { key, input } of rows) input.checked = layers.includes(key);
      fineness.hidden = !layers.includes("grid");
      if (!side.matches(":focus")) side.value = String(gridSide);
    },
  };
}
