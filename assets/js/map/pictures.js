/** What the decoder shows: the picture under the puck, the grabbed image's reconstruction, the manifold grid. */

import { decodeManifold, gridCodes, gridFrame, priorLattice, windowLattice } from "../plane/manifold.js";
import { chosenMarks, nearWords, planeOf, puckPlace } from "./state.js";

/** @typedef {ReturnType<typeof pictures>} Pictures */

/**
 * @param {import("./state.js").State} state
 * @param {ReturnType<typeof import("./map_view.js").mapView>} view
 * @param {ReturnType<typeof import("./panel.js").panel>} panel
 * @param {{shown: () => void, moved: () => void, chosen: () => void, failed: (error: unknown) => void}} on
 */
export function pictures(state, view, panel, on) {
  let gridTurn = 0;

  async function decodeHere() {
    const { decoder } = state;
    const result = await decoder?.decodeLatest(state.z.slice(), 1).catch(on.failed);
    if (!result || decoder !== state.decoder) return;
    panel.decoded(result.data, result.shape.slice(1));
    on.shown();
  }

  /** Show the code z: the puck, the numbers and, as soon as it is decoded, the picture. */
  function showCode() {
    const place = puckPlace(state);
    view.mark({ puck: place, ...chosenMarks(state) });
    panel.support(nearWords(state));
    panel.code(state.z, planeOf(state.options).names, place);
    void decodeHere();
    on.moved();
  }

  /** Show the chosen image beside its reconstruction, or neither. */
  function compare() {
    const { chosen, options } = state;
    on.chosen();
    if (!chosen) return panel.showPair(null);
    const isCurrent = () => chosen === state.chosen;
    panel.showPair(chosen.title);
    chosen.load().then(
      (image) => isCurrent() && panel.original(image, options.shape),
      () => isCurrent() && panel.showPair(`${chosen.title} (no picture)`),
    );
    reconstruct(chosen.mean);
  }

  /**
   * Show what the decoder makes of a code of the chosen image: its posterior's mean, or a draw.
   * @param {Float32Array} z
   */
  function reconstruct(z) {
    const { chosen, decoder } = state;
    decoder
      ?.decode(z.slice(), 1)
      .then(({ data, shape }) => chosen === state.chosen && panel.reconstruction(data, shape.slice(1)), on.failed);
  }

  /** Decode the manifold grid where it is wanted; the old one stays until the new one is there. */
  async function showGrid() {
    const turn = ++gridTurn;
    const { decoder, latents, options, z } = state;
    const isWanted = options.layers.includes("grid") && !planeOf(options).isView;
    if (!isWanted) view.setBackdrop(null, options.shape);
    if (!isWanted || !decoder || !latents) return;
    const window = view.closeUp();
    const frame = gridFrame(planeOf(options), state.places, latents.isProbabilistic && !state.mixture);
    const lattice = window ? windowLattice(window, options.gridSide) : priorLattice(frame, options.gridSide);
    const codes = gridCodes(planeOf(options), z, lattice);
    const isStale = () => turn !== gridTurn;
    const manifold = await decodeManifold(decoder, codes, z.length, lattice, options.shape, isStale).catch(() => null);
    if (manifold) view.setBackdrop(manifold, options.shape);
  }

  return { showCode, decodeHere, compare, reconstruct, showGrid, stop: () => void (gridTurn += 1) };
}
