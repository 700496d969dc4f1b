/** A copy of the decoded image above a finger that drags, which would hide what is below it. */

import { context2d, element } from "../shared/dom.js";

const [SIDE, GAP] = [112, 34]; // pixels, as in latent_map.css; the gap is from the finger's middle

/**
 * @param {HTMLElement} plot in whose pixels it is placed, from the corner of the overlay
 * @param {HTMLCanvasElement} overlay
 * @param {HTMLCanvasElement} decoded
 */
export function fingerPicture(plot, overlay, decoded) {
  const canvas = element("canvas", { class: "finger-picture picture", "aria-hidden": "true", hidden: true });
  canvas.dataset.testid = "finger-picture";
  plot.append(canvas);

  /** Copies the decoded image. */
  function refresh() {
    if (canvas.hidden) return;
    if (canvas.width !== decoded.width) canvas.width = decoded.width;
    if (canvas.height !== decoded.height) canvas.height = decoded.height;
    context2d(canvas).drawImage(decoded, 0, 0);
  }

  /**
   * Above the finger; beside it where there is no room above.
   * @param {number} x
   * @param {number} y pixels of the overlay
   */
  function place(x, y) {
    const isAbove = y + overlay.offsetTop > SIDE / 2;
    const beside = x > overlay.clientWidth / 2 ? x - GAP - SIDE : x + GAP;
    const left = isAbove ? Math.min(Math.max(0, x - SIDE / 2), overlay.clientWidth - SIDE) : beside;
    const top = isAbove ? y - GAP - SIDE : Math.max(0, y - SIDE / 2);
    canvas.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  return {
    refresh,
    /**
     * Returns the handlers of a drag, which show the copy while a finger drags.
     * @template {Pick<import("./gestures.js").Handlers, "grab" | "drag" | "drop">} Handlers
     * @param {Handlers} handlers
     * @returns {Handlers}
     */
    wrap: (handlers) => ({
      ...handlers,
      grab(x, y, isCoarse) {
        const isGrabbed = handlers.grab(x, y, isCoarse);
        canvas.hidden = !isGrabbed || !isCoarse;
        if (!canvas.hidden) place(x, y);
        refresh();
        return isGrabbed;
      },
      drag(x, y) {
        handlers.drag(x, y);
        if (!canvas.hidden) place(x, y);
      },
      drop() {
        canvas.hidden = true;
        handlers.drop();
      },
    }),
  };
}
