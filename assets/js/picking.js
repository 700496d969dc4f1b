/** Finds the point nearest to a place on the map, by a quadtree built when first asked. */

import { d3 } from "./vendor.js";

/**
 * @param {Float32Array} places (N, 2) flat @param {(row: number) => boolean} isShown
 * @returns {{nearest: (u: number, v: number, reach: number) => number | null, warm: () => void}}
 */
export function picker(places, isShown) {
  /** @type {import("d3").Quadtree<number> | null} */
  let tree = null;
  const build = () => {
    const rows = Array.from({ length: places.length / 2 }, (_, row) => row).filter(isShown);
    return d3.quadtree(
      rows,
      (row) => places[2 * row],
      (row) => places[2 * row + 1],
    );
  };
  return {
    /** The row of the nearest shown point within `reach` (data units), or null. */
    nearest: (u, v, reach) => (tree ??= build()).find(u, v, reach) ?? null,
    /** Build the tree now, in a moment nobody waits for it. */
    warm: () => void (tree ??= build()),
  };
}
