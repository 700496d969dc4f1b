/** The points: one for each image, at the mean of its posterior; and of many classes the names. */

import { outlinesOf } from "../../maths/outlines.js";
import { toPixels } from "../../maths/viewport.js";
import { drawNames } from "../../plane/class_names.js";
import { MOST_CIRCLES } from "../../shared/classes.js";

/** @type {import("./layer.js").Layer} */
export const points = {
  key: "points",
  name: "Points",
  letter: "p",
  meaning: "The code of each image: the mean of its posterior",
  paint: ({ state: { latents, places, options }, isShown }) => {
    const { classNames, colours, layers } = options;
    // The class outlines have the names, too.
    if (!latents || classNames.length <= MOST_CIRCLES || layers.includes("outlines")) return { points: true };
    const found = outlinesOf(places, latents.labels, classNames, colours, isShown);
    return {
      points: true,
      overlay: (context, view, _size, theme) => {
        const names = found.map(({ name, median }) => ({ name, at: toPixels(view, ...median) }));
        drawNames(context, names, theme);
      },
    };
  },
  notes: () => "",
};
