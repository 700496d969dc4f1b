/** Places on a plane that the tour visits, found in the codes. Pure. */

/** @typedef {[number, number]} Place */

/**
 * Returns the row of a typical image of each class: the one nearest to the median of the class.
 * @param {Float32Array} places (N, 2) flat
 * @param {ArrayLike<number>} labels (N,)
 * @param {number} classes
 */
export function typicalRows(places, labels, classes) {
  return Array.from({ length: classes }, (_, label) => {
    const rows = Array.from(labels, (_, row) => row).filter((row) => labels[row] === label);
    const [u, v] = [0, 1].map(
      (axis) => rows.map((row) => places[2 * row + axis]).sort((a, b) => a - b)[rows.length >> 1],
    );
    const far = (/** @type {number} */ row) => Math.hypot(places[2 * row] - u, places[2 * row + 1] - v);
    return rows.reduce((best, row) => (far(row) < far(best) ? row : best), rows[0]);
  });
}

/**
 * Returns the place inside a square that is farthest from all codes.
 * @param {Float32Array} places (N, 2) flat
 * @param {number} reach half the side of the square
 * @returns {Place}
 */
export function emptyPlace(places, reach) {
  const SIDE = 21;
  /** @type {{place: Place, room: number}} */
  let best = { place: [0, 0], room: -1 };
  for (let cell = 0; cell < SIDE * SIDE; cell++) {
    const place = /** @type {Place} */ (
      [cell % SIDE, Math.floor(cell / SIDE)].map((at) => reach * ((2 * at) / (SIDE - 1) - 1))
    );
    let room = Infinity;
    for (let at = 0; at < places.length; at += 2)
      room = Math.min(room, Math.hypot(places[at] - place[0], places[at + 1] - place[1]));
    if (room > best.room) best = { place, room };
  }
  return best.place;
}
