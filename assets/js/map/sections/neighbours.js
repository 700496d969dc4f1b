/** The images nearest to the marker, with their distances, and the density of the codes there. */

import { densityAt } from "../../maths/density.js";
import { element } from "../../shared/dom.js";
import { readable } from "../../shared/numbers.js";
import { paint } from "../../shared/picture.js";
import { className, markerPlace } from "../state.js";

const [SHOWN, REST_MS] = [4, 250]; // images; how long the marker rests before they are fetched

/**
 * @param {HTMLElement} place
 * @param {import("../state.js").MapStore} map
 * @param {ReturnType<typeof import("../layers/density_fields.js").densityFields>} fields
 */
export function neighbours(place, { state, on }, fields) {
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
      const name = `${className(state, latents.labels[at])}, at distance ${readable(distances[i])}`;
      const canvas = element("canvas", { class: "picture", width: 1, height: 1, role: "img", "aria-label": name });
      void state.chunks.image(latents.index[at]).then(
        (image) => mine === turn && paint(canvas, image, state.options.shape),
        () => undefined,
      );
      return element(
        "figure",
        { class: "figure", style: `--at: ${i + 1}` },
        canvas,
        element("figcaption", {}, readable(distances[i])),
      );
    });
    row.replaceChildren(...pictures);
    words.textContent = noteOf(share);
  }

  /**
   * Two lines in the narrowest column.
   * @param {number} share of the images that lie closer to their own neighbours
   */
  function noteOf(share) {
    const near = `Nearest images; ${Math.round(100 * share)} % of all images have nearer ones.`;
    // With more dimensions a plane's density is not that of the place, and it takes a tenth of a second.
    const codes = state.options.latentDim === 2 ? fields.codes() : null;
    if (!codes) return near;
    const [here, prior] = [markerPlace(state), fields.prior()];
    const [density, expected] = [densityAt(codes, here), prior && densityAt(prior, here)];
    if (!expected || expected < 1e-4) return `${near} Density: ${density.toPrecision(2)}.`;
    return `${near} Density: ${(density / expected).toPrecision(2)} times the prior's.`;
  }

  on(["z", "places", "latents"], () => {
    clearTimeout(timer);
    timer = setTimeout(show, REST_MS);
  });
  return { stop: () => clearTimeout(timer) };
}
