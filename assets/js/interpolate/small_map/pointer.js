/** Mouse and keyboard on the small map: they choose the nearest test image. */

const [STEP, FINE] = [10, 2]; // pixels of an arrow key, and with Shift
const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
});

/**
 * @typedef {object} PointerHandlers
 * @property {(at: [number, number]) => number | null} rowNear the row nearest to a pixel
 * @property {(row: number) => void} take a row was chosen
 * @property {(row: number) => void} show a row is pointed at
 * @property {() => void} hide none is
 * @property {(row: number) => void} say a row is under the keyboard's cross
 * @property {() => void} changed the cross has moved, or the focus
 */

/**
 * Returns where the keyboard's cross is, in pixels; null while it is not used.
 * @param {HTMLCanvasElement} overlay
 * @param {() => number} side of the map, in pixels
 * @param {PointerHandlers} on
 * @returns {() => [number, number] | null}
 */
export function smallMapPointer(overlay, side, on) {
  /** @type {[number, number] | null} */
  let cross = null;
  const placeOf = (/** @type {MouseEvent} */ { offsetX, offsetY }) =>
    /** @type {[number, number]} */ ([offsetX, offsetY]);

  /** @param {KeyboardEvent} event */
  function press(event) {
    if (!(event.key in ARROWS) && event.key !== "Enter") return;
    event.preventDefault();
    const [right, down] = ARROWS[event.key] ?? [0, 0];
    const [pixels, most] = [event.shiftKey ? FINE : STEP, side()];
    const [x, y] = cross ?? [most / 2, most / 2];
    cross = [Math.min(most, Math.max(0, x + right * pixels)), Math.min(most, Math.max(0, y + down * pixels))];
    const row = on.rowNear(cross);
    if (row === null) on.hide();
    else if (event.key === "Enter") on.take(row);
    else (on.show(row), on.say(row));
    on.changed();
  }

  overlay.addEventListener("click", (event) => {
    const row = on.rowNear(placeOf(event));
    if (row !== null) on.take(row);
  });
  overlay.addEventListener("pointermove", (event) => {
    const row = event.pointerType === "mouse" ? on.rowNear(placeOf(event)) : null;
    if (row === null) on.hide();
    else on.show(row);
  });
  for (const name of ["pointerleave", "blur"]) overlay.addEventListener(name, () => (on.hide(), on.changed()));
  overlay.addEventListener("keydown", press);
  return () => (overlay.matches(":focus") ? cross : null);
}
