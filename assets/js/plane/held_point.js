/** A marker in a plane, moved by mouse, pen, finger or keys. It reports places, and decodes nothing. */

import { element } from "../shared/dom.js";
import { toData, toPixels } from "../maths/viewport.js";

/** @typedef {import("../maths/viewport.js").View} View */

const HELP =
  "A point of the latent space. Arrow keys move it, with Shift in finer steps; its decoded image is beside it.";
const STEP = { coarse: 10, fine: 2 }; // pixels of an arrow key
const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
});

/**
 * @param {HTMLElement} area as large as the plane's window, and at its place
 * @param {(place: [number, number]) => void} onMove
 * @param {string} [name] by which tests find it
 */
export function liveMarker(area, onMove, name = "live-marker") {
  const marker = element("div", {
    class: "live-marker",
    tabindex: 0,
    role: "application",
    "aria-roledescription": "two-dimensional slider",
    "aria-label": HELP,
    "data-testid": name,
  });
  marker.hidden = true;
  area.append(marker);
  let [view, size] = [/** @type {View | null} */ (null), [0, 0]];
  /** @type {[number, number] | null} */
  let place = null;
  /** @type {number | null} */
  let holder = null; // the pointer that holds the marker: a second finger does not take it
  let offset = [0, 0]; // pixels from that pointer to the marker

  /**
   * Inside the window.
   * @param {number} x
   * @param {number} y
   * @returns {[number, number]}
   */
  const inside = (x, y) => [Math.min(size[0], Math.max(0, x)), Math.min(size[1], Math.max(0, y))];

  function draw() {
    marker.hidden = !view || !place;
    if (!view || !place) return;
    const [x, y] = inside(...toPixels(view, ...place));
    marker.style.transform = `translate(${x}px, ${y}px)`;
  }

  /**
   * @param {number} x
   * @param {number} y pixels
   */
  function moveTo(x, y) {
    if (!view) return;
    place = toData(view, ...inside(x, y));
    draw();
    onMove(place);
  }

  /**
   * @param {PointerEvent | MouseEvent} event
   * @returns {[number, number]}
   */
  function at({ clientX, clientY }) {
    const { left, top } = area.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  /** @param {PointerEvent} event */
  function down(event) {
    const isMarker = event.target === marker;
    // A finger beside the marker scrolls the page, or taps: that is a click.
    const isTaken = holder !== null || (!isMarker && event.pointerType === "touch");
    if (event.button || !view || !place || isTaken) return;
    event.preventDefault();
    marker.focus({ preventScroll: true });
    marker.setPointerCapture(event.pointerId);
    holder = event.pointerId;
    const [[x, y], held] = [at(event), toPixels(view, ...place)];
    offset = isMarker ? [held[0] - x, held[1] - y] : [0, 0];
    if (!isMarker) moveTo(x, y);
  }

  area.addEventListener("pointerdown", down);
  area.addEventListener("click", (event) => event.target !== marker && moveTo(...at(event)));
  marker.addEventListener("pointermove", (event) => {
    if (event.pointerId !== holder) return;
    const [x, y] = at(event);
    moveTo(x + offset[0], y + offset[1]);
  });
  marker.addEventListener("lostpointercapture", ({ pointerId }) => {
    if (pointerId === holder) holder = null;
  });
  marker.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow || !view || !place || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const [[x, y], pixels] = [toPixels(view, ...place), event.shiftKey ? STEP.fine : STEP.coarse];
    moveTo(x + pixels * arrow[0], y + pixels * arrow[1]);
  });
  return {
    /**
     * Follows the window to another part of the plane; the marker stays at its place.
     * @param {View} next
     * @param {number} width
     * @param {number} height pixels
     */
    look(next, width, height) {
      [view, size] = [next, [width, height]];
      draw();
    },
    /** @param {[number, number]} next */
    put(next) {
      place = next;
      draw();
    },
    place: () => place,
    isHeld: () => holder !== null,
  };
}
