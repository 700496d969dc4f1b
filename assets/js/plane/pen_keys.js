/** A pen that arrow keys move over a drawing pad: Space lowers or lifts it, Ctrl+Z takes the last stroke away. */

import { element } from "../shared/dom.js";

const [STEP, FINE] = [5, 1]; // pixels of the drawing; with Shift, the fine one

/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} size of the drawing, in pixels
 * @param {{begin: (place: [number, number]) => void, move: (place: [number, number]) => void, lift: () => void,
 *   undo: () => void, enter: () => void}} on
 */
export function penKeys(canvas, size, on) {
  const mark = element("span", { class: "pad-pen", hidden: true, "aria-hidden": "true" });
  /** @type {[number, number]} */
  let place = [size / 2, size / 2];
  let isDown = false;

  canvas.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    if (way) step(way, event.shiftKey ? FINE : STEP);
    else if (event.key === " ") event.repeat || press();
    else if (event.key === "Enter") (raise(), on.enter());
    else if (event.key === "z" && (event.ctrlKey || event.metaKey)) (raise(), on.undo());
    else return;
    event.preventDefault();
    event.stopPropagation(); // arrow keys move the marker of a map around the pad
    show();
  });
  canvas.addEventListener("blur", () => {
    raise();
    mark.hidden = true;
  });

  /**
   * @param {[number, number]} way
   * @param {number} length
   */
  function step(way, length) {
    const within = (/** @type {number} */ at) => Math.min(size, Math.max(0, at));
    place = [within(place[0] + way[0] * length), within(place[1] + way[1] * length)];
    if (isDown) on.move(place);
  }

  function press() {
    if (isDown) return raise();
    isDown = true;
    on.begin(place);
    on.move(place); // a dot, where the pen is lifted at once
  }

  function raise() {
    if (isDown) on.lift();
    isDown = false;
    show();
  }

  function show() {
    mark.hidden = false;
    mark.classList.toggle("is-down", isDown);
    mark.style.left = `${(100 * place[0]) / size}%`;
    mark.style.top = `${(100 * place[1]) / size}%`;
  }

  return { mark };
}
