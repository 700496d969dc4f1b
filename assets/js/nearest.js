/**
 * The nearest of many codes, exactly: they stand in order of the dimension in which they differ most, and the search
 * walks outwards from the place asked for until that dimension alone is too far. Pure.
 * N codes of D dimensions, flat.
 */

/** @typedef {{row: number, square: number}} Near square: of the distance */
/** @typedef {(z: ArrayLike<number>, count: number, without?: number) => Near[]} Nearest nearest first; `without` is a row left out */

/** @param {Float32Array} codes (N * D,) @param {number} dimensions D @returns {Nearest} */
export function nearestIn(codes, dimensions) {
  const axis = widest(codes, dimensions);
  const at = (/** @type {number} */ row) => codes[row * dimensions + axis];
  const order = Uint32Array.from({ length: codes.length / dimensions }, (_, row) => row).sort((a, b) => at(a) - at(b));
  const sorted = Float32Array.from(order, at);

  return (z, count, without = -1) => {
    /** @type {Near[]} */
    const found = [];
    const limit = () => (found.length < count ? Infinity : found[count - 1].square);
    const take = (/** @type {number} */ row) => {
      if (row !== without) insert(found, row, squareBelow(codes, row * dimensions, z, limit()), count);
    };
    let right = firstNotBelow(sorted, z[axis]);
    let left = right - 1;
    while (left >= 0 || right < order.length) {
      const [before, after] = [left >= 0 ? z[axis] - sorted[left] : Infinity, right < order.length ? sorted[right] - z[axis] : Infinity];
      if (Math.min(before, after) ** 2 >= limit()) break;
      take(before < after ? order[left--] : order[right++]);
    }
    return found;
  };
}

/** @param {Near[]} found kept in order @param {number} row @param {number} square @param {number} count */
function insert(found, row, square, count) {
  if (found.length === count && square >= found[count - 1].square) return;
  let at = found.length;
  while (at > 0 && found[at - 1].square > square) at -= 1;
  found.splice(at, 0, { row, square });
  if (found.length > count) found.pop();
}

/** The squared distance, or any number above `limit` as soon as it is passed. @param {Float32Array} codes @param {number} start @param {ArrayLike<number>} z @param {number} limit */
function squareBelow(codes, start, z, limit) {
  let square = 0;
  for (let i = 0; i < z.length && square <= limit; i++) square += (codes[start + i] - z[i]) ** 2;
  return square;
}

/** @param {Float32Array} sorted @param {number} value */
function firstNotBelow(sorted, value) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The dimension of the greatest variance. @param {Float32Array} codes @param {number} dimensions */
function widest(codes, dimensions) {
  const count = codes.length / dimensions;
  const variances = Array.from({ length: dimensions }, (_, i) => {
    let [sum, squares] = [0, 0];
    for (let at = i; at < codes.length; at += dimensions) [sum, squares] = [sum + codes[at], squares + codes[at] ** 2];
    return squares / count - (sum / count) ** 2;
  });
  return variances.indexOf(Math.max(...variances));
}
