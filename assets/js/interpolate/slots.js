/**
 * The images one starts from, A to D: each taken at random, from the map, from a pad or from a file; and how the
 * address names them.
 */

import { asImage } from "../maths/drawing.js";
import { element } from "../shared/dom.js";
import { imageFromFile } from "../run/image_file.js";
import { codeOf } from "../maths/codes.js";
import { pad } from "../plane/pad.js";
import { paint } from "../shared/picture.js";
import { latestWins } from "../shared/queue.js";
import { codeFromAddress, codeInAddress } from "./slot_address.js";

/** @typedef {"a" | "b" | "c" | "d"} Name */
/**
 * @typedef {object} Content load: its pixels, where there are any
 * @property {Float32Array} code
 * @property {string} address
 * @property {string} title
 * @property {(() => Promise<ArrayLike<number>>) | null} load
 */

/**
 * The row of a run's codes as a slot's content.
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
 * What an address names, or null where it names nothing of this run.
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
  const letter = name.toUpperCase();
  const [image, reconstruction] = ["image", "reconstruction"].map((what) =>
    element("canvas", {
      class: "picture",
      width: 1,
      height: 1,
      role: "img",
      "aria-label": `${what} of ${letter}`,
      "data-testid": `${what}-${name}`,
    }),
  );
  const [title, problem] = [
    element("span", { class: "slot-title" }),
    element("p", { class: "problem", role: "alert", hidden: true }),
  ];
  const random = element(
    "button",
    { type: "button", class: "tool", "aria-label": `Random image for ${letter}`, onclick: takeRandom },
    "Random",
  );
  const input = element("input", {
    type: "file",
    accept: "image/*",
    class: "file",
    "aria-label": `Image file for ${letter}`,
    "data-testid": `file-${name}`,
    onchange: () => input.files?.[0] && void takeFile(input.files[0]),
  });
  const file = element("label", { class: "tool file-label" }, input, "Image file");
  const draw = element("details", { class: "draw", ontoggle: startPad }, element("summary", {}, `Draw ${letter}`));
  const root = element(
    "section",
    { class: "slot", "aria-label": `Image ${letter}`, "data-testid": `slot-${name}` },
    element("h2", {}, letter, title),
    element("div", { class: "slot-pictures" }, figure(image, "image"), figure(reconstruction, "decoded")),
    problem,
    element("div", { class: "slot-sources" }, random, file),
    draw,
  );
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

  const encode = latestWins((/** @type {Float32Array} */ pixels) => run.encoder.encode(pixels, [1, ...shape]));
  /**
   * @param {Float32Array} pixels
   * @param {string} words
   */
  async function takeImage(pixels, words) {
    const posterior = await encode(pixels);
    if (posterior)
      use({
        code: posterior.mean.data,
        address: codeInAddress(posterior.mean.data),
        title: words,
        load: () => Promise.resolve(pixels),
      });
  }

  function startPad() {
    if (!draw.open || draw.querySelector("canvas")) return;
    const inked = (/** @type {Float32Array} */ ink) => {
      const pixels = asImage(ink, shape);
      if (pixels) void attempt(() => takeImage(pixels, "your drawing"));
    };
    pad(draw, { inked, lifted: () => undefined });
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
    const [pixels, decoded] = await Promise.all([
      content.load?.().catch(() => null),
      run.decoder.decode(content.code.slice(), 1),
    ]);
    if (mine !== turn) return;
    image.hidden = !pixels;
    if (pixels) paint(image, pixels, shape);
    paint(reconstruction, decoded.data, shape);
  }

  root.addEventListener("dragover", (event) => (event.preventDefault(), root.classList.add("is-over")));
  for (const end of ["dragleave", "drop"]) root.addEventListener(end, () => root.classList.remove("is-over"));
  root.addEventListener("drop", (event) => {
    event.preventDefault();
    const dropped = event.dataTransfer?.files[0];
    if (dropped) void takeFile(dropped);
    else void attempt(() => Promise.reject(new Error("That was no file. Drop an image file from your disk.")));
  });

  return { root, show: (/** @type {Content} */ content) => void show(content) };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} caption
 */
const figure = (canvas, caption) => element("figure", { class: "figure" }, canvas, element("figcaption", {}, caption));
