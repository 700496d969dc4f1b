/** The graph of a run's test images, computed once in the background, and the path between two codes through it. */

import { someCodes } from "./run.js";
import { neighbourGraph, pathThrough } from "../maths/neighbour_graph.js";

const IMAGES = 10_000; // linked at most: 70,000 would take a minute

/** @param {import("./run.js").Run} run */
export function throughData(run) {
  const codes = someCodes(run.test, IMAGES);
  const count = codes.length / run.test.dimensions;
  const all = run.test.count;
  const images = `${count.toLocaleString("en")}${count < all ? ` of the ${all.toLocaleString("en")}` : ""} test images`;
  /** @type {import("../maths/neighbour_graph.js").Graph | null} */
  let graph = null;
  /** @type {Promise<void> | null} */
  let making = null;
  return {
    images,
    /** Once the graph is there. */
    ready: () =>
      (making ??= neighbourGraph(codes, run.test.dimensions, () => new Promise((resolve) => setTimeout(resolve))).then(
        (made) => void (graph = made),
      )),
    /**
     * @param {Float32Array} a
     * @param {Float32Array} b
     * @returns {import("./mode_rows.js").Through}
     */
    between: (a, b) => graph && { path: pathThrough(graph, a, b), images },
  };
}
