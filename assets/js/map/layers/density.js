/** The density of all codes: a soft cloud in the theme's colour. */

import { needsTwoDimensions, stretched, tinted } from "./density_fields.js";

/** @type {import("./layer.js").Layer} */
export const density = {
  key: "density",
  name: "Density of all codes",
  letter: "d",
  meaning: "The aggregate posterior: the average of all posteriors",
  paint({ fields }) {
    const field = fields.codes();
    return field ? { backdrop: cloud(field) } : {};
  },
  notes: needsTwoDimensions,
};

/**
 * @param {import("../../maths/density.js").Field} field
 * @returns {import("./layer.js").Painter}
 */
function cloud(field) {
  const most = field.values.reduce((a, b) => Math.max(a, b), 0) || 1;
  let [colour, sheet] = ["", /** @type {HTMLCanvasElement | null} */ (null)];
  return (context, view, _size, theme) => {
    if (!sheet || colour !== theme.primary) {
      colour = theme.primary;
      // The root shows thin places that a linear scale would hide beside the peaks.
      sheet = tinted(field, theme.primaryRgb, (value) => 0.8 * Math.sqrt(value / most));
    }
    stretched(context, sheet, field, view);
  };
}
