/** The map's state, in a store that its modules share (shared/store.js), and what follows from it. */

import { ellipseOf } from "../maths/ellipse.js";
import { imageChunks } from "../run/image_chunks.js";
import { facingPlane } from "../maths/cloud.js";
import { codeOf, logVarOf } from "../maths/codes.js";
import { picker } from "../maths/picking.js";
import { project, projectAll } from "../maths/plane.js";
import { supportOf } from "../maths/support.js";
import { extentOf } from "../maths/viewport.js";
import { centreOf } from "../plane/fitted_plane.js";

/**
 * @typedef {object} Chosen an image with its posterior: a point of the map, or a drawing
 * @property {string} title
 * @property {Float32Array} mean (D,)
 * @property {Float32Array | null} logVar (D,), null where codes are points
 * @property {number | null} label its class; null for a drawing
 * @property {number | null} index its row in the data set; null for a drawing
 * @property {() => Promise<ArrayLike<number>>} load its pixels
 */

/**
 * @typedef {object} State
 * @property {import("./options.js").Options} options
 * @property {Float32Array} z (D,) the code under the marker
 * @property {Chosen | null} chosen the image chosen last: a point, or a drawing
 * @property {Float32Array} places (N, 2) of all points on the plane shown
 * @property {import("../maths/codes.js").Latents | null} latents
 * @property {import("../maths/colouring.js").Colouring | null} colouring of the points
 * @property {import("../run/decoder.js").Decoder | null} decoder
 * @property {import("../maths/prior.js").Mixture | null} mixture the model's own prior; null: N(0, I)
 * @property {number} label on which a conditional model's images are conditioned
 * @property {readonly number[]} klPerDimension (D,) mean KL of the codes shown, in nats
 * @property {Uint8Array | null} selected (N,) 1 or 0; null where nothing is selected
 * @property {(z: ArrayLike<number>) => import("../maths/support.js").Support} support
 * @property {ReturnType<typeof picker>} pick finds the shown point nearest to a place
 * @property {import("../plane/manifold.js").Manifold | null} manifold the decoded grid, where it is shown
 * @property {ReturnType<typeof imageChunks>} chunks
 */

/** @typedef {import("../shared/store.js").Store<State>} MapStore */

/**
 * Returns the state before anything is loaded.
 * @param {import("./options.js").Options} options
 * @returns {State}
 */
export function startState(options) {
  const places = new Float32Array();
  return {
    options,
    z: startCode(options),
    chosen: null,
    places,
    latents: null,
    colouring: null,
    mixture: null,
    label: 0,
    klPerDimension: [],
    selected: null,
    manifold: null,
    decoder: null,
    support: supportOf(places, new Int32Array()),
    pick: picker(places, () => true),
    chunks: imageChunks(options.runUrl, options.shape),
  };
}

/**
 * Returns the code at which the marker starts.
 * @param {import("./options.js").Options} options
 */
export function startCode(options) {
  return Float32Array.from(options.z ?? planeOf(options).origin);
}

/**
 * Returns the code at which the marker starts among these codes: the one that was asked for, or the plane's origin. If
 * the origin is outside the window that is fitted to the codes, as after a short training, it is their mean.
 * @param {import("./options.js").Options} options
 * @param {import("../maths/codes.js").Latents} latents
 */
export function startAmong(options, { codes, dimensions, count }) {
  const [plane, start] = [planeOf(options), startCode(options)];
  if (options.z || plane.isView || !count) return start;
  const { u, v } = extentOf(projectAll(plane, codes));
  const [x, y] = project(plane, start);
  return u[0] < x && x < u[1] && v[0] < y && y < v[1] ? start : centreOf(codes, dimensions);
}

/**
 * Returns the plane shown; of a cloud, the one that faces the viewer.
 * @param {import("./options.js").Options} options
 * @returns {import("../maths/plane.js").Plane}
 */
export function planeOf({ planes, plane, turn }) {
  const found = planes.find(({ key }) => key === plane) ?? planes[0];
  return found.dims ? facingPlane(found, turn) : found;
}

/**
 * Returns the marker's place; on a view, that of the chosen image's point.
 * @param {Readonly<State>} state
 * @returns {[number, number]}
 */
export function markerPlace(state) {
  const plane = planeOf(state.options);
  return plane.isView ? chosenPlace(state) : project(plane, state.z);
}

/**
 * Returns the place of the chosen image's point; (NaN, NaN) where none is chosen.
 * @param {Readonly<State>} state
 * @returns {[number, number]}
 */
function chosenPlace(state) {
  const index = state.chosen?.index;
  const row = index === null || index === undefined ? -1 : (state.latents?.index.indexOf(index) ?? -1);
  return row < 0 ? [NaN, NaN] : placeOf(state, row);
}

/**
 * @param {Readonly<State>} state
 * @param {number} row
 * @returns {[number, number]}
 */
export function placeOf({ places }, row) {
  return [places[2 * row], places[2 * row + 1]];
}

/**
 * Returns the image in one row, to be chosen.
 * @param {Readonly<State>} state
 * @param {import("../maths/codes.js").Latents} latents
 * @param {number} row
 * @returns {Chosen}
 */
export function chosenRow(state, latents, row) {
  return {
    title: `Original: ${className(state, latents.labels[row])}`,
    mean: codeOf(latents, row).slice(),
    logVar: logVarOf(latents, row)?.slice() ?? null,
    label: latents.labels[row],
    index: latents.index[row],
    load: () => state.chunks.image(latents.index[row]),
  };
}

/**
 * Returns the marks of the chosen image: its mean on the plane shown, and its posterior there.
 * @param {Readonly<State>} state
 */
export function chosenMarks({ options, chosen }) {
  const plane = planeOf(options);
  if (plane.isView) return { grabbed: null, posterior: null };
  return {
    grabbed: chosen && project(plane, chosen.mean),
    posterior: chosen?.logVar ? ellipseOf(plane, chosen.mean, chosen.logVar) : null,
  };
}

/**
 * @param {Readonly<State>} state
 * @param {number} label
 */
export function className({ options }, label) {
  return options.classNames[label] ?? String(label);
}

/**
 * Returns z for the address: with four decimals, which is more than any screen shows.
 * @param {Readonly<State>} state
 */
export function roundedCode({ z }) {
  return Array.from(z, (value) => Number(value.toFixed(4)));
}
