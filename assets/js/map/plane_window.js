/** The window on the plane: which part of it is shown, panned, zoomed, fitted to the points. It draws nothing. */

import { between, extentOf, fit, panned, resized, toData, toPixels, zoomed } from "../maths/viewport.js";

/** @typedef {import("../maths/viewport.js").View} View */
/** @typedef {import("../maths/viewport.js").Extent} Extent */

const RESET_MS = 280;
const REST_MS = 200; // how long a window rests before it counts as chosen

/**
 * @param {() => void} onLook the window shows another part, or rests now
 * @param {() => void} onRest a person has panned or zoomed, and stopped
 */
export function planeWindow(onLook, onRest) {
  /** @type {[number, number]} */
  let size = [0, 0];
  /** @type {View} */
  let view = { scale: 1, x0: 0, y0: 0 };
  let [fitted, extent] = [view, extentOf(new Float32Array())];
  let [animation, isMoving] = [0, false];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;

  /** @param {View} next */
  function look(next) {
    cancelAnimationFrame(animation);
    view = next;
    keepMoving();
  }

  /** Draws now, and once more when nothing has moved for a while; an animation of the window goes on. */
  function keepMoving() {
    isMoving = true;
    onLook();
    clearTimeout(resting);
    resting = setTimeout(rest, REST_MS);
  }

  function rest() {
    isMoving = false;
    onLook();
    onRest();
  }

  /** @param {boolean} isAnimated */
  function reset(isAnimated) {
    const [from, start] = [view, performance.now()];
    if (!isAnimated || matchMedia("(prefers-reduced-motion: reduce)").matches) return look(fitted);
    const step = (/** @type {number} */ now) => {
      const t = Math.min(1, Math.max(0, (now - start) / RESET_MS));
      look(between(from, fitted, t * (2 - t), ...size));
      if (t < 1) animation = requestAnimationFrame(step);
      else look(fitted);
    };
    animation = requestAnimationFrame(step);
  }

  /** @returns {Extent} the part of the plane in the window, [low, high] along each axis */
  function shown() {
    const [[left, top], [right, bottom]] = [toData(view, 0, 0), toData(view, ...size)];
    return { u: [left, right], v: [bottom, top] };
  }

  /**
   * Returns the pixel of the window that is nearest to a pixel: itself, or one of the rim.
   * @param {number} x
   * @param {number} y
   * @returns {[number, number]}
   */
  const inside = (x, y) => [Math.min(size[0], Math.max(0, x)), Math.min(size[1], Math.max(0, y))];

  return {
    view: () => view,
    size: () => size,
    /** Returns how much larger than fitted everything is shown. */
    magnification: () => view.scale / fitted.scale,
    isMoving: () => isMoving,

    /**
     * Follows the plot's size: the fitted view stays fitted, another keeps its centre.
     * @param {number} width
     * @param {number} height
     */
    resize(width, height) {
      const [before, scaleBefore, isFitted] = [size, fitted.scale, view === fitted];
      size = [width, height];
      fitted = fit(extent, width, height);
      view = isFitted ? fitted : resized(view, before, size, fitted.scale / scaleBefore);
    },
    /**
     * Fits the window to another extent; on the same plane it stays where a person moved it.
     * @param {Extent} next
     * @param {boolean} isSamePlane
     */
    fitTo(next, isSamePlane) {
      const isMoved = isSamePlane && view !== fitted;
      extent = next;
      fitted = size[0] ? fit(extent, ...size) : fitted;
      look(isMoved ? view : fitted);
    },
    reset,
    /** What the window shows is moving, though the window is not. */
    keepMoving,
    /**
     * @param {number} dx
     * @param {number} dy
     */
    pan: (dx, dy) => look(panned(view, dx, dy)),
    /**
     * @param {number} factor
     * @param {number} [x]
     * @param {number} [y]
     */
    zoom: (factor, x = size[0] / 2, y = size[1] / 2) => look(zoomed(view, factor, x, y, fitted)),
    /** Returns the part of the plane that is shown. */
    window: shown,
    inside,
    /**
     * Moves the window until a place is in it.
     * @param {readonly [number, number]} place
     */
    follow(place) {
      const [x, y] = toPixels(view, ...place);
      const [column, row] = inside(x, y);
      if (Math.hypot(column - x, row - y) > 0) look(panned(view, column - x, row - y));
    },
    stop() {
      clearTimeout(resting);
      cancelAnimationFrame(animation);
    },
  };
}
