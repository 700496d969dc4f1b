/** Single images of a run's data, fetched when first asked for: a nearest image here and there, not 256 at a time. */

import { fetchBytes } from "./vendor.js";

const KEPT = 2000;

/** @param {string} runUrl @param {(url: string) => Promise<ArrayBuffer>} [fetcher] */
export function imageRows(runUrl, fetcher = fetchBytes) {
  /** @type {Map<number, Promise<Uint8Array>>} oldest first */
  const images = new Map();
  return {
    /** The image in row `index` of the data set: uint8, (C * H * W,). @param {number} index @returns {Promise<Uint8Array>} */
    image(index) {
      const image = images.get(index) ?? fetcher(`${runUrl}/image/${index}`).then((bytes) => new Uint8Array(bytes));
      images.set(index, image);
      // A failed fetch is forgotten, so that the next wish tries again.
      image.catch(() => images.delete(index));
      for (const oldest of images.keys()) if (images.size > KEPT) images.delete(oldest);
      return image;
    },
  };
}
