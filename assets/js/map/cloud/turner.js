/** Turns the cloud: by a drag, by the arrow keys, and back to the start. */

import { angleOf, START_TURN, turnInWords, turnedBy, wrapped } from "../../maths/cloud.js";
import { picker } from "../../maths/picking.js";
import { projectAll } from "../../maths/plane.js";
import { releaser } from "../../shared/release.js";
import { chosenMarks, markerPlace, planeOf } from "../state.js";
import { cloudDepth, halfOfBox } from "./cloud_plane.js";

const KEY_RADIUS = 360 / Math.PI; // pixels: a step of 10 pixels turns by 5 degrees
const RESET_MS = 280;
const PAUSE_MS = 350; // after the last move or key, the angle is reported

/** @typedef {import("../../maths/cloud.js").Turn} Turn */

/**
 * @param {import("../state.js").MapStore} map
 * @param {import("../map_view.js").MapView} view
 * @param {HTMLElement} live where changes are read aloud
 * @param {(label: number) => boolean} isShown
 * @param {(angle: [number, number] | null) => void} turned once after each turn
 */
export function cloudTurner(map, view, live, isShown, turned) {
  const { state } = map;
  const release = releaser(turned, PAUSE_MS);
  let animation = 0;
  const isOn = () => Boolean(planeOf(state.options).dims);

  /** @param {Turn} turn */
  function show(turn) {
    map.set({ options: { ...state.options, turn } });
    const { latents } = state;
    const plane = planeOf(state.options);
    if (!latents || !plane.dims) return;
    const places = projectAll(plane, latents.codes);
    map.set({ places, pick: picker(places, (row) => isShown(latents.labels[row])) });
    view.turn(places, cloudDepth(latents, plane, turn));
    view.mark({ marker: markerPlace(state), ...chosenMarks(state), refined: null, hovered: null, trail: [] });
  }

  /**
   * @param {number} right pixels
   * @param {number} down pixels
   * @param {number} radius pixels
   */
  function turn(right, down, radius) {
    cancelAnimationFrame(animation);
    show(turnedBy(state.options.turn, right, down, radius));
    release.soon(() => angleOf(state.options.turn));
  }

  return {
    isOn,
    /**
     * Turns as a drag does.
     * @param {number} right pixels
     * @param {number} down pixels
     */
    drag: (right, down) => turn(right, down, halfOfBox(planeOf(state.options)) * view.scale()),
    /**
     * Turns as an arrow key does, and reads the angles aloud.
     * @param {number} right pixels
     * @param {number} up pixels
     */
    step(right, up) {
      turn(right, -up, KEY_RADIUS);
      live.textContent = turnInWords(state.options.turn);
    },
    /** Turns back to the start; at once for those who want no motion. */
    reset() {
      if (!isOn()) return;
      cancelAnimationFrame(animation);
      const [from, start] = [state.options.turn, performance.now()];
      const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const mix = (/** @type {keyof Turn} */ angle, /** @type {number} */ t) =>
        START_TURN[angle] + wrapped(from[angle] - START_TURN[angle]) * (1 - t); // the shorter way
      const step = (/** @type {number} */ now) => {
        const share = isStill ? 1 : Math.min(1, Math.max(0, (now - start) / RESET_MS));
        const t = share * (2 - share);
        show(share < 1 ? { yaw: mix("yaw", t), pitch: mix("pitch", t) } : START_TURN);
        if (share < 1) animation = requestAnimationFrame(step);
        else release.now(null);
      };
      step(start);
    },
    stop() {
      cancelAnimationFrame(animation);
      release.cancel();
    },
  };
}
