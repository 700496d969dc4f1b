/** Single images of a run's data, fetched when first asked for: for a nearest image now and then, not 256 at a time. */

import { imageChunks } from "./image_chunks.js";
import { hasServer } from "../shared/resources.js";
import { fetchBytes } from "../shared/vendor.js";

const KEPT = 2000;

/**
 * @param {string} runUrl
 * @param {readonly number[]} shape [C, H, W]
 * @param {(url: string) => Promise<ArrayBuffer>} [fetcher]
 * @returns {{image: (index: number) => Promise<Uint8Array>}}
 */
export function imageRows(runUrl, shape, fetcher = fetchBytes) {
  // A single-file page has the images by the chunk.
  if (!hasServer) return imageChunks(runUrl, shape, fetcher);
  /** @type {Map<number, Promise<Uint8Array>>} oldest first */
  const images = new Map();
  return {
    /**
     * Fetches the image in row `index` of the data set: uint8, (C * H * W,).
     * @param {number} index
     * @returns {Promise<Uint8Array>}
     */
    image(index) {
      const image = images.get(index) ?? fetcher(`${runUrl}/image/${index}`).then((bytes) => new Uint8Array(bytes));
      images.set(index, image);
      // A failed fetch is forgotten, so that the next request tries again.
      image.catch(() => images.delete(index));
      for (const oldest of images.keys()) if (images.size > KEPT) images.delete(oldest);
      return image;
    },
  };
}
