/** Shows the points on the plane that the options name. */

import { picker } from "../maths/picking.js";
import { projectAll } from "../maths/plane.js";
import { sliderReach } from "../run/latents.js";
import { cloudDepth, cloudExtent } from "./cloud/cloud_plane.js";
import { dimensionChoice } from "./cloud/dimension_choice.js";
import { embeddingName, embeddingPlaces } from "./embeddings.js";
import { countsOf } from "./panel/legend.js";
import { nameOverlay } from "./shell.js";
import { planeOf } from "./state.js";

/** @typedef {import("../maths/codes.js").Latents} Latents */

/**
 * @param {import("./state.js").MapStore} map
 * @param {import("./controller.js").Tools} tools
 * @param {ReturnType<typeof import("./appearance.js").appearance>} look
 * @param {import("./pictures.js").Pictures} shown
 * @param {(plane: string) => void} choose a person wants another plane
 */
export function planeShown(map, { parts, view, panel, legend, tabs }, look, shown, choose) {
  const { state } = map;
  const { tools } = parts;
  const dimensions = dimensionChoice(parts.plot, choose);
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
    const tinted = { ...points, tints: labels, colours: options.colours };
    if (plane.dims && latents) {
      const depth = cloudDepth(latents, plane, options.turn);
      view.setPoints({ ...tinted, depth }, null, isSame, cloudExtent(plane));
    } else view.setPoints(tinted, plane.names, isSame);
    showCloudParts(plane);
    legend.show(options.classNames, options.colours, countsOf(labels));
    look.showColours();
    classesChanged();
    if (!isSame) map.set({ manifold: null });
    shown.showCode();
    void shown.showGrid();
  }

  /** @param {import("../maths/plane.js").Plane} plane what only a cloud has, or cannot have */
  function showCloudParts(plane) {
    dimensions.show(plane);
    tools.lasso.disabled = tools.box.disabled = Boolean(plane.dims); // an area belongs to a plane that rests
    nameOverlay(parts.overlay, plane.dims);
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
