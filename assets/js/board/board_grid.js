/** The grid of the cards: as many columns as make the cards largest in the room that there is. Pure. */

/**
 * @typedef {object} Grid
 * @property {number} columns
 * @property {number} height of a card, in pixels
 */

const SHAPE = 1.5; // width of a card for each pixel of its height, where its parts fit best
export const GAP = 8; // pixels between two cards
export const LEAST = 96; // pixels of height, below which the board scrolls

/**
 * Returns the grid in which `count` cards fill a room of this size and are as large as possible.
 * @param {number} count
 * @param {number} width
 * @param {number} height
 * @returns {Grid}
 */
export function fitGrid(count, width, height) {
  let best = { columns: 1, height: 0, size: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns) || 1;
    const [across, up] = [(width - GAP * (columns - 1)) / columns, (height - GAP * (rows - 1)) / rows];
    const size = Math.min(across / SHAPE, up);
    if (size > best.size) best = { columns, height: Math.floor(up), size };
  }
  if (best.height >= LEAST) return { columns: best.columns, height: best.height };
  // They do not fit: small cards that scroll, still at least as wide as their shape wants.
  return { columns: Math.max(1, Math.floor((width + GAP) / (LEAST * SHAPE + GAP))), height: LEAST };
}
