/** What a person does with the puck: take hold of it or of a point, drag, tap, step, slide, hover. */

import { readable } from "../shared/numbers.js";
import { history } from "../shared/history.js";
import { moveTo } from "../maths/plane.js";
import { releaser } from "../shared/release.js";
import { chosenRow, className, nearWords, placeOf, planeOf, puckPlace, roundedCode } from "./state.js";

const MOST_TRAIL = 300; // places of a drag that are drawn
const PAUSE_MS = 350; // after the last key or slider move, z is reported
const REACH = { puck: { fine: 14, coarse: 26 }, point: { fine: 8, coarse: 18 }, hover: 7 }; // pixels

/** @typedef {{z: Float32Array, chosen: import("./state.js").Chosen | null}} Past */

/**
 * @param {import("./state.js").State} state
 * @param {import("./shell.js").Shell} parts
 * @param {ReturnType<typeof import("./map_view.js").mapView>} view
 * @param {import("./pictures.js").Pictures} pictures
 * @param {ReturnType<typeof import("../plane/hover_card.js").hoverCard>} card
 * @param {(index: number) => void} onTake a person took hold of this image
 * @param {(label: number) => void} onLabel an image of this class was chosen
 */
export function moves(state, parts, view, pictures, card, onTake, onLabel) {
  let reported = roundedCode(state);
  /** @type {[number, number][]} */
  let trail = [];
  const past = history(/** @type {Past} */ ({ z: state.z, chosen: state.chosen }));
  let offset = [0, 0]; // pixels from the pointer to the puck it holds
  const release = releaser(report, PAUSE_MS);

  function report() {
    past.push({ z: state.z, chosen: state.chosen });
    tell();
  }

  /** Say where the puck is now: aloud, and to the caller. */
  function tell() {
    const { options } = state;
    const value = roundedCode(state);
    showHistory();
    parts.live.textContent = `${inWords()}. ${nearWords(state)}`;
    if (JSON.stringify(value) === JSON.stringify(reported)) return;
    reported = value;
    state.options = { ...options, z: value };
    options.onRelease(value);
    // With more than two dimensions the grid is a slice through z, and z may have left it.
    if (options.latentDim > 2 && options.layers.includes("grid")) void pictures.showGrid();
  }

  function inWords() {
    const { names } = planeOf(state.options);
    if (state.z.length > 8)
      return puckPlace(state)
        .map((value, i) => `${names[i]} = ${readable(value)}`)
        .join(", ");
    return Array.from(state.z, (value, i) => `z${i + 1} = ${readable(value)}`).join(", ");
  }

  /** @param {readonly [number, number]} place */
  function moveToPlace([u, v]) {
    if (planeOf(state.options).isView) return; // no code stands behind a place
    state.z = moveTo(planeOf(state.options), state.z, [u, v]);
    pictures.showCode();
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} reach pixels
   * @returns {number | null}
   */
  function pointNear(x, y, reach) {
    if (!view.arePointsShown()) return null;
    return state.pick.nearest(...view.placeAt(x, y), reach / view.scale());
  }

  /**
   * Put the puck on an image's mean and show the image beside its reconstruction.
   * @param {import("./state.js").Chosen} chosen
   */
  function show(chosen) {
    Object.assign(state, { chosen, z: chosen.mean.slice() });
    if (chosen.label !== null) onLabel(chosen.label);
    view.mark({ refined: null });
    pictures.compare();
    pictures.showCode();
  }

  /** @param {number} row */
  function take(row) {
    if (!state.latents) return;
    show(chosenRow(state, state.latents, row));
    onTake(state.latents.index[row]);
  }

  /** @param {Past | null} moment */
  function goTo(moment) {
    if (!moment) return;
    release.cancel();
    Object.assign(state, { z: moment.z, chosen: moment.chosen });
    view.mark({ trail: [], refined: null });
    pictures.compare();
    pictures.showCode();
    tell();
  }

  function showHistory() {
    const { back, forth } = past.canGo();
    [parts.tools.undo.disabled, parts.tools.redo.disabled] = [!back, !forth];
  }

  showHistory();
  return {
    undo: () => goTo(past.back()),
    redo: () => goTo(past.forth()),

    /** Take hold of the point nearest to the puck. */
    takeNearest() {
      const here = puckPlace(state);
      const row = state.pick.nearest(...(Number.isFinite(here[0]) ? here : view.placeAt(0, 0)), Infinity);
      if (row === null) return;
      take(row);
      release.now(undefined);
    },
    /**
     * Take hold of the image in row `index` of the data set, if it is shown.
     * @param {number} index
     */
    takeImage(index) {
      const row = state.latents?.index.indexOf(index) ?? -1;
      if (row >= 0 && state.latents) show(chosenRow(state, state.latents, row));
      return row >= 0;
    },
    /**
     * Take hold of the puck, or else of a point.
     * @param {number} x
     * @param {number} y
     * @param {boolean} isCoarse
     */
    grab(x, y, isCoarse) {
      const size = isCoarse ? "coarse" : "fine";
      const puck = view.pixelsOf(puckPlace(state));
      const isPuck = Math.hypot(puck[0] - x, puck[1] - y) <= REACH.puck[size];
      const row = isPuck ? null : pointNear(x, y, REACH.point[size]);
      if (!isPuck && row === null) return false;
      release.cancel();
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
    drop: () => release.now(undefined),
    /**
     * @param {number} x
     * @param {number} y
     */
    tap(x, y) {
      moveToPlace(view.placeAt(x, y));
      release.now(undefined);
    },
    /**
     * @param {number} right
     * @param {number} up pixels
     */
    step(right, up) {
      const [u, v] = puckPlace(state);
      moveToPlace([u + right / view.scale(), v + up / view.scale()]);
      release.soon(() => undefined);
    },
    /**
     * @param {number} dimension
     * @param {number} value
     */
    slide(dimension, value) {
      release.cancel();
      state.z = Float32Array.from(state.z, (old, i) => (i === dimension ? value : old));
      pictures.showCode();
    },
    show,

    /** A slider was let go, or a stroke was drawn. */
    settle: () => release.soon(() => undefined),
    /** @param {[number, number] | null} at pixels */
    hover(at) {
      const row = at && pointNear(...at, REACH.hover);
      parts.overlay.classList.toggle("is-over-point", row !== null);
      view.mark({ hovered: row === null ? null : placeOf(state, row) });
      if (row === null || !state.latents) return card.hide();
      const [index, label] = [state.latents.index[row], state.latents.labels[row]];
      const load = () => state.chunks.image(index);
      card.show(view.pixelsOf(placeOf(state, row)), className(state, label), index, state.options.shape, load);
    },
    /** z was set from outside: nothing to report. */
    wasSet() {
      release.cancel();
      reported = roundedCode(state);
      past.restart({ z: state.z, chosen: null });
      showHistory();
    },
    stop: release.cancel,
  };
}
