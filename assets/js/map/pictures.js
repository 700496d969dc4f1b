/** The decoded pictures: the image under the marker, the chosen image's reconstruction, the manifold grid. */

import { decodeManifold, gridCodes, gridFrame, priorLattice, windowLattice } from "../plane/manifold.js";
import { chosenMarks, planeOf, markerPlace } from "./state.js";
import { supportNote } from "./support_note.js";

/** @typedef {ReturnType<typeof pictures>} Pictures */

/**
 * Keeps the pictures true to the state.
 * @param {import("./state.js").MapStore} map
 * @param {import("./map_view.js").MapView} view
 * @param {ReturnType<typeof import("./panel/panel.js").panel>} panel
 * @param {{decoded: () => void, failed: (error: unknown) => void}} on an image at the marker was decoded, or not
 */
export function pictures(map, view, panel, on) {
  const { state } = map;
  let gridTurn = 0;

  async function decodeHere() {
    const { decoder } = state;
    const result = await decoder?.decodeLatest(state.z.slice(), 1).catch(on.failed);
    if (!result || decoder !== state.decoder) return;
    panel.decoded(result.data, result.shape.slice(1));
    on.decoded();
  }

  /** Shows the code z: the marker, the numbers and, as soon as it is decoded, the image. */
  function showCode() {
    const place = markerPlace(state);
    view.mark({ marker: place, ...chosenMarks(state) });
    panel.support(supportNote(state));
    panel.code(state.z, planeOf(state.options).names, place);
    void decodeHere();
  }

  /** Shows the chosen image beside its reconstruction, or neither. */
  function compare() {
    const { chosen, options } = state;
    view.mark(chosenMarks(state));
    if (!chosen) return panel.showPair(null);
    const isCurrent = () => chosen === state.chosen;
    panel.showPair(chosen.title);
    chosen.load().then(
      (image) => isCurrent() && panel.original(image, options.shape),
      () => isCurrent() && panel.showPair(`${chosen.title} (no image)`),
    );
    reconstruct(chosen.mean);
  }

  /**
   * Shows what a code of the chosen image decodes to: its posterior's mean, or a sample.
   * @param {Float32Array} z
   */
  function reconstruct(z) {
    const { chosen, decoder } = state;
    decoder
      ?.decode(z.slice(), 1)
      .then(({ data, shape }) => chosen === state.chosen && panel.reconstruction(data, shape.slice(1)), on.failed);
  }

  /** Returns an even cover of the window; of one dimension alone, one row. */
  function evenLattice() {
    const { gridSide, latentDim } = state.options;
    const { u, v } = view.window();
    if (latentDim > 1) return windowLattice({ u, v }, gridSide);
    const [half, middle] = [(u[1] - u[0]) / gridSide / 2, markerPlace(state)[1]];
    return windowLattice({ u, v: [middle - half, middle + half] }, gridSide);
  }

  /** @param {boolean} isProbabilistic */
  function quantileLattice(isProbabilistic) {
    const frame = gridFrame(planeOf(state.options), state.places, isProbabilistic && !state.mixture);
    return priorLattice(frame, state.options.gridSide);
  }

  /** Decodes the manifold grid where it is wanted; the old one stays until the new one is there. */
  async function showGrid() {
    const turn = ++gridTurn;
    const { decoder, latents, options, z } = state;
    const isWanted = options.layers.includes("grid") && !planeOf(options).isView && !planeOf(options).dims;
    if (!isWanted) map.set({ manifold: null });
    if (!isWanted || !decoder || !latents) return;
    const lattice = options.grid === "even" ? evenLattice() : quantileLattice(latents.isProbabilistic);
    const codes = gridCodes(planeOf(options), z, lattice);
    const isStale = () => turn !== gridTurn;
    const manifold = await decodeManifold(decoder, codes, z.length, lattice, options.shape, isStale).catch(() => null);
    if (manifold) map.set({ manifold });
  }

  function showDecoder() {
    if (!state.decoder) return;
    panel.problem(null);
    void decodeHere();
    compare();
    void showGrid();
  }

  map.on(["decoder"], showDecoder);
  map.on(["chosen"], () => (view.mark({ refined: null }), compare()));
  map.on(["z"], showCode);
  return { showCode, reconstruct, showGrid, stop: () => void (gridTurn += 1) };
}
