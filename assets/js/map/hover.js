/** The point under the mouse: a ring around it, and a card with its image. */

import { nearestRow } from "./marker_actions.js";
import { className, placeOf } from "./state.js";

const REACH = 7; // pixels

/**
 * Returns the handler of a pointer's place; null: it has left the map.
 * @param {Readonly<import("./state.js").State>} state
 * @param {import("./controller.js").Tools} tools
 * @returns {(at: [number, number] | null) => void}
 */
export function hovering(state, { parts, view, card }) {
  return (at) => {
    const row = at && nearestRow(state, view, ...at, REACH);
    parts.overlay.classList.toggle("is-over-point", row !== null);
    view.mark({ hovered: row === null ? null : placeOf(state, row) });
    if (row === null || !state.latents) return card.hide();
    const [index, label] = [state.latents.index[row], state.latents.labels[row]];
    const load = () => state.chunks.image(index);
    card.show(view.pixelsOf(placeOf(state, row)), className(state, label), index, state.options.shape, load);
  };
}
