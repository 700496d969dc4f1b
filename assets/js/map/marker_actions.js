/** The actions on the marker: grab it or a point, drag, tap, step, slide. */

import { moveTo } from "../maths/plane.js";
import { markerReport } from "./marker_report.js";
import { chosenRow, planeOf, markerPlace } from "./state.js";

const MOST_TRAIL = 300; // places of a drag that are drawn
const REACH = { marker: { fine: 14, coarse: 26 }, point: { fine: 8, coarse: 18 } }; // pixels

/** @typedef {ReturnType<typeof markerActions>} MarkerActions */

/**
 * @param {import("./state.js").MapStore} map
 * @param {import("./shell.js").Shell} parts
 * @param {import("./map_view.js").MapView} view
 * @param {{taken: (index: number) => void, moved: () => void}} on a person chose this image; z was reported as another
 * code
 */
export function markerActions(map, parts, view, on) {
  const { state } = map;
  const report = markerReport(map, parts, on.moved);
  /** @type {[number, number][]} */
  let trail = [];
  let offset = [0, 0]; // pixels from the pointer to the marker it holds

  /** Returns the pixel of the marker; outside of the window, that of its arrow at the rim. */
  const seenAt = () => view.inside(...view.pixelsOf(markerPlace(state)));

  /** @param {readonly [number, number]} place */
  function moveToPlace([u, v]) {
    if (planeOf(state.options).isView) return; // a view's places correspond to no codes
    map.set({ z: moveTo(planeOf(state.options), state.z, [u, v]) });
  }

  /**
   * Puts the marker on an image's mean, and conditions a conditional model on the image's label.
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
   * @returns {{isMarker: boolean, row: number | null}} what lies within reach of a pixel
   */
  function reached(x, y, size) {
    const marker = seenAt();
    const isMarker = Math.hypot(marker[0] - x, marker[1] - y) <= REACH.marker[size];
    return { isMarker, row: isMarker ? null : nearestRow(state, view, x, y, REACH.point[size]) };
  }

  return {
    ...{ show, undo: report.undo, redo: report.redo, drop: report.now, settle: report.soon },
    ...{ wasSet: report.restart, stop: report.cancel },

    /** Chooses the point nearest to the marker. */
    takeNearest() {
      const here = markerPlace(state);
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
     * Grabs the marker, or else a point.
     * @param {number} x
     * @param {number} y
     * @param {boolean} isCoarse
     */
    grab(x, y, isCoarse) {
      const { isMarker, row } = reached(x, y, isCoarse ? "coarse" : "fine");
      // A drag of a cloud's points turns it.
      if (!isMarker && (row === null || planeOf(state.options).dims)) return false;
      report.cancel();
      if (row !== null) take(row);
      trail = [markerPlace(state)];
      const held = seenAt();
      offset = [held[0] - x, held[1] - y];
      return true;
    },
    /**
     * Inside the window: farther out the hand would lose the marker.
     * @param {number} x
     * @param {number} y
     */
    drag(x, y) {
      const place = view.placeAt(...view.inside(x + offset[0], y + offset[1]));
      if (planeOf(state.options).isView) return;
      trail = [...trail.slice(-MOST_TRAIL), place];
      view.mark({ trail });
      moveToPlace(place);
    },
    /**
     * @param {number} x
     * @param {number} y
     * @param {boolean} isCoarse
     */
    tap(x, y, isCoarse) {
      if (planeOf(state.options).dims) {
        // Before and behind a place of the screen there are many codes: only a point is one.
        const { row } = reached(x, y, isCoarse ? "coarse" : "fine");
        if (row === null) return;
        take(row);
      } else moveToPlace(view.placeAt(x, y));
      report.now();
    },
    /**
     * The window follows at its rim: no key moves it alone.
     * @param {number} right pixels
     * @param {number} up pixels
     */
    step(right, up) {
      const [u, v] = markerPlace(state);
      moveToPlace([u + right / view.scale(), v + up / view.scale()]);
      view.follow(markerPlace(state));
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
