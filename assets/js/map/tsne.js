/** t-SNE as a view of the codes: neighbours stay neighbours, but its places correspond to no codes. */

import { hasServer } from "../shared/resources.js";
import { fetchBytes } from "../shared/vendor.js";

const TSNE = "tsne";
export const TSNE_NOTE =
  "t-SNE preserves neighbourhoods only: distances between groups mean nothing. It has no inverse, so the places " +
  "between the points correspond to no code and cannot be decoded. Click a point instead.";

/**
 * Adds t-SNE to the planes of the options, with three or more dimensions and a server to compute it.
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
 * Fetches the places of all rows; NaN for those that the server's t-SNE leaves out.
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
