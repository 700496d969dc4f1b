/** The traversal grid: a row of pictures for each latent dimension, moved from -3 to 3 sd while the others stay. */

import { context2d, element } from "../shared/dom.js";
import { latestWins } from "../shared/queue.js";
import { readable } from "../shared/numbers.js";
import { toRgba } from "../shared/picture.js";

const STEPS = [-3, -2.25, -1.5, -0.75, 0, 0.75, 1.5, 2.25, 3]; // standard deviations
const MOST_ROWS = 24; // more than that nobody compares
export const ACTIVE_VARIANCE = 0.01; // of the mean over the images; Burda et al. 2015, section 5

/** @typedef {{dimension: number, kl: number, centre: number, sd: number, isActive: boolean}} Row */

/**
 * A row for each dimension, those that tell most about an image first. The steps are of the prior's standard deviation;
 * where there is no prior, of the codes' own around their mean.
 * @param {import("../maths/codes.js").Latents} latents
 * @param {readonly number[]} kls (D,) nats
 * @returns {Row[]}
 */
export function traversalRows({ codes, count, dimensions, isProbabilistic }, kls) {
  const rows = kls.map((kl, dimension) => {
    let [sum, squares] = [0, 0];
    for (let at = dimension; at < codes.length; at += dimensions)
      [sum, squares] = [sum + codes[at], squares + codes[at] ** 2];
    const mean = sum / count;
    const variance = Math.max(0, squares / count - mean ** 2);
    const [centre, sd] = isProbabilistic ? [0, 1] : [mean, Math.sqrt(variance)];
    return { dimension, kl, centre, sd, isActive: variance > ACTIVE_VARIANCE, variance };
  });
  const worth = (/** @type {typeof rows[0]} */ row) => (isProbabilistic ? row.kl : row.variance);
  return rows.sort((a, b) => worth(b) - worth(a)).map(({ variance: _, ...row }) => row);
}

/**
 * The codes of all rows: (rows * steps, D) flat.
 * @param {ArrayLike<number>} z
 * @param {readonly Row[]} rows
 */
export function traversalCodes(z, rows) {
  const codes = new Float32Array(rows.length * STEPS.length * z.length);
  rows.forEach(({ dimension, centre, sd }, row) =>
    STEPS.forEach((step, column) => {
      const start = (row * STEPS.length + column) * z.length;
      codes.set(Array.from(z), start);
      codes[start + dimension] = centre + step * sd;
    }),
  );
  return codes;
}

/**
 * @param {HTMLElement} place
 * @param {import("./state.js").State} state
 * @param {(dimension: number, value: number) => void} onChoose a picture was clicked
 */
export function traversals(place, state, onChoose) {
  const note = element("p", { class: "notes" });
  const table = element("div", { class: "traversals", "data-testid": "traversals" });
  const details = element(
    "details",
    { class: "section" },
    element("summary", {}, "Traverse each dimension"),
    note,
    table,
  );
  details.addEventListener("toggle", () => show());
  place.append(details);
  /** @type {{latents: import("../maths/codes.js").Latents, rows: Row[], canvases: HTMLCanvasElement[]} | null} */
  let known = null;
  const decode = latestWins(
    async (
      /** @type {{decoder: import("../run/decoder.js").Decoder, codes: Float32Array, n: number}} */ {
        decoder,
        codes,
        n,
      },
    ) => decoder.decode(codes, n),
  );

  /** @param {import("../maths/codes.js").Latents} latents */
  function build(latents) {
    const all = traversalRows(latents, state.klPerDimension);
    const rows = all.slice(0, MOST_ROWS);
    const canvases = rows.map((row) => rowCanvas(row));
    table.replaceChildren(
      ...rows.map((row, i) =>
        element(
          "div",
          { class: `traversal${row.isActive ? "" : " is-inactive"}` },
          element("span", { class: "traversal-name" }, `z${row.dimension + 1}`),
          element("span", { class: "traversal-kl" }, factsOf(row, latents.isProbabilistic)),
          canvases[i],
        ),
      ),
    );
    note.textContent =
      `${latents.isProbabilistic ? "Those with the largest mean KL to N(0, 1) first. " : ""}Each row moves one dimension from −3 to 3 ${latents.isProbabilistic ? "standard deviations of the prior" : "standard deviations of the codes"}` +
      " and leaves the others where the puck is. Click a picture to go there." +
      (all.length > MOST_ROWS ? ` The first ${MOST_ROWS} of ${all.length}.` : "");
    return { latents, rows, canvases };
  }

  /** @param {Row} row */
  function rowCanvas(row) {
    const [, height, width] = state.options.shape;
    const canvas = element("canvas", {
      width: width * STEPS.length,
      height,
      class: "traversal-row",
      role: "img",
      "aria-label": `Pictures along z${row.dimension + 1}`,
    });
    canvas.addEventListener("click", (event) => {
      const column = Math.min(STEPS.length - 1, Math.floor((event.offsetX / canvas.clientWidth) * STEPS.length));
      onChoose(row.dimension, row.centre + STEPS[column] * row.sd);
    });
    return canvas;
  }

  async function show() {
    const { latents, decoder, z, options } = state;
    if (!details.open || !latents || !decoder) return;
    if (known?.latents !== latents) known = build(latents);
    const { rows, canvases } = known;
    const result = await decode({ decoder, codes: traversalCodes(z, rows), n: rows.length * STEPS.length }).catch(
      () => null,
    );
    if (!result || known.canvases !== canvases) return;
    const [channels, height, width] = options.shape;
    canvases.forEach((canvas, row) =>
      STEPS.forEach((_, column) => {
        const rgba = toRgba(result.data, options.shape, (row * STEPS.length + column) * channels * height * width);
        context2d(canvas).putImageData(new ImageData(rgba, width, height), column * width, 0);
      }),
    );
  }

  return {
    /** The code, the decoder or the points changed. */
    show: () => void show(),
    /**
     * Only with more than one dimension is there something to compare.
     * @param {number} dimensions
     */
    fit: (dimensions) => void (details.hidden = dimensions < 2),
  };
}

/**
 * @param {Row} row
 * @param {boolean} isProbabilistic
 */
function factsOf({ kl, isActive, sd }, isProbabilistic) {
  if (!isActive)
    return isProbabilistic
      ? `KL ${readable(kl)}: inactive, it tells nothing of the image`
      : "inactive: the same for all images";
  return isProbabilistic ? `KL ${readable(kl)} nats` : `sd ${readable(sd)}`;
}
