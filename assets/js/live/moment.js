/** The last moment of a run as the stage shows it: codes in a plane whose axes follow them, and the newest decoder. */

import { chosenDims, reachesPrior } from "./points.js";
import { centreOf, inPlane, nextPlane, planeWords } from "../plane/fitted_plane.js";
import { decodeManifold, gridCodes } from "../plane/manifold.js";
import { dimensionPlane } from "../maths/plane.js";
import { latticeOf } from "../time_machine/scene.js";
import { gridSide } from "../time_machine/words.js";

/** @typedef {Record<string, import("../run/safetensors.js").Tensor>} Tensors of live.safetensors */

/**
 * @param {ReturnType<typeof import("./decoder.js").liveDecoder>} decoder
 * @param {boolean} hasCircle whether the prior is the standard normal one
 */
export function lastMoments(decoder, hasCircle) {
  /** @type {[number, number] | undefined} */
  let dims;
  /** @type {import("../plane/fitted_plane.js").Plane | null} */
  let before = null;

  /**
   * @param {Tensors} tensors
   * @param {number[] | null} klPerDim
   * @param {boolean} isHeld whether the held point is being dragged, so that the dimensions stay
   * @param {boolean} isConditional
   * @returns {{moment: import("./stage.js").Moment, isSamePlane: boolean}}
   */
  return function next({ mean, label, inputs, reconstructions }, klPerDim, isHeld, isConditional) {
    const size = mean.shape[1];
    const chosen = isHeld && dims ? dims : chosenDims(klPerDim, size, dims);
    const isSamePlane = String(chosen) === String(dims);
    dims = chosen;
    const [codes, labels] = [/** @type {Float32Array} */ (mean.data), /** @type {Int32Array} */ (label.data)];
    const places = inPlane(codes, size, chosen, labels);
    const fitted = nextPlane(isSamePlane ? before : null, places);
    const hasPrior = hasCircle && size > 1;
    const shown = hasPrior ? { ...fitted, extent: reachesPrior(fitted.extent) } : fitted;
    before = shown;
    const plane = dimensionPlane(size, chosen[0], size > 1 ? chosen[1] : 1);
    if (size === 1) plane.names = ["z1", "class"];
    const centre = centreOf(codes, size);
    const shape = inputs.shape.slice(1);
    const moment = {
      cloud: {
        places,
        labels,
        extent: shown.extent,
        names: plane.names,
        prior: hasPrior ? /** @type {[number, number]} */ ([0, 0]) : null,
      },
      plane,
      base: centre,
      inputs,
      reconstructions,
      isLive: true,
      canTurn: true,
      isConditional,
      words: planeWords(size, chosen, Boolean(klPerDim)),
      missing: "",
      picture: decoder.decode,
      ground: async (
        /** @type {() => boolean} */ isStale,
        /** @type {import("../maths/viewport.js").Extent | null} */ window,
      ) => {
        if (!decoder.isOpen()) return null;
        const lattice = latticeOf(window ?? shown.extent, size, gridSide(shape));
        const source = /** @type {any} */ ({ decode: decoder.decodeMany });
        const manifold = await decodeManifold(source, gridCodes(plane, centre, lattice), size, lattice, shape, isStale);
        return manifold && { manifold, shape };
      },
    };
    return { moment, isSamePlane };
  };
}
