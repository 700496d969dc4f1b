/** Shows the points on the plane that the options name. */

import { picker } from "../maths/picking.js";
import { projectAll } from "../maths/plane.js";
import { sliderReach } from "../run/latents.js";
import { embeddingName, embeddingPlaces } from "./embeddings.js";
import { countsOf } from "./panel/legend.js";
import { planeOf } from "./state.js";

/** @typedef {import("../maths/codes.js").Latents} Latents */

/**
 * @param {import("./state.js").MapStore} map
 * @param {import("./controller.js").Tools} tools
 * @param {ReturnType<typeof import("./appearance.js").appearance>} look
 * @param {import("./pictures.js").Pictures} shown
 */
export function planeShown(map, { parts, view, panel, legend, tabs }, look, shown) {
  const { state } = map;
  /** @type {{latents: Latents, key: string, places: Float32Array} | null} the view computed last */
  let lastView = null;

  /**
   * Shows the plane of the options.
   * @param {boolean} isSame whether it is the one already shown, with other points
   */
  function show(isSame) {
    const { latents, options } = state;
    const plane = planeOf(options);
    const isComputed = lastView?.latents === latents && lastView?.key === plane.key;
    if (plane.isView && latents && !isComputed) return void showView(latents, plane.key);
    const projected = () => (latents ? projectAll(plane, latents.codes) : new Float32Array());
    map.set({ places: plane.isView && lastView ? lastView.places : projected() });
    panel.planes(options.planes, options.plane, options.latentDim, sliderReach(latents));
    tabs.fit(options.latentDim);
    panel.labels(options.isConditional ? options.classNames : [], state.label);
    const labels = latents?.labels ?? new Int32Array();
    const points = { places: state.places, labels, isShown: legend.isShown, selected: null };
    view.setPoints({ ...points, tints: labels, colours: options.colours }, plane.names, isSame);
    legend.show(options.classNames, options.colours, countsOf(labels));
    look.showColours();
    classesChanged();
    if (!isSame) map.set({ manifold: null });
    shown.showCode();
    void shown.showGrid();
  }

  /**
   * Fetches the places of t-SNE or UMAP, and shows them.
   * @param {Latents} latents
   * @param {string} key of the view
   */
  async function showView(latents, key) {
    const name = embeddingName(key);
    parts.message.textContent = `Computing ${name} of 2,000 test images; this takes some seconds …`;
    try {
      lastView = { latents, key, places: await embeddingPlaces(state.options.runUrl, key, latents.count) };
      parts.message.textContent = "";
      if (latents === state.latents && planeOf(state.options).key === key) show(false);
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
      parts.message.textContent = `${name} could not be computed: ${reason}. Choose another plane.`;
    }
  }

  /** Classes were hidden or shown. */
  function classesChanged() {
    const { places, latents } = state;
    map.set({ pick: picker(places, (row) => legend.isShown(latents?.labels[row] ?? 0)) });
    // In an idle moment, so that the first hover does not wait for the points to be sorted.
    (globalThis.requestIdleCallback ?? setTimeout)(state.pick.warm);
    look.showLayers();
    view.refresh();
  }

  return { show, classesChanged };
}
