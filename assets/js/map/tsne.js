/** t-SNE as a view of the codes: neighbours stay neighbours, but no place on it stands for a code. */

import { hasServer } from "../shared/resources.js";
import { fetchBytes } from "../shared/vendor.js";

export const TSNE = "tsne";
export const TSNE_WORDS =
  "t-SNE keeps neighbours together and nothing else: distances between groups mean nothing, and it has no inverse, so an " +
  "empty place stands for no code and nothing can be decoded there. Take hold of a point instead.";

/**
 * The options with t-SNE among the planes, where there is something to gain and a server to compute it.
 * @param {import("./options.js").Options} options
 * @returns {import("./options.js").Options}
 */
export function withTsne(options) {
  if (!hasServer || options.latentDim < 3 || options.planes.some(({ key }) => key === TSNE)) return options;
  const nowhere = () => new Array(options.latentDim).fill(0);
  /** @type {import("../maths/plane.js").Plane} */
  const view = {
    key: TSNE,
    label: "t-SNE (a view only)",
    origin: nowhere(),
    axes: [nowhere(), nowhere()],
    names: ["", ""],
    isView: true,
  };
  return { ...options, planes: [...options.planes, view] };
}

/**
 * The places of all rows: those that t-SNE was asked for, and nowhere (NaN) for the others.
 * @param {string} runUrl
 * @param {number} count N
 * @returns {Promise<Float32Array>} (N, 2)
 */
export async function tsnePlaces(runUrl, count) {
  const found = new Float32Array(await fetchBytes(`${runUrl}/tsne`));
  const places = new Float32Array(2 * count).fill(NaN);
  places.set(found.subarray(0, 2 * count));
  return places;
}
