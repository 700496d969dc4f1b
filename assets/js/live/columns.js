/** The number of images in a row. Pure. */

/**
 * So many that two rows of them fill the strip's height.
 * @param {number} width
 * @param {number} height pixels
 * @param {number} count there are
 */
export function columnsFor(width, height, count) {
  if (width <= 0 || height <= 0) return Math.min(6, count);
  return Math.max(1, Math.min(count, Math.max(4, Math.round((2 * width) / height))));
}
