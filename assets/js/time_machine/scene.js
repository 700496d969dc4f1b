/** The content of each frame: the places of its codes, its decoded plane and held point. Draws nothing. */

import { decodeManifold, gridCodes, windowLattice } from "../plane/manifold.js";
import { moveTo, project, projectAll } from "../maths/plane.js";
import { gridSide } from "./words.js";

/** @typedef {import("./files.js").FrameList} FrameList */
/** @typedef {import("./files.js").Subset} Subset */
/** @typedef {import("./plot.js").Cloud} Cloud */

/**
 * Codes in a plane: (N, D) -> (N, 2). One dimension alone is spread out upwards by class. Pure.
 * @param {import("../maths/plane.js").Plane} plane
 * @param {Float32Array} mean
 * @param {ArrayLike<number>} labels
 */
export function placesOf(plane, mean, labels) {
  const places = projectAll(plane, mean);
  if (plane.origin.length === 1) for (let n = 0; n < labels.length; n++) places[2 * n + 1] = labels[n];
  return places;
}

/**
 * Returns the places of the pictures of the plane: evenly over all that the axes show, at each frame alike; one
 * dimension gets one row. Pure.
 * @param {import("../maths/viewport.js").Extent} extent
 * @param {number} latentDim
 * @param {number} side pictures along the longer axis
 */
export function latticeOf({ u, v }, latentDim, side) {
  if (latentDim > 1) return windowLattice({ u, v }, side);
  const [cell, middle] = [(u[1] - u[0]) / side, (v[0] + v[1]) / 2];
  return windowLattice({ u, v: [middle - cell / 2, middle + cell / 2] }, side);
}

/**
 * @param {ReturnType<typeof import("./files.js").frameFiles>} files
 * @param {FrameList} list
 * @param {Subset} subset
 * @param {boolean} hasCircle whether the prior is the standard normal one
 */
export function scene(files, list, subset, hasCircle) {
  const labels = /** @type {Int32Array} */ (subset.label.data);
  const shape = subset.inputs.shape.slice(1);
  let label = 0;
  async function decoder(/** @type {number} */ at) {
    const open = await files.decoder(list.frames[at].step, list.slots);
    open.setLabel(label);
    return open;
  }
  const planeOf = (/** @type {number} */ at, /** @type {boolean} */ isTurned) =>
    isTurned ? list.frames[at].turned : list.raw;
  /**
   * The code at a place of a frame's plane.
   * @param {number} at
   * @param {boolean} isTurned
   * @param {[number, number]} held
   */
  const code = (at, isTurned, held) => moveTo(planeOf(at, isTurned), planeOf(at, isTurned).origin, held);
  const frame = (/** @type {number} */ at) => files.frame(list.frames[at].step);

  /**
   * @param {number} at
   * @param {boolean} isTurned
   * @returns {Promise<Cloud>}
   */
  async function cloud(at, isTurned) {
    const plane = planeOf(at, isTurned);
    const { mean } = await frame(at);
    return {
      places: placesOf(plane, /** @type {Float32Array} */ (mean.data), labels),
      labels,
      extent: list.extents[isTurned ? "turned" : "raw"],
      names: plane.names,
      prior: hasCircle && list.latentDim > 1 ? project(plane, new Float32Array(list.latentDim)) : null,
    };
  }

  return {
    list,
    shape,
    inputs: subset.inputs,
    /**
     * Sets the label on which a conditional decoder is conditioned.
     * @param {number} next
     */
    setLabel: (next) => void (label = next),
    code,
    cloud,
    plane: planeOf,
    reconstructions: async (/** @type {number} */ at) => (await frame(at)).reconstructions,
    /**
     * The pictures of a frame's plane; null if it has no decoder, or if they are stale.
     * @param {number} at
     * @param {boolean} isTurned
     * @param {() => boolean} isStale
     * @param {import("../maths/viewport.js").Extent | null} [window] what is seen; null: what the codes of all frames
     *   need
     */
    async manifold(at, isTurned, isStale, window = null) {
      if (!list.frames[at].hasDecoder) return null;
      const plane = planeOf(at, isTurned);
      const lattice = latticeOf(window ?? list.extents[isTurned ? "turned" : "raw"], list.latentDim, gridSide(shape));
      const codes = gridCodes(plane, plane.origin, lattice);
      const open = await decoder(at);
      return isStale() ? null : decodeManifold(open, codes, list.latentDim, lattice, shape, isStale);
    },
    /**
     * Returns the decoded image of a code; null if the frame has no decoder, or if a newer code was requested.
     * @param {number} at
     * @param {Float32Array} z
     */
    async picture(at, z) {
      if (!list.frames[at].hasDecoder) return null;
      return (await decoder(at)).decodeLatest(z, 1);
    },
  };
}
