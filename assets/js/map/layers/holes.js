/** Holes: places where the prior is dense and codes are rare, hatched. */

import { needsTwoDimensions, stretched, tinted } from "./density_fields.js";

const COLOUR = /** @type {[number, number, number]} */ ([214, 69, 32]);

/** @type {import("./layer.js").Layer} */
export const holes = {
  key: "holes",
  name: "Holes",
  letter: "h",
  meaning: "Places where the prior expects codes and the data have hardly any",
  paint({ fields }) {
    const [found, field] = [fields.holes(), fields.codes()];
    return found && field ? { backdrop: hatching(found.isHole, field) } : {};
  },
  notes(scene) {
    const found = scene.fields.holes();
    if (!found) return needsTwoDimensions(scene) || "Holes need a prior, and this model has none.";
    const share = found.share < 0.0005 ? "less than 0.1 %" : `${(100 * found.share).toFixed(1)} %`;
    return `The holes (hatched) contain ${share} of the prior. Images sampled there are unlike the training images.`;
  },
};

/**
 * @param {Uint8Array} isHole
 * @param {import("../../maths/density.js").Field} field
 * @returns {import("./layer.js").Painter}
 */
function hatching(isHole, field) {
  const shown = { ...field, values: Float32Array.from(isHole) };
  /** @type {HTMLCanvasElement | null} */
  let sheet = null;
  return (context, view) => {
    sheet ??= tinted(shown, COLOUR, (value, at) => value * ((at + Math.floor(at / field.side)) % 4 < 2 ? 0.55 : 0.18));
    stretched(context, sheet, field, view);
  };
}
