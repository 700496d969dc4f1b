/** The images nearest to the puck, with their distances, and how dense the codes are there. */

import { densityAt } from "../maths/density.js";
import { element } from "../shared/dom.js";
import { readable } from "../shared/numbers.js";
import { paint } from "../shared/picture.js";
import { className, puckPlace } from "./state.js";

const [SHOWN, REST_MS] = [4, 250]; // images; how long the puck rests before they are fetched

/**
 * @param {HTMLElement} place
 * @param {import("./state.js").State} state
 * @param {{density: () => import("../maths/density.js").Field | null, prior: () => import("../maths/density.js").Field | null}}
 *   fields
 */
export function neighbours(place, state, fields) {
  const words = element("p", { class: "notes", "data-testid": "density-here" });
  const row = element("div", { class: "neighbours", "data-testid": "neighbours" });
  place.append(element("div", { class: "nearest", "aria-label": "Nearest images", role: "group" }, row, words));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let turn = 0;

  function show() {
    const { latents, z } = state;
    const mine = ++turn;
    if (!latents?.count) return row.replaceChildren();
    const { rows, distances, share } = state.support(z);
    const pictures = rows.slice(0, SHOWN).map((at, i) => {
      const name = className(state, latents.labels[at]);
      const canvas = element("canvas", {
        class: "picture",
        width: 1,
        height: 1,
        role: "img",
        "aria-label": `${name}, at distance ${readable(distances[i])}`,
      });
      void state.chunks.image(latents.index[at]).then(
        (image) => mine === turn && paint(canvas, image, state.options.shape),
        () => undefined,
      );
      return element("figure", { class: "figure" }, canvas, element("figcaption", {}, readable(distances[i])));
    });
    row.replaceChildren(...pictures);
    words.textContent = wordsOf(share);
  }

  /** @param {number} share */
  function wordsOf(share) {
    const near = `Nearest images and their distance. ${Math.round(100 * share)} % of the images lie closer to their own neighbours.`;
    // With more dimensions a plane's density is not that of the place, and it takes a tenth of a second.
    if (state.options.latentDim !== 2) return near;
    const [codes, prior] = [fields.density(), fields.prior()];
    if (!codes) return near;
    const here = puckPlace(state);
    const [density, expected] = [densityAt(codes, here), prior && densityAt(prior, here)];
    if (!expected || expected < 1e-4) return `${near} Density of the codes here: ${density.toPrecision(2)}.`;
    return `${near} Density of the codes here: ${density.toPrecision(2)}, ${(density / expected).toPrecision(2)} times the prior's.`;
  }

  return {
    /** The puck moved: once it rests, say what is near. */
    moved() {
      clearTimeout(timer);
      timer = setTimeout(show, REST_MS);
    },
    stop: () => clearTimeout(timer),
  };
}
