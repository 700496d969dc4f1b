/** Class outlines: the hull of the middle of each class, and its name. */

import { outlinesOf } from "../../maths/outlines.js";
import { drawOutlines } from "../../plane/contours.js";

/** @type {import("./layer.js").Layer} */
export const outlines = {
  key: "outlines",
  name: "Class outlines",
  letter: "o",
  meaning: "The hull of the middle three quarters of each class, with its name at the median",
  paint({ state: { latents, places, options }, isShown }) {
    if (!latents) return {};
    const found = outlinesOf(places, latents.labels, options.classNames, options.colours, isShown);
    return { overlay: (context, view, _size, theme) => drawOutlines(context, view, found, theme) };
  },
  notes: () => "",
};
