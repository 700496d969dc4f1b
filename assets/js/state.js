/** What the map knows at a moment, shared by the modules that show it (pictures.js) and change it (moves.js). */

import { ellipseOf } from "./ellipse.js";
import { imageChunks } from "./image_chunks.js";
import { codeOf, logVarOf } from "./latents.js";
import { picker } from "./picking.js";
import { project } from "./plane.js";

/**
 * @typedef {object} State
 * @property {import("./options.js").Options} options
 * @property {Float32Array} z (D,) the code under the puck
 * @property {number | null} grabbed row of the point last taken hold of
 * @property {Float32Array} places (N, 2) of all points on the plane shown
 * @property {import("./latents.js").Latents | null} latents
 * @property {import("./decoder.js").Decoder | null} decoder
 * @property {ReturnType<typeof picker>} pick
 * @property {ReturnType<typeof imageChunks>} chunks
 */

/** @param {import("./options.js").Options} options @returns {State} */
export function startState(options) {
  const places = new Float32Array();
  return {
    options,
    z: startCode(options),
    grabbed: null,
    places,
    latents: null,
    decoder: null,
    pick: picker(places, () => true),
    chunks: imageChunks(options.runUrl, options.shape),
  };
}

/** Where the puck starts. @param {import("./options.js").Options} options */
export function startCode(options) {
  return Float32Array.from(options.z ?? planeOf(options).origin);
}

/** The plane shown. @param {import("./options.js").Options} options @returns {import("./plane.js").Plane} */
export function planeOf({ planes, plane }) {
  return planes.find(({ key }) => key === plane) ?? planes[0];
}

/** Where the puck stands. @param {State} state */
export function puckPlace({ options, z }) {
  return project(planeOf(options), z);
}

/** @param {State} state @param {number} row @returns {[number, number]} */
export function placeOf({ places }, row) {
  return [places[2 * row], places[2 * row + 1]];
}

/** The grabbed point's posterior on the plane shown; null without a point, or where codes are points. @param {State} state */
export function posteriorOf({ options, grabbed, latents }) {
  const logVar = grabbed === null || !latents ? null : logVarOf(latents, grabbed);
  return logVar && latents && grabbed !== null ? ellipseOf(planeOf(options), codeOf(latents, grabbed), logVar) : null;
}

/** @param {State} state @param {number} label */
export function className({ options }, label) {
  return options.classNames[label] ?? String(label);
}

/** z as it is told to the outside: four decimals say more than any screen shows. @param {State} state */
export function roundedCode({ z }) {
  return Array.from(z, (value) => Number(value.toFixed(4)));
}
