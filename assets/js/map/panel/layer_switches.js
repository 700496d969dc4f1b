/** A switch for each layer of the map, and the fineness and kind of the manifold grid. */

import { element, labelledSwitch } from "../../shared/dom.js";
import { LAYERS, withLayer } from "../layers/registry.js";

export const GRID_SIDES = /** @type {const} */ ([4, 40]); // fewer show too little, more are too small to see
const KINDS = /** @type {const} */ ([
  ["even", "even"],
  ["quantile", "quantiles"],
]);
const MEANING = "Even: images at equal distances in the window. Quantiles: each image has an equal share of the prior.";

/**
 * Returns the two choices of the manifold grid, which keep their place while the grid is off.
 * @param {(choice: Partial<import("../options.js").ViewState>) => void} choose
 */
function gridChoices(choose) {
  const side = element("input", { type: "number", class: "number", min: GRID_SIDES[0], max: GRID_SIDES[1], step: 1 });
  side.setAttribute("aria-label", "Images on a side of the manifold grid");
  side.title = "Images along the longer side";
  side.addEventListener("change", () => {
    const wanted = Math.round(Number(side.value)) || GRID_SIDES[0];
    choose({ gridSide: Math.min(GRID_SIDES[1], Math.max(GRID_SIDES[0], wanted)) });
  });
  const kind = element(
    "select",
    { class: "select", "aria-label": "Places of the manifold grid", title: MEANING, "data-testid": "grid-kind" },
    ...KINDS.map(([value, words]) => element("option", { value }, words)),
  );
  kind.addEventListener("change", () => choose({ grid: kind.value === "quantile" ? "quantile" : "even" }));
  return {
    row: element("div", { class: "grid-choices" }, side, kind),
    /** @param {import("../options.js").ViewState} view */
    show({ layers, gridSide, grid }) {
      side.disabled = kind.disabled = !layers.includes("grid");
      kind.value = grid;
      if (!side.matches(":focus")) side.value = String(gridSide);
    },
  };
}

/** @param {(choice: Partial<import("../options.js").ViewState>) => void} choose */
export function layerSwitches(choose) {
  /** @type {readonly string[]} */
  let shown = [];
  const rows = LAYERS.map(({ key, name, letter, meaning }) => {
    const row = labelledSwitch(name, false, (isOn) => choose({ layers: withLayer(shown, key, isOn) }));
    row.label.title = `${meaning} (key ${letter})`;
    return { key, ...row };
  });
  const grid = gridChoices(choose);
  const parts = rows.map(({ key, label }) => (key === "grid" ? element("div", { class: "grid-row" }, label) : label));
  parts[rows.findIndex(({ key }) => key === "grid")]?.append(grid.row);
  const legend = element("legend", {}, "Layers");
  const root = element(
    "fieldset",
    { class: "layers", "data-testid": "layers" },
    legend,
    element("div", { class: "layer-rows" }, ...parts),
  );
  return {
    root,
    /** @param {import("../options.js").Options} options */
    show(options) {
      shown = options.layers;
      root.hidden = options.layersControl === "hidden";
      legend.textContent = options.layersControl === "locked" ? "Layers 🔒 set by your teacher" : "Layers";
      for (const { key, input } of rows) {
        input.checked = shown.includes(key);
        input.disabled = options.layersControl !== "free";
      }
      grid.show(options);
    },
  };
}
