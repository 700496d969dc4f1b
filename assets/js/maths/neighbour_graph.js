/**
 * The path through the data: the shortest from image to image, where each is linked to those with the nearest codes
 * (the graph of Isomap, Tenenbaum et al. 2000). It visits images only. Pure.
 * N codes of D dimensions, flat.
 */

import { nearestIn } from "./nearest.js";
import { shortestPath } from "./shortest_path.js";

/** Neighbours that each image is linked to; the greater numbers are tried where the images fall apart into groups. */
export const LINKS = [8, 16, 32];
const SLICE_MS = 8; // of work between two pauses, so that a page stays at 60 frames a second

/**
 * @typedef {object} Graph
 * @property {Float32Array} codes
 * @property {number} dimensions
 * @property {import("./nearest.js").Nearest} nearest
 * @property {import("./nearest.js").Near[][]} neighbours
 */
/**
 * @typedef {object} Path codes of A, the images in `rows`, B; lengths: of the path up to each code
 * @property {Float32Array[]} codes
 * @property {number[]} rows
 * @property {number[]} lengths
 * @property {number} links
 */

/**
 * Links each image to its nearest others, nearest first; works in slices, with a pause after each.
 * @param {Float32Array} codes (N * D,)
 * @param {number} dimensions
 * @param {() => Promise<void>} pause
 * @param {() => number} [clock] milliseconds
 * @returns {Promise<Graph>}
 */
export async function neighbourGraph(codes, dimensions, pause, clock = () => performance.now()) {
  const nearest = nearestIn(codes, dimensions);
  /** @type {import("./nearest.js").Near[][]} */
  const neighbours = [];
  let since = clock();
  for (let row = 0; row < codes.length / dimensions; row++) {
    neighbours.push(nearest(codes.subarray(row * dimensions, (row + 1) * dimensions), Math.max(...LINKS), row));
    if (clock() - since < SLICE_MS) continue;
    await pause();
    since = clock();
  }
  return { codes, dimensions, nearest, neighbours };
}

/**
 * Returns the shortest path from code `a` to code `b` over the images; null where even the most links give none.
 * @param {Graph} graph
 * @param {Float32Array} a (D,)
 * @param {Float32Array} b (D,)
 * @returns {Path | null}
 */
export function pathThrough(graph, a, b) {
  for (const links of LINKS) {
    const rows = rowsBetween(graph, a, b, links);
    if (rows) return measured(graph, a, b, rows, links);
  }
  return null;
}

/**
 * @param {Graph} graph
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @param {number} links
 */
function rowsBetween({ codes, dimensions, nearest, neighbours }, a, b, links) {
  const [start, end] = [neighbours.length, neighbours.length + 1];
  const found = [...neighbours.map((near) => near.slice(0, links)), ...[a, b].map((code) => nearest(code, links))];
  // Two ends with few images closer than they are to each other need none between them.
  const apart = squareBetween(a, b, 0);
  if (found.slice(-2).some((near) => near.length < links || apart < near[links - 1].square))
    found[start].push({ row: end, square: apart });
  const path = shortestPath(found.length, linker(found), start, end);
  // An end that is itself an image is found at distance 0; once is enough.
  return (
    path
      ?.slice(1, -1)
      .filter(
        (row) => squareBetween(codes, a, row * dimensions) > 0 && squareBetween(codes, b, row * dimensions) > 0,
      ) ?? null
  );
}

/**
 * Returns the links of a node; they lead both ways, whichever of the two is among the other's nearest.
 * @param {import("./nearest.js").Near[][]} found
 */
function linker(found) {
  /** @type {import("./shortest_path.js").Link[][]} */
  const links = found.map(() => []);
  found.forEach((near, from) => {
    for (const { row, square } of near) {
      const length = Math.sqrt(square);
      links[from].push({ to: row, length });
      links[row].push({ to: from, length });
    }
  });
  return (/** @type {number} */ node) => links[node];
}

/**
 * @param {Graph} graph
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @param {number[]} rows
 * @param {number} links
 * @returns {Path}
 */
function measured({ codes, dimensions }, a, b, rows, links) {
  const visited = [a, ...rows.map((row) => codes.slice(row * dimensions, (row + 1) * dimensions)), b];
  const lengths = [0];
  for (let i = 1; i < visited.length; i++)
    lengths.push(lengths[i - 1] + Math.sqrt(squareBetween(visited[i - 1], visited[i], 0)));
  return { codes: visited, rows, lengths, links };
}

/**
 * Returns which of the path's codes is nearest to a share of its length; none lies before the start or beyond the end.
 * @param {Path} path
 * @param {number} share
 */
export function stopAt({ lengths }, share) {
  const wanted = Math.min(1, Math.max(0, share)) * (lengths.at(-1) ?? 0);
  const stop = lengths.reduce(
    (best, length, i) => (Math.abs(length - wanted) < Math.abs(lengths[best] - wanted) ? i : best),
    0,
  );
  return share >= 1 ? lengths.length - 1 : stop;
}

/**
 * @param {Float32Array} codes
 * @param {Float32Array} code
 * @param {number} start where in `codes`
 */
function squareBetween(codes, code, start) {
  let square = 0;
  for (let i = 0; i < code.length; i++) square += (codes[start + i] - code[i]) ** 2;
  return square;
}
