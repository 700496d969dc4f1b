/** The plane through three images that a person picked. */

import { codeOf } from "../maths/codes.js";
import { planeThrough } from "../maths/plane.js";

const KEY = /^at-(\d+)-(\d+)-(\d+)$/;

/**
 * Returns the key of the plane through three images.
 * @param {readonly number[]} images rows in the data set
 */
export const keyOfPickedPlane = (images) => `at-${images.join("-")}`;

/**
 * Adds the plane that the options' key asks for, where it goes through three images of these codes.
 * @param {import("./options.js").Options} options
 * @param {import("../maths/codes.js").Latents | null} latents
 * @returns {import("./options.js").Options}
 */
export function withPickedPlane(options, latents) {
  const images = KEY.exec(options.plane)?.slice(1).map(Number);
  if (!images || !latents || options.planes.some(({ key }) => key === options.plane)) return options;
  const rows = images.map((image) => latents.index.indexOf(image));
  const codes = rows.map((row) => codeOf(latents, Math.max(0, row)));
  const plane = rows.includes(-1) ? null : planeThrough(options.plane, `Through images ${images.join(", ")}`, codes);
  return plane ? { ...options, planes: [...options.planes, plane] } : { ...options, plane: options.planes[0].key };
}
