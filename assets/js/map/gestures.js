/**
 * Mouse, touch, pen and keys on the map: grab, pan, pinch, turn the wheel, hover.
 * It passes on pixels; the handlers find what is there.
 */

import { keyOf } from "./keys.js";

/**
 * @typedef {object} Handlers
 * @property {(x: number, y: number, isCoarse: boolean) => boolean} grab whether something there was grabbed
 * @property {(x: number, y: number) => void} drag
 * @property {() => void} drop
 * @property {(x: number, y: number, isCoarse: boolean) => void} tap a press on nothing, let go where it was
 * @property {(dx: number, dy: number, isTouch: boolean) => void} slide a drag of empty space
 * @property {(dx: number, dy: number) => void} pan by two fingers, with Shift held, or by the wheel's button
 * @property {(factor: number, x: number, y: number) => void} zoom
 * @property {(at: [number, number] | null) => void} hover
 * @property {() => boolean} isActive whether the wheel zooms without Ctrl
 * @property {() => void} unused a turn of the wheel did nothing in the plane: it is left to the page
 */

const TAP_PIXELS = 4; // a hand is not steady
const PINCH_MOST = 30; // pixels of a step; a notch of a mouse wheel has 100

/**
 * Returns the zoom factor of one turn of the wheel, whose unit is pixels, lines or pages. Two fingers on a trackpad
 * arrive as a wheel with Ctrl and small steps, which count tenfold; a real wheel's steps are larger.
 * @param {Pick<WheelEvent, "deltaY" | "deltaMode" | "ctrlKey">} event
 */
export function wheelFactor({ deltaY, deltaMode, ctrlKey }) {
  const perUnit = deltaMode === 1 ? 0.05 : deltaMode ? 1 : 0.002;
  const isPinch = ctrlKey && deltaMode === 0 && Math.abs(deltaY) < PINCH_MOST;
  return 2 ** (-deltaY * perUnit * (isPinch ? 10 : 1));
}

/**
 * @param {HTMLElement} target
 * @param {Handlers} handlers
 */
export function gestures(target, handlers) {
  /** @type {Map<number, [number, number]>} */
  const pointers = new Map();
  let [isDragging, isFree, travelled] = [false, false, 0];
  const at = (/** @type {MouseEvent} */ event) => {
    const box = target.getBoundingClientRect();
    return /** @type {[number, number]} */ ([event.clientX - box.left, event.clientY - box.top]);
  };
  const drop = () => {
    if (isDragging) handlers.drop();
    isDragging = false;
  };
  const cursor = () => target.classList.toggle("is-panning", pointers.size > 0 && !isDragging);

  /** @param {PointerEvent} event */
  function down(event) {
    if (event.button > 1) return;
    const place = at(event);
    target.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place);
    handlers.hover(null);
    isFree = event.shiftKey || event.button === 1;
    travelled = pointers.size > 1 || isFree ? Infinity : 0;
    // A second finger means pinching, whatever the first one holds.
    if (pointers.size > 1) drop();
    else isDragging = event.button === 0 && !event.shiftKey && handlers.grab(...place, event.pointerType !== "mouse");
    cursor();
  }

  /** @param {PointerEvent} event */
  function move(event) {
    const [place, before] = [at(event), pointers.get(event.pointerId)];
    if (!before) return void (event.pointerType === "mouse" && handlers.hover(place));
    pointers.set(event.pointerId, place);
    if (isDragging) return handlers.drag(...place);
    travelled += Math.hypot(place[0] - before[0], place[1] - before[1]);
    if (travelled < TAP_PIXELS) return;
    const step = /** @type {const} */ ([place[0] - before[0], place[1] - before[1]]);
    // One finger beside everything scrolls the page upwards and downwards (touch-action).
    if (pointers.size === 1)
      return isFree ? handlers.pan(...step) : handlers.slide(...step, event.pointerType === "touch");
    const other = [...pointers].find(([id]) => id !== event.pointerId);
    if (other) pinch(before, place, other[1]);
  }

  /**
   * @param {[number, number]} before
   * @param {[number, number]} now
   * @param {[number, number]} other the finger that rests
   */
  function pinch(before, now, other) {
    handlers.pan((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    const apart = (/** @type {[number, number]} */ p) => Math.max(1, Math.hypot(p[0] - other[0], p[1] - other[1]));
    handlers.zoom(apart(now) / apart(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
  }

  /** @param {PointerEvent} event */
  function up(event) {
    if (!pointers.delete(event.pointerId)) return;
    if (event.type === "pointerup" && !isDragging && travelled < TAP_PIXELS)
      handlers.tap(...at(event), event.pointerType !== "mouse");
    drop();
    cursor();
  }

  /** @param {WheelEvent} event */
  function wheel(event) {
    if (!event.ctrlKey && !event.metaKey && !handlers.isActive()) return handlers.unused();
    event.preventDefault();
    handlers.zoom(wheelFactor(event), ...at(event));
  }

  target.addEventListener("pointerdown", down);
  target.addEventListener("pointermove", move);
  target.addEventListener("pointerup", up);
  target.addEventListener("pointercancel", up);
  target.addEventListener("pointerleave", () => handlers.hover(null));
  target.addEventListener("wheel", wheel, { passive: false });
  // After pointerdown: what is grabbed or pinched does not scroll the page.
  const keep = (/** @type {TouchEvent} */ event) =>
    event.cancelable && (isDragging || pointers.size > 1) && event.preventDefault();
  target.addEventListener("touchstart", keep, { passive: false });
  target.addEventListener("touchmove", keep, { passive: false });
  return { isDragging: () => isDragging };
}

const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
});

/**
 * @typedef {object} KeyHandlers what each command of the map's keys does
 * @property {(right: number, up: number) => void} step pixels
 * @property {() => void} take
 * @property {() => void} zoomIn
 * @property {() => void} zoomOut
 * @property {() => void} reset
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {() => void} help
 * @property {(layer: string) => void} toggle
 */

/**
 * @param {HTMLElement} target
 * @param {KeyHandlers} handlers
 */
export function keys(target, handlers) {
  target.addEventListener("keydown", (event) => {
    const entry = keyOf(event);
    if (!entry) return;
    event.preventDefault();
    const pixels = event.shiftKey ? 2 : 10;
    if (entry.command === "step") handlers.step(...arrow(event.key, pixels));
    else if (entry.command === "switch") entry.layer && handlers.toggle(entry.layer);
    else handlers[entry.command]();
  });
}

/**
 * @param {string} key
 * @param {number} pixels
 * @returns {[number, number]} right, up
 */
const arrow = (key, pixels) => [ARROWS[key][0] * pixels, ARROWS[key][1] * pixels];
