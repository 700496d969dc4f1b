/**
 * The nearest of many codes, exactly: they are sorted by the dimension of the greatest variance, and the search
 * goes outwards from the code asked for until that dimension alone is too far. Pure.
 * N codes of D dimensions, flat.
 */

/** @typedef {{row: number, square: number}} Near square: of the distance */
/**
 * @typedef {(z: ArrayLike<number>, count: number, without?: number) => Near[]} Nearest nearest first; `without` is a
 * row left out
 */

/**
 * @param {Float32Array} codes (N * D,)
 * @param {number} dimensions D
 * @returns {Nearest}
 */
export function nearestIn(codes, dimensions) {
  const axis = widest(codes, dimensions);
  const rows = Uint32Array.from({ length: codes.length / dimensions }, (_, row) => row);
  rows.sort((a, b) => codes[a * dimensions + axis] - codes[b * dimensions + axis]);
  // In that order in memory too: three times as fast as random access.
  const sorted = new Float32Array(codes.length);
  rows.forEach((row, i) => sorted.set(codes.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions));
  const offset = (/** @type {number} */ i, /** @type {ArrayLike<number>} */ z) =>
    i < 0 || i >= rows.length ? Infinity : Math.abs(sorted[i * dimensions + axis] - z[axis]);

  return (z, count, without = -1) => {
    /** @type {Near[]} */
    const found = [];
    let limit = Infinity;
    let right = firstNotBelow(z[axis]);
    let left = right - 1;
    let [before, after] = [offset(left, z), offset(right, z)];
    while (Math.min(before, after) ** 2 < limit) {
      const i = before < after ? left-- : right++;
      if (before < after) before = offset(left, z);
      else after = offset(right, z);
      const square = squareBelow(sorted, i * dimensions, z, dimensions, limit);
      if (square < limit && rows[i] !== without) limit = insert(found, rows[i], square, count);
    }
    return found;
  };

  /** @param {number} value */
  function firstNotBelow(value) {
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle * dimensions + axis] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * Keeps the `count` nearest in order; returns how near the next must be.
 * @param {Near[]} found
 * @param {number} row
 * @param {number} square
 * @param {number} count
 */
function insert(found, row, square, count) {
  let at = found.length;
  while (at > 0 && found[at - 1].square > square) at -= 1;
  found.splice(at, 0, { row, square });
  if (found.length > count) found.pop();
  return found.length < count ? Infinity : found[count - 1].square;
}

/**
 * Returns the squared distance, or any number not below `limit` as soon as that is reached.
 * @param {Float32Array} codes
 * @param {number} start
 * @param {ArrayLike<number>} z
 * @param {number} dimensions
 * @param {number} limit
 */
function squareBelow(codes, start, z, dimensions, limit) {
  let square = 0;
  for (let i = 0; i < dimensions && square < limit; i++) {
    const difference = codes[start + i] - z[i];
    square += difference * difference;
  }
  return square;
}

/**
 * Returns the dimension of the greatest variance.
 * @param {Float32Array} codes
 * @param {number} dimensions
 */
function widest(codes, dimensions) {
  const count = codes.length / dimensions;
  const variances = Array.from({ length: dimensions }, (_, i) => {
    let [sum, squares] = [0, 0];
    for (let at = i; at < codes.length; at += dimensions) [sum, squares] = [sum + codes[at], squares + codes[at] ** 2];
    return squares / count - (sum / count) ** 2;
  });
  return variances.indexOf(Math.max(...variances));
}
