/**
 * Finds the point nearest to a place on the map: points sorted into square cells, searched in rings from the place
 * outwards. Pure.
 */

const PER_CELL = 4; // points in a cell, on average
const MOST_CELLS = 1024; // along a side

/**
 * @param {Float32Array} places (N, 2) flat
 * @param {(row: number) => boolean} isShown
 * @returns {{nearest: (u: number, v: number, reach: number) => number | null, warm: () => void}}
 */
export function picker(places, isShown) {
  /** @type {ReturnType<typeof sorted> | null} */
  let cells = null;
  const build = () => (cells ??= sorted(places, isShown));
  return {
    /** Returns the row of the nearest shown point within `reach` (data units), or null. */
    nearest: (u, v, reach) => search(build(), places, u, v, reach),
    /** Sorts the points now, while nobody waits for it. */
    warm: () => void build(),
  };
}

/**
 * Returns the rows of all shown points, sorted by cell; `starts` holds where each cell's rows begin.
 * @param {Float32Array} places
 * @param {(row: number) => boolean} isShown
 */
function sorted(places, isShown) {
  const all = Uint32Array.from({ length: places.length / 2 }, (_, row) => row);
  const rows = all.filter((row) => Number.isFinite(places[2 * row] + places[2 * row + 1]) && isShown(row));
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (const row of rows)
    for (const axis of [0, 1]) {
      low[axis] = Math.min(low[axis], places[2 * row + axis]);
      high[axis] = Math.max(high[axis], places[2 * row + axis]);
    }
  const side = Math.min(MOST_CELLS, Math.max(1, Math.round(Math.sqrt(rows.length / PER_CELL))));
  const size = Math.max(high[0] - low[0], high[1] - low[1]) / side || 1;
  const column = (/** @type {number} */ value, /** @type {0 | 1} */ axis) =>
    Math.min(side - 1, Math.floor((value - low[axis]) / size));
  const cellOf = (/** @type {number} */ row) => column(places[2 * row + 1], 1) * side + column(places[2 * row], 0);
  const starts = new Uint32Array(side * side + 1);
  for (const row of rows) starts[cellOf(row) + 1]++;
  for (let cell = 0; cell < side * side; cell++) starts[cell + 1] += starts[cell];
  const [next, order] = [starts.slice(), new Uint32Array(rows.length)];
  for (const row of rows) order[next[cellOf(row)]++] = row;
  return { order, starts, side, size, low };
}

/**
 * @param {ReturnType<typeof sorted>} cells
 * @param {Float32Array} places
 * @param {number} u
 * @param {number} v
 * @param {number} reach
 * @returns {number | null}
 */
function search({ order, starts, side, size, low }, places, u, v, reach) {
  if (!order.length) return null;
  const [column, row] = [Math.floor((u - low[0]) / size), Math.floor((v - low[1]) / size)];
  let [best, square] = [/** @type {number | null} */ (null), reach * reach];
  // Rings that do not touch the cells are skipped; beyond the farthest corner there is nothing.
  const first = Math.max(0, -column, column - side + 1, -row, row - side + 1);
  const last = Math.max(Math.abs(column), Math.abs(row), Math.abs(side - 1 - column), Math.abs(side - 1 - row));
  for (let ring = first; ring <= last && (Math.max(0, ring - 1) * size) ** 2 <= square; ring++) {
    for (let j = Math.max(0, row - ring); j <= Math.min(side - 1, row + ring); j++) {
      const isEdge = Math.abs(j - row) === ring;
      for (let i = Math.max(0, column - ring); i <= Math.min(side - 1, column + ring); i++) {
        // Between its upper and lower edge, a ring has two columns.
        if (!isEdge && i !== column - ring && i !== column + ring) {
          i = Math.max(i, Math.min(side - 1, column + ring - 1));
          continue;
        }
        for (let at = starts[j * side + i]; at < starts[j * side + i + 1]; at++) {
          const distance = (places[2 * order[at]] - u) ** 2 + (places[2 * order[at] + 1] - v) ** 2;
          if (distance <= square) [best, square] = [order[at], distance];
        }
      }
    }
  }
  return best;
}
