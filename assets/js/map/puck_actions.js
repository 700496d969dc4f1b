/** What a person does with the puck: grab it or a point, drag, tap, step, slide. */

import { moveTo } from "../maths/plane.js";
import { puckReport } from "./puck_report.js";
import { chosenRow, planeOf, puckPlace } from "./state.js";

const MOST_TRAIL = 300; // places of a drag that are drawn
const REACH = { puck: { fine: 14, coarse: 26 }, point: { fine: 8, coarse: 18 } }; // pixels

/** @typedef {ReturnType<typeof puckActions>} PuckActions */

/**
 * @param {import("./state.js").MapStore} map
 * @param {import("./shell.js").Shell} parts
 * @param {import("./map_view.js").MapView} view
 * @param {{taken: (index: number) => void, moved: () => void}} on a person chose this image; z was reported as another
 * code
 */
export function puckActions(map, parts, view, on) {
  const { state } = map;
  const report = puckReport(map, parts, on.moved);
  /** @type {[number, number][]} */
  let trail = [];
  let offset = [0, 0]; // pixels from the pointer to the puck it holds

  /** @param {readonly [number, number]} place */
  function moveToPlace([u, v]) {
    if (planeOf(state.options).isView) return; // a view's places correspond to no codes
    map.set({ z: moveTo(planeOf(state.options), state.z, [u, v]) });
  }

  /**
   * Puts the puck on an image's mean, and conditions a conditional model on the image's label.
   * @param {import("./state.js").Chosen} chosen
   */
  function show(chosen) {
    map.set({ chosen, z: chosen.mean.slice(), label: chosen.label ?? state.label });
  }

  /** @param {number} row */
  function take(row) {
    if (!state.latents) return;
    show(chosenRow(state, state.latents, row));
    on.taken(state.latents.index[row]);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {"fine" | "coarse"} size
   * @returns {{isPuck: boolean, row: number | null}} what lies within reach of a pixel
   */
  function reached(x, y, size) {
    const puck = view.pixelsOf(puckPlace(state));
    const isPuck = Math.hypot(puck[0] - x, puck[1] - y) <= REACH.puck[size];
    return { isPuck, row: isPuck ? null : nearestRow(state, view, x, y, REACH.point[size]) };
  }

  return {
    ...{ show, undo: report.undo, redo: report.redo, drop: report.now, settle: report.soon },
    ...{ wasSet: report.restart, stop: report.cancel },

    /** Chooses the point nearest to the puck. */
    takeNearest() {
      const here = puckPlace(state);
      const row = state.pick.nearest(...(Number.isFinite(here[0]) ? here : view.placeAt(0, 0)), Infinity);
      if (row === null) return;
      take(row);
      report.now();
    },
    /**
     * Chooses an image, if it is among the points.
     * @param {number} index row in the data set
     */
    takeImage(index) {
      const row = state.latents?.index.indexOf(index) ?? -1;
      if (row >= 0 && state.latents) show(chosenRow(state, state.latents, row));
    },
    /**
     * Grabs the puck, or else a point.
     * @param {number} x
     * @param {number} y
     * @param {boolean} isCoarse
     */
    grab(x, y, isCoarse) {
      const { isPuck, row } = reached(x, y, isCoarse ? "coarse" : "fine");
      if (!isPuck && row === null) return false;
      report.cancel();
      if (row !== null) take(row);
      trail = [puckPlace(state)];
      const held = view.pixelsOf(puckPlace(state));
      offset = [held[0] - x, held[1] - y];
      return true;
    },
    /**
     * @param {number} x
     * @param {number} y
     */
    drag(x, y) {
      const place = view.placeAt(x + offset[0], y + offset[1]);
      if (planeOf(state.options).isView) return;
      trail = [...trail.slice(-MOST_TRAIL), place];
      view.mark({ trail });
      moveToPlace(place);
    },
    /**
     * @param {number} x
     * @param {number} y
     */
    tap(x, y) {
      moveToPlace(view.placeAt(x, y));
      report.now();
    },
    /**
     * @param {number} right pixels
     * @param {number} up pixels
     */
    step(right, up) {
      const [u, v] = puckPlace(state);
      moveToPlace([u + right / view.scale(), v + up / view.scale()]);
      report.soon();
    },
    /**
     * @param {number} dimension
     * @param {number} value
     */
    slide(dimension, value) {
      report.cancel();
      map.set({ z: Float32Array.from(state.z, (old, i) => (i === dimension ? value : old)) });
    },
  };
}

/**
 * Returns the row of the shown point nearest to a pixel, or null where none is within reach.
 * @param {Readonly<import("./state.js").State>} state
 * @param {import("./map_view.js").MapView} view
 * @param {number} x
 * @param {number} y
 * @param {number} reach pixels
 */
export function nearestRow(state, view, x, y, reach) {
  return view.arePointsShown() ? state.pick.nearest(...view.placeAt(x, y), reach / view.scale()) : null;
}
