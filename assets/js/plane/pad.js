/**
 * A pad to draw on, with mouse, pen, finger or keyboard: strokes that can be undone, an eraser, a brush size.
 * It decodes nothing.
 */

import { penKeys } from "./pen_keys.js";
import { context2d, element, labelledSwitch } from "../shared/dom.js";

const PAD_SIZE = 140; // pixels of the drawing; the page shows it larger

/** @typedef {{points: [number, number][], width: number, isEraser: boolean}} Stroke */

/**
 * @param {HTMLElement} place
 * @param {{inked: (ink: Float32Array) => void, lifted: () => void, entered?: () => void}} on ink (S * S,) after each
 * change; `entered` after the key Enter
 */
export function pad(place, on) {
  const canvas = element("canvas", {
    class: "pad",
    width: PAD_SIZE,
    height: PAD_SIZE,
    tabindex: 0,
    role: "application",
    "aria-label": "Drawing pad. Arrow keys move the pen, Space lowers or lifts it.",
    "data-testid": "pad",
  });
  const context = context2d(canvas);
  const brush = element("input", { type: "range", min: 4, max: 24, value: 12, "aria-label": "Brush size" });
  const eraser = labelledSwitch("Eraser", false, () => undefined);
  /** @type {Stroke[]} */
  let strokes = [];
  const button = (/** @type {string} */ name, /** @type {() => void} */ action) =>
    element("button", { type: "button", class: "tool", onclick: () => (action(), redraw(), on.lifted()) }, name);
  const undo = button("Undo", () => void strokes.pop());
  const clear = button("Clear", () => void (strokes = []));
  const hint = element("span", { class: "pad-hint", "aria-hidden": "true" }, "Draw here");
  const pen = penKeys(canvas, PAD_SIZE, {
    begin,
    move,
    lift: on.lifted,
    undo: () => undo.click(),
    enter: on.entered ?? (() => undefined),
  });
  place.append(
    element("div", { class: "pad-frame" }, canvas, hint, pen.mark),
    element(
      "div",
      { class: "pad-tools" },
      undo,
      clear,
      eraser.label,
      element("label", { class: "pad-brush" }, "Brush", brush),
    ),
  );

  function redraw() {
    hint.hidden = strokes.length > 0;
    Object.assign(context, { fillStyle: "#000000", lineCap: "round", lineJoin: "round" });
    context.fillRect(0, 0, PAD_SIZE, PAD_SIZE);
    for (const { points, width, isEraser } of strokes) {
      Object.assign(context, { strokeStyle: isEraser ? "#000000" : "#ffffff", lineWidth: width });
      context.beginPath();
      context.moveTo(...points[0]);
      for (const point of points) context.lineTo(...point);
      context.stroke();
    }
    const { data } = context.getImageData(0, 0, PAD_SIZE, PAD_SIZE);
    on.inked(Float32Array.from({ length: PAD_SIZE * PAD_SIZE }, (_, at) => data[4 * at] / 255));
  }

  /**
   * @param {PointerEvent} event
   * @returns {[number, number]}
   */
  function placeOf(event) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [((event.clientX - left) * PAD_SIZE) / width, ((event.clientY - top) * PAD_SIZE) / height];
  }

  /** @param {[number, number]} place */
  function begin(place) {
    strokes.push({ points: [place], width: Number(brush.value), isEraser: eraser.input.checked });
    redraw();
  }

  /** @param {[number, number]} place */
  function move(place) {
    strokes.at(-1)?.points.push(place);
    redraw();
  }

  onePointer(canvas, { down: (event) => begin(placeOf(event)), move: (event) => move(placeOf(event)), up: on.lifted });
  context.fillRect(0, 0, PAD_SIZE, PAD_SIZE);
  return {
    /**
     * Replaces the drawing.
     * @param {Stroke[]} next
     */
    put(next) {
      strokes = next;
      redraw();
    },
  };
}

/**
 * Follows the pointer that pressed first: a second finger, or a hand that rests on the pad, adds nothing.
 * @param {HTMLElement} target
 * @param {{down: (event: PointerEvent) => void, move: (event: PointerEvent) => void, up: () => void}} on
 */
function onePointer(target, on) {
  /** @type {number | null} */
  let first = null;
  target.addEventListener("pointerdown", (event) => {
    if (first !== null) return;
    first = event.pointerId;
    target.setPointerCapture(event.pointerId);
    on.down(event);
  });
  target.addEventListener("pointermove", (event) => event.pointerId === first && on.move(event));
  for (const end of ["pointerup", "pointercancel"])
    target.addEventListener(end, (event) => {
      if (/** @type {PointerEvent} */ (event).pointerId !== first) return;
      first = null;
      on.up();
    });
}
