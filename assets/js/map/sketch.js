/** From a drawing to its place on the map: the pad's ink becomes an image, the run's encoder gives its posterior. */

import { openEncoder } from "../run/decoder.js";
import { asImage } from "../maths/drawing.js";
import { element } from "../shared/dom.js";
import { imageFromFile } from "../run/image_file.js";
import { pad } from "../plane/pad.js";
import { latestWins } from "../shared/queue.js";

/**
 * @param {HTMLElement} place
 * @param {() => import("./options.js").Options} options of now
 * @param {() => number} label that a conditional model is told of the drawing
 * @param {{show: (chosen: import("./state.js").Chosen) => void, settle: () => void}} puck
 */
export function sketch(place, options, label, puck) {
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  /** @type {{url: string, encoder: Promise<import("../run/decoder.js").Encoder>} | null} */
  let opened = null;

  function encoder() {
    const url = `${options().runUrl}/encoder.onnx`;
    if (opened?.url !== url) {
      void opened?.encoder.then((old) => old.close());
      opened = { url, encoder: openEncoder(url) };
    }
    return opened.encoder;
  }

  const encode = latestWins(async (/** @type {Float32Array} */ image) =>
    (await encoder()).encode(image, [1, ...options().shape]),
  );

  /** @param {Float32Array} ink */
  async function inked(ink) {
    const image = asImage(ink, options().shape);
    if (image) await shown(image, "Your drawing");
  }

  /**
   * Put the puck where the encoder puts an image.
   * @param {Float32Array} image
   * @param {string} title
   */
  async function shown(image, title) {
    try {
      (await encoder()).setLabel(label());
      const posterior = await encode(image);
      problem.hidden = true;
      if (posterior)
        puck.show({
          title,
          mean: posterior.mean.data,
          logVar: posterior.logVar?.data ?? null,
          label: null,
          index: null,
          load: () => Promise.resolve(image),
        });
    } catch (error) {
      opened = null;
      explain(`The encoder could not be used: ${error instanceof Error ? error.message : error}. Reload the page.`);
    }
  }

  /** @param {string} words */
  function explain(words) {
    problem.hidden = false;
    problem.textContent = words;
  }

  /** @param {File | undefined} file */
  async function dropped(file) {
    if (!file) return;
    try {
      await shown(await imageFromFile(file, options().shape), file.name);
      puck.settle();
    } catch (error) {
      explain(error instanceof Error ? error.message : String(error));
    }
  }

  const chosen = element("input", {
    type: "file",
    accept: "image/*",
    class: "only-heard",
    "data-testid": "image-file",
  });
  chosen.addEventListener("change", () => void dropped(chosen.files?.[0]).then(() => (chosen.value = "")));
  const target = element(
    "label",
    { class: "drop" },
    "Or drop an image file here, or ",
    element("u", {}, "choose one"),
    chosen,
  );
  for (const name of ["dragenter", "dragover"]) target.addEventListener(name, (event) => event.preventDefault());
  target.addEventListener("drop", (event) => {
    event.preventDefault();
    void dropped(event.dataTransfer?.files[0]);
  });
  const details = element("details", { class: "draw" }, element("summary", {}, "Draw your own"), problem);
  pad(details, { inked: (ink) => void inked(ink), lifted: puck.settle });
  details.append(target);
  place.append(details);
  return { close: () => void opened?.encoder.then((old) => old.close()) };
}
