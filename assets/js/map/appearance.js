/** The colours of the points, and the layers that are shown with them. */

import { colourChoices, colouringOf } from "../maths/colouring.js";
import { cloudPainting } from "./cloud/cloud_frame.js";
import { cloudNote } from "./cloud/cloud_plane.js";
import { LAYERS } from "./layers/registry.js";
import { planeOf } from "./state.js";
import { embeddingNote } from "./embeddings.js";

/**
 * @param {import("./state.js").MapStore} map
 * @param {import("./layers/layer.js").Scene} scene
 * @param {Pick<import("./controller.js").Tools, "view" | "panel" | "legend" | "bar">} tools
 */
export function appearance(map, scene, { view, panel, legend, bar }) {
  const { state } = map;

  /** Colours the points as the options say. */
  function showColours() {
    const { latents, options } = state;
    const { colour, classNames, colours, factorNames } = options;
    const colouring = latents && colouringOf(colour, latents, classNames, colours, factorNames);
    map.set({ colouring });
    if (colouring) view.tint(colouring);
    panel.colours(colourChoices(latents, factorNames), colouring?.key ?? "class");
    legend.setNeutral(colouring !== null && colouring.key !== "class");
    bar.show(colouring);
  }

  /** Shows the layers that are switched on. */
  function showLayers() {
    if (planeOf(state.options).dims) {
      view.setLayers([cloudPainting(scene)]);
      return panel.notes(state.latents ? cloudNote(state.options.layers) : "");
    }
    const shown = LAYERS.filter(({ key }) => state.options.layers.includes(key));
    view.setLayers(shown.map((layer) => layer.paint(scene)));
    panel.notes(notesOf(shown));
  }

  /** @param {readonly import("./layers/layer.js").Layer[]} shown */
  function notesOf(shown) {
    if (!state.latents) return "";
    const { isView, key } = planeOf(state.options);
    if (isView) return embeddingNote(key);
    // Two layers may have the same reason to show nothing.
    return [...new Set(shown.map((layer) => layer.notes(scene)))].filter(Boolean).join(" ");
  }

  map.on(["manifold"], showLayers);
  return { showColours, showLayers };
}
