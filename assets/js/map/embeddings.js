/** t-SNE and UMAP as views of the codes: neighbours stay neighbours, but their places correspond to no codes. */

import { hasServer } from "../shared/resources.js";

/** @type {Record<string, string>} names by key: of the plane, and in the server's address */
const EMBEDDINGS = { tsne: "t-SNE", umap: "UMAP" };

/**
 * Returns whether a plane is one of these views, by its key.
 * @param {string} key
 */
export const isEmbedding = (key) => key in EMBEDDINGS;

/** @param {string} key */
export const embeddingName = (key) => EMBEDDINGS[key];

/** @param {string} key */
export const embeddingNote = (key) =>
  `${embeddingName(key)} preserves neighbourhoods only: distances between groups mean nothing. It has no inverse, ` +
  "so the places between the points correspond to no code and cannot be decoded. Choose a point instead.";

/**
 * Adds the views that the server can compute to the planes of the options, with three or more dimensions.
 * @param {import("./options.js").Options} options
 * @returns {import("./options.js").Options}
 */
export function withEmbeddings(options) {
  if (!hasServer || options.latentDim < 3 || options.planes.some(({ key }) => isEmbedding(key))) return options;
  const nowhere = () => new Array(options.latentDim).fill(0);
  const views = options.embeddings.filter(isEmbedding).map((key) => ({
    key,
    label: `${embeddingName(key)} (a view only)`,
    origin: nowhere(),
    axes: [nowhere(), nowhere()],
    names: ["", ""],
    isView: true,
  }));
  return {
    ...options,
    planes: [...options.planes, .../** @type {import("../maths/plane.js").Plane[]} */ (views)],
  };
}

/**
 * Fetches the places of all rows; NaN for those that the server leaves out. Throws an error in the server's words.
 * @param {string} runUrl
 * @param {string} key of the view
 * @param {number} count N
 * @returns {Promise<Float32Array>} (N, 2)
 */
export async function embeddingPlaces(runUrl, key, count) {
  const response = await fetch(`${runUrl}/${key}`).catch(() => {
    throw new Error("the server does not answer");
  });
  if (!response.ok) {
    const answer = await response.json().catch(() => ({}));
    throw new Error(answer.error ?? `the server answered ${response.status}`);
  }
  const found = new Float32Array(await response.arrayBuffer());
  const places = new Float32Array(2 * count).fill(NaN);
  places.set(found.subarray(0, 2 * count));
  return places;
}
