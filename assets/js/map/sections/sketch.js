/** From a drawing or an image file to its place on the map: the run's encoder gives its posterior. */

import { asImage } from "../../maths/drawing.js";
import { pad } from "../../plane/pad.js";
import { openEncoder } from "../../run/decoder.js";
import { imageFromFile } from "../../run/image_file.js";
import { element } from "../../shared/dom.js";
import { isFinger } from "../../shared/pointer.js";
import { latestWins } from "../../shared/queue.js";

/** @typedef {import("../options.js").Options} Options */

/**
 * @param {HTMLElement} place
 * @param {() => Options} options of now
 * @param {() => number} label on which a conditional model's encoder is conditioned
 * @param {{show: (chosen: import("../state.js").Chosen) => void, settle: () => void}} marker
 */
export function sketch(place, options, label, marker) {
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const encoder = encoderOf(options);
  let [isLifted, encoding] = [true, 0]; // encoding: images of the pad whose posterior is not known yet

  /** @param {Float32Array} ink */
  async function inked(ink) {
    isLifted = false;
    const image = asImage(ink, options().shape);
    if (!image) return;
    encoding += 1;
    await show(image, "Your drawing");
    encoding -= 1;
    settle();
  }

  function lifted() {
    isLifted = true;
    settle();
  }

  /** The movement is over with the pen and the last ink's posterior, which a slow computer knows later. */
  function settle() {
    if (isLifted && !encoding) marker.settle();
  }

  /**
   * Puts the marker on the mean of an image's posterior.
   * @param {Float32Array} image
   * @param {string} title
   */
  async function show(image, title) {
    try {
      const posterior = await encoder.encode(image, label());
      problem.hidden = true;
      if (!posterior) return;
      const [mean, logVar] = [posterior.mean.data, posterior.logVar?.data ?? null];
      marker.show({ title, mean, logVar, label: null, index: null, load: () => Promise.resolve(image) });
    } catch (error) {
      encoder.forget();
      explain(`The encoder could not be used: ${error instanceof Error ? error.message : error}. Reload the page.`);
    }
  }

  /** @param {string} words */
  function explain(words) {
    problem.hidden = false;
    problem.textContent = words;
  }

  /** @param {File | undefined} file */
  async function open(file) {
    if (!file) return;
    try {
      await show(await imageFromFile(file, options().shape), file.name);
      marker.settle();
    } catch (error) {
      explain(error instanceof Error ? error.message : String(error));
    }
  }

  pad(place, { inked: (ink) => void inked(ink), lifted });
  const drawUrl = options().drawUrl;
  const ownClass = drawUrl ? [element("a", { href: drawUrl, class: "draw-link" }, "Draw a class of your own")] : [];
  place.querySelector(".pad-tools")?.append(fileTarget(open), ...ownClass);
  place.append(problem);
  return { close: encoder.close };
}

/**
 * Keeps the encoder of the run shown, opened when first asked for.
 * @param {() => Options} options
 */
function encoderOf(options) {
  /** @type {{url: string, encoder: Promise<import("../../run/decoder.js").Encoder>} | null} */
  let opened = null;
  const close = () => void opened?.encoder.then((old) => old.close());

  function current() {
    const url = `${options().runUrl}/encoder.onnx`;
    if (opened?.url !== url) {
      close();
      opened = { url, encoder: openEncoder(url) };
    }
    return opened.encoder;
  }

  const newest = latestWins(async (/** @type {Float32Array} */ image) => {
    return (await current()).encode(image, [1, ...options().shape]);
  });
  return {
    close,
    /** After a failure: the next image opens it again. */
    forget: () => void (opened = null),
    /**
     * Returns the posterior, or null where a newer image took the place of this one.
     * @param {Float32Array} image
     * @param {number} label
     */
    async encode(image, label) {
      (await current()).setLabel(label);
      return newest(image);
    },
  };
}

/**
 * Returns a place to drop an image file, or to choose one.
 * @param {(file: File | undefined) => Promise<void>} open
 */
function fileTarget(open) {
  const input = element("input", { type: "file", accept: "image/*", class: "only-heard", "data-testid": "image-file" });
  input.addEventListener("change", () => void open(input.files?.[0]).then(() => (input.value = "")));
  const link = element("u", {}, isFinger ? "Choose an image file" : "choose one");
  const words = isFinger ? [link] : ["Drop an image file here, or ", link];
  const target = element("label", { class: "drop" }, ...words, input);
  for (const name of ["dragenter", "dragover"]) target.addEventListener(name, (event) => event.preventDefault());
  target.addEventListener("drop", (event) => {
    event.preventDefault();
    void open(event.dataTransfer?.files[0]);
  });
  return target;
}
