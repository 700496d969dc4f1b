/** The traversal grid: a row of images for each latent dimension, from -3 to 3 sd while the others stay. */

import { context2d, element } from "../../shared/dom.js";
import { readable } from "../../shared/numbers.js";
import { toRgba } from "../../shared/picture.js";
import { latestWins } from "../../shared/queue.js";
import { TRAVERSAL_STEPS, traversalCodes, traversalRows } from "./traversal_codes.js";

const MOST_ROWS = 24; // with more, nobody compares them

/** @typedef {import("./traversal_codes.js").Row} Row */
/** @typedef {import("../../run/decoder.js").Decoder} Decoder */

/**
 * @param {import("./section_tabs.js").SectionTabs} tabs
 * @param {import("../state.js").MapStore} map
 * @param {(dimension: number, value: number) => void} onChoose an image was clicked
 */
export function traversals(tabs, { state, on }, onChoose) {
  const note = element("p", { class: "notes" });
  const table = element("div", { class: "traversals", "data-testid": "traversals" });
  tabs.panel("Traverse").append(table, note);
  tabs.whenOpen("Traverse", () => void show());
  /** @type {{latents: import("../../maths/codes.js").Latents, rows: Row[], canvases: HTMLCanvasElement[]} | null} */
  let known = null;
  /** @param {{decoder: Decoder, codes: Float32Array, n: number}} batch */
  const run = async ({ decoder, codes, n }) => decoder.decode(codes, n);
  const decode = latestWins(run);

  /** @param {import("../../maths/codes.js").Latents} latents */
  function build(latents) {
    const all = traversalRows(latents, state.klPerDimension);
    const rows = all.slice(0, MOST_ROWS);
    const canvases = rows.map((row) => rowCanvas(row, state.options.shape, onChoose));
    table.replaceChildren(...rows.map((row, i) => rowElement(row, latents.isProbabilistic, canvases[i])));
    note.textContent = noteOf(all.length, latents.isProbabilistic);
    return { latents, rows, canvases };
  }

  async function show() {
    const { latents, decoder, z, options } = state;
    if (!tabs.isOpen("Traverse") || !latents || !decoder) return;
    if (known?.latents !== latents) known = build(latents);
    const { rows, canvases } = known;
    const codes = traversalCodes(z, rows);
    const result = await decode({ decoder, codes, n: rows.length * TRAVERSAL_STEPS.length }).catch(() => null);
    if (!result || known.canvases !== canvases) return;
    const [channels, height, width] = options.shape;
    canvases.forEach((canvas, row) =>
      TRAVERSAL_STEPS.forEach((_, column) => {
        const rgba = toRgba(
          result.data,
          options.shape,
          (row * TRAVERSAL_STEPS.length + column) * channels * height * width,
        );
        context2d(canvas).putImageData(new ImageData(rgba, width, height), column * width, 0);
      }),
    );
  }

  on(["z", "label", "decoder", "latents", "options"], () => void show());
  void show();
}

/**
 * @param {Row} row
 * @param {readonly number[]} shape
 * @param {(dimension: number, value: number) => void} onChoose
 */
function rowCanvas(row, [, height, width], onChoose) {
  const canvas = element("canvas", {
    width: width * TRAVERSAL_STEPS.length,
    height,
    class: "traversal-row",
    role: "img",
  });
  canvas.setAttribute("aria-label", `Images along z${row.dimension + 1}`);
  canvas.addEventListener("click", (event) => {
    const column = Math.min(
      TRAVERSAL_STEPS.length - 1,
      Math.floor((event.offsetX / canvas.clientWidth) * TRAVERSAL_STEPS.length),
    );
    onChoose(row.dimension, row.centre + TRAVERSAL_STEPS[column] * row.sd);
  });
  return canvas;
}

/**
 * @param {Row} row
 * @param {boolean} isProbabilistic
 * @param {HTMLCanvasElement} canvas
 */
function rowElement(row, isProbabilistic, canvas) {
  return element(
    "div",
    { class: `traversal${row.isActive ? "" : " is-inactive"}` },
    element("span", { class: "traversal-name" }, `z${row.dimension + 1}`),
    element("span", { class: "traversal-kl" }, factsOf(row, isProbabilistic)),
    canvas,
  );
}

/**
 * @param {Row} row
 * @param {boolean} isProbabilistic
 */
function factsOf({ kl, isActive, sd }, isProbabilistic) {
  if (!isActive) return isProbabilistic ? `KL ${readable(kl)} nats: inactive` : "inactive: the same for all images";
  return isProbabilistic ? `KL ${readable(kl)} nats` : `sd ${readable(sd)}`;
}

/**
 * @param {number} count of dimensions
 * @param {boolean} isProbabilistic
 */
function noteOf(count, isProbabilistic) {
  return [
    ...(isProbabilistic ? ["The dimension with the largest mean KL to N(0, 1) is first."] : []),
    `Each row changes one dimension from −3 to 3 standard deviations of the ${isProbabilistic ? "prior" : "codes"}.`,
    "The other dimensions stay at the marker's values. Choose an image to move the marker there.",
    ...(count > MOST_ROWS ? [`The first ${MOST_ROWS} of ${count} are shown.`] : []),
  ].join(" ");
}
