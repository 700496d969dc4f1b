/** The lasso and the box: while one is switched on, a drag on the map draws an area. */

import { boxOf, simplified } from "../../maths/selection.js";

/** @typedef {import("../../maths/selection.js").Place} Place */

const MODES = /** @type {const} */ (["lasso", "box"]);

/**
 * Returns the map's gesture handlers with these two tools before them.
 * @param {Record<"lasso" | "box", HTMLElement>} buttons
 * @param {import("../map_view.js").MapView} view
 * @param {(area: Place[]) => void} onDrawn an area was drawn; empty: one without extent
 * @returns {(handlers: import("../gestures.js").Handlers) => import("../gestures.js").Handlers}
 */
export function areaTool(buttons, view, onDrawn) {
  /** @type {"lasso" | "box" | null} */
  let mode = null;
  /** @type {Place[]} */
  let drawn = [];
  for (const each of MODES) buttons[each].addEventListener("click", () => setMode(mode === each ? null : each));

  /** @param {"lasso" | "box" | null} next */
  function setMode(next) {
    mode = next;
    for (const each of MODES) buttons[each].setAttribute("aria-pressed", String(mode === each));
  }

  function finish() {
    view.mark({ lasso: [] });
    const area = simplified(drawn);
    drawn = [];
    setMode(null);
    onDrawn(area.length > 2 ? area : []);
  }

  return (handlers) => ({
    ...handlers,
    grab(x, y, isCoarse) {
      if (!mode || /** @type {HTMLButtonElement} */ (buttons[mode]).disabled) return handlers.grab(x, y, isCoarse);
      drawn = [view.placeAt(x, y)];
      return true;
    },
    drag(x, y) {
      if (!drawn.length) return handlers.drag(x, y);
      const here = view.placeAt(x, y);
      drawn = mode === "box" ? boxOf(drawn[0], here) : [...drawn, here];
      view.mark({ lasso: drawn });
    },
    drop: () => (drawn.length ? finish() : handlers.drop()),
  });
}
