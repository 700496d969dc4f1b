/** The images A to D: each chosen at random, on the map, drawn or from a file; and their names in the address. */

import { asImage } from "../maths/drawing.js";
import { imageFromFile } from "../run/image_file.js";
import { codeOf } from "../maths/codes.js";
import { pad } from "../plane/pad.js";
import { paint } from "../shared/picture.js";
import { latestWins } from "../shared/queue.js";
import { codeFromAddress, codeInAddress } from "./slot_address.js";
import { dropTarget, slotParts } from "./slot_parts.js";

/** @typedef {"a" | "b" | "c" | "d"} Name */
/**
 * @typedef {object} Content load: its pixels, where there are any
 * @property {Float32Array} code
 * @property {string} address
 * @property {string} title
 * @property {(() => Promise<ArrayLike<number>>) | null} load
 */

/**
 * Returns the image in a row of a run's codes, for a slot.
 * @param {import("./run.js").Run} run
 * @param {import("../maths/codes.js").Latents} latents
 * @param {number} row
 * @param {readonly string[]} classNames
 * @returns {Content}
 */
export function contentOfRow(run, latents, row, classNames) {
  const [index, label] = [latents.index[row], latents.labels[row]];
  return {
    code: codeOf(latents, row).slice(),
    address: String(index),
    title: `${classNames[label] ?? label}, image ${index}`,
    load: () => run.images.image(index),
  };
}

/**
 * Returns the image or code that an address names, or null where this run has none of that name.
 * @param {string} address
 * @param {import("./run.js").Run} run
 * @param {readonly string[]} classNames
 * @returns {Content | null}
 */
export function contentOfAddress(address, run, classNames) {
  if (/^\d{1,9}$/.test(address)) {
    const row = run.all.index.indexOf(Number(address));
    return row < 0 ? null : contentOfRow(run, run.all, row, classNames);
  }
  const code = codeFromAddress(address, run.all.dimensions);
  return code && { code, address, title: "A code from the address", load: null };
}

/**
 * @param {Name} name
 * @param {import("./interpolate.js").Options} options
 * @param {import("./run.js").Run} run
 * @param {(content: Content) => void} changed
 */
export function slot(name, { shape, classNames }, run, changed) {
  const on = { random: takeRandom, file: (/** @type {File} */ file) => void takeFile(file), draw: startPad };
  const { root, image, reconstruction, title, problem, input, draw, panel } = slotParts(name, on);
  const encode = latestWins((/** @type {Float32Array} */ pixels) => run.encoder.encode(pixels, [1, ...shape]));
  let turn = 0;

  function takeRandom() {
    const { test } = run;
    use(contentOfRow(run, test, Math.floor(Math.random() * test.count), classNames));
  }

  /** @param {File} chosen */
  async function takeFile(chosen) {
    await attempt(async () => takeImage(await imageFromFile(chosen, shape), chosen.name));
    input.value = ""; // so that the same file can be chosen again
  }

  /**
   * @param {Float32Array} pixels
   * @param {string} words
   */
  async function takeImage(pixels, words) {
    const posterior = await encode(pixels);
    if (!posterior) return;
    const code = posterior.mean.data;
    use({ code, address: codeInAddress(code), title: words, load: () => Promise.resolve(pixels) });
  }

  function startPad() {
    if (!draw.open || draw.querySelector("canvas")) return;
    const inked = (/** @type {Float32Array} */ ink) => {
      const pixels = asImage(ink, shape);
      if (pixels) void attempt(() => takeImage(pixels, "your drawing"));
    };
    pad(panel, { inked, lifted: () => undefined });
  }

  /** @param {() => Promise<void>} work */
  async function attempt(work) {
    try {
      await work();
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error);
      problem.hidden = false;
    }
  }

  /** @param {Content} content */
  function use(content) {
    problem.hidden = true;
    void show(content);
    changed(content);
  }

  /** @param {Content} content */
  async function show(content) {
    const mine = ++turn;
    title.textContent = content.title;
    image.hidden = !content.load;
    const loading = content.load?.().catch(() => null);
    const [pixels, decoded] = await Promise.all([loading, run.decoder.decode(content.code.slice(), 1)]);
    if (mine !== turn) return;
    image.hidden = !pixels;
    if (pixels) paint(image, pixels, shape);
    paint(reconstruction, decoded.data, shape);
  }

  const noFile = () => Promise.reject(new Error("That is no file. Drop an image file from your computer."));
  dropTarget(root, (file) => void (file ? takeFile(file) : attempt(noFile)));
  return { root, show: (/** @type {Content} */ content) => void show(content) };
}
