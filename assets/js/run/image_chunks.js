/** The data set's images, fetched 256 at a time when first asked for, and kept while there is room. */

import { fetchBytes } from "../shared/vendor.js";

const IMAGES_PER_CHUNK = 256;
const ROOM_BYTES = 64e6;

/**
 * @param {string} runUrl
 * @param {readonly number[]} shape [C, H, W]
 * @param {(url: string) => Promise<ArrayBuffer>} [fetcher]
 */
export function imageChunks(runUrl, shape, fetcher = fetchBytes) {
  const size = shape[0] * shape[1] * shape[2];
  const room = Math.max(2, Math.floor(ROOM_BYTES / (size * IMAGES_PER_CHUNK)));
  /** @type {Map<number, Promise<ArrayBuffer>>} in order of last use */
  const chunks = new Map();

  /** @param {number} chunk */
  function load(chunk) {
    const content = chunks.get(chunk) ?? fetcher(`${runUrl}/images/${chunk}`);
    chunks.delete(chunk);
    chunks.set(chunk, content);
    // A failed fetch is forgotten, so that the next hover tries again.
    content.catch(() => chunks.delete(chunk));
    for (const oldest of chunks.keys()) if (chunks.size > room) chunks.delete(oldest);
    return content;
  }

  return {
    /**
     * Fetches the image in row `index` of the data set: uint8, (C * H * W,).
     * @param {number} index
     */
    async image(index) {
      const chunk = Math.floor(index / IMAGES_PER_CHUNK);
      const content = await load(chunk);
      const start = (index - chunk * IMAGES_PER_CHUNK) * size;
      if (start + size > content.byteLength) throw new Error(`image ${index} is not in the data set`);
      return new Uint8Array(content, start, size);
    },
  };
}
