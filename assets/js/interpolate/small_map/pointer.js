/** Mouse, finger and keyboard on the latent plane: they choose the nearest test image, or drag a letter to it. */

const [STEP, FINE] = [10, 2]; // pixels of an arrow key, and with Shift
const [MOUSE_REACH, FINGER_REACH] = [12, 26]; // pixels around a letter in which a press begins a drag
const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
});

/**
 * @typedef {object} PointerHandlers
 * @property {(at: [number, number]) => number | null} rowNear the row nearest to a pixel
 * @property {(at: [number, number], reach: number) => string | null} markNear the letter within `reach` pixels
 * @property {(row: number) => void} take a row was chosen
 * @property {(mark: string, row: number) => void} drag a letter was dragged to a row
 * @property {(row: number) => void} show a row is pointed at
 * @property {() => void} hide none is
 * @property {(row: number) => void} say a row is under the keyboard's cross
 * @property {() => void} changed the cross has moved, or the focus
 */

/**
 * Returns where the keyboard's cross is, in pixels; null while it is not used.
 * @param {HTMLCanvasElement} overlay
 * @param {() => [number, number]} size of the plane, in pixels
 * @param {PointerHandlers} on
 * @returns {() => [number, number] | null}
 */
export function smallMapPointer(overlay, size, on) {
  /** @type {[number, number] | null} */
  let cross = null;
  const placeOf = (/** @type {MouseEvent} */ { offsetX, offsetY }) =>
    /** @type {[number, number]} */ ([offsetX, offsetY]);

  /** @param {KeyboardEvent} event */
  function press(event) {
    if (!(event.key in ARROWS) && event.key !== "Enter") return;
    event.preventDefault();
    const [right, down] = ARROWS[event.key] ?? [0, 0];
    const [pixels, [width, height]] = [event.shiftKey ? FINE : STEP, size()];
    const [x, y] = cross ?? [width / 2, height / 2];
    cross = [Math.min(width, Math.max(0, x + right * pixels)), Math.min(height, Math.max(0, y + down * pixels))];
    const row = on.rowNear(cross);
    if (row === null) on.hide();
    else if (event.key === "Enter") on.take(row);
    else (on.show(row), on.say(row));
    on.changed();
  }

  const drag = markDrag(overlay, placeOf, on);
  overlay.addEventListener("click", (event) => {
    const row = drag.hasMoved() ? null : on.rowNear(placeOf(event));
    if (row !== null) on.take(row);
  });
  overlay.addEventListener("pointermove", (event) => {
    const row = event.pointerType === "mouse" && !drag.isOn() ? on.rowNear(placeOf(event)) : null;
    overlay.classList.toggle("is-over-mark", drag.isOn() || on.markNear(placeOf(event), MOUSE_REACH) !== null);
    if (row === null) on.hide();
    else on.show(row);
  });
  for (const name of ["pointerleave", "blur"]) overlay.addEventListener(name, () => (on.hide(), on.changed()));
  overlay.addEventListener("keydown", press);
  return () => (overlay.matches(":focus") ? cross : null);
}

/**
 * Lets a mouse or a finger drag a letter; a finger that starts elsewhere scrolls the page.
 * @param {HTMLCanvasElement} overlay
 * @param {(event: MouseEvent) => [number, number]} placeOf
 * @param {PointerHandlers} on
 */
function markDrag(overlay, placeOf, on) {
  /** @type {string | null} */
  let mark = null;
  let [holder, last, hasMoved] = [NaN, /** @type {number | null} */ (null), false];
  const reachOf = (/** @type {PointerEvent} */ event) => (event.pointerType === "mouse" ? MOUSE_REACH : FINGER_REACH);

  overlay.addEventListener("pointerdown", (event) => {
    if (mark) return; // a second finger takes no letter from the first
    [mark, last, hasMoved] = [on.markNear(placeOf(event), reachOf(event)), null, false];
    holder = event.pointerId;
    if (mark) overlay.setPointerCapture(event.pointerId);
  });
  overlay.addEventListener("pointermove", (event) => {
    const row = mark === null || event.pointerId !== holder ? null : on.rowNear(placeOf(event));
    if (mark === null || row === null || row === last) return;
    [last, hasMoved] = [row, true];
    on.drag(mark, row);
  });
  for (const end of ["pointerup", "pointercancel"])
    overlay.addEventListener(end, (event) => {
      if (/** @type {PointerEvent} */ (event).pointerId === holder) mark = null;
    });
  // Only this keeps the browser from scrolling with the finger that holds a letter.
  overlay.addEventListener(
    "touchstart",
    (event) => {
      const { left, top } = overlay.getBoundingClientRect();
      const { clientX, clientY } = event.touches[0];
      if (on.markNear([clientX - left, clientY - top], FINGER_REACH)) event.preventDefault();
    },
    { passive: false },
  );
  return { isOn: () => mark !== null, hasMoved: () => hasMoved };
}
