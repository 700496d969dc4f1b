/** The posteriors: an ellipse of one standard deviation around each code in view. */

import { codeOf, logVarOf } from "../../maths/codes.js";
import { ellipseOf } from "../../maths/ellipse.js";
import { toPixels } from "../../maths/viewport.js";
import { rgbOf } from "../../shared/classes.js";
import { planeOf } from "../state.js";

const MOST = 1200; // in view at once; more would be one grey cloud, and slow

/** @type {import("./layer.js").Layer} */
export const ellipses = {
  key: "ellipses",
  name: "Posteriors: 1 sd",
  letter: "e",
  meaning: "The encoder's uncertainty about each code, to scale",
  paint: (scene) => (planeOf(scene.state.options).isView ? {} : { backdrop: posteriors(scene) }),
  notes: ({ state: { latents } }) => (latents?.logVars ? "" : "This model's codes are points: it has no posteriors."),
};

/**
 * @param {import("./layer.js").Scene} scene
 * @returns {import("./layer.js").Painter}
 */
function posteriors({ state, isShown }) {
  return (context, view, [width, height]) => {
    const { latents, places, options, colouring } = state;
    if (!latents?.logVars || !colouring) return;
    const rows = [];
    for (let row = 0; row < latents.count; row++) {
      const [x, y] = toPixels(view, places[2 * row], places[2 * row + 1]);
      if (x > 0 && y > 0 && x < width && y < height && isShown(latents.labels[row])) rows.push(row);
    }
    const [plane, step] = [planeOf(options), Math.max(1, Math.ceil(rows.length / MOST))];
    Object.assign(context, { lineWidth: 1, globalAlpha: 0.55 });
    for (let i = 0; i < rows.length; i += step) {
      const { centre, radii, angle } = ellipseOf(plane, codeOf(latents, rows[i]), logVarOf(latents, rows[i]) ?? []);
      const [x, y] = toPixels(view, ...centre);
      context.strokeStyle = `rgb(${rgbOf(colouring.colours[colouring.tints[rows[i]] % colouring.colours.length])})`;
      context.beginPath();
      context.ellipse(x, y, radii[0] * view.scale, radii[1] * view.scale, -angle, 0, 2 * Math.PI);
      context.stroke();
    }
    context.globalAlpha = 1;
  };
}
