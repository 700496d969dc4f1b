/** The prior: contours of N(0, I), or of the mixture that the model has learned. */

import { priorOn } from "../../maths/ellipse.js";
import { densityContours, drawGaussian } from "../../plane/contours.js";
import { planeOf } from "../state.js";

/** @type {import("./layer.js").Layer} */
export const prior = {
  key: "prior",
  name: "Prior: 1, 2, 3 sd",
  letter: "c",
  meaning: "Contours of the prior, from which new images are sampled",
  paint({ state: { latents, mixture, options }, fields }) {
    const plane = planeOf(options);
    if (plane.isView || !latents?.isProbabilistic) return {};
    if (!mixture) {
      const circle = priorOn(plane);
      return {
        overlay: (context, view, _size, theme) => drawGaussian(context, view, circle, [1, 2, 3], [2, 5], theme),
      };
    }
    const field = fields.prior();
    return field ? { overlay: densityContours(field) } : {};
  },
  notes: ({ state: { latents } }) => (latents?.isProbabilistic ? "" : "This model has no prior."),
};
