/** The parts below the decoded image: one part a step, each with its own controls. */

import { asImage } from "../maths/drawing.js";
import { pad } from "../plane/pad.js";
import { element } from "../shared/dom.js";
import { readable } from "../shared/numbers.js";
import { latestWins } from "../shared/queue.js";
import { paint } from "../shared/picture.js";
import { three } from "./handwriting.js";

/** @typedef {import("./digits_script.js").Scene} Scene */
/** @typedef {import("./models.js").Models} Models */
/** @typedef {import("./models.js").Given} Given */

const FILM = 8; // images
const SHOWN = 8; // images and reconstructions
/** Codes of the standard normal prior, always the same. */
const SAMPLES = [
  [0.5, 0.68, -0.14, -0.23, -0.47, 0.54, 1.58, 0.77],
  [1.52, -0.23, 0.65, 1.37, -0.98, -1.21, -1.91, 0.33],
];

/**
 * Returns a row of small canvases.
 * @param {number} count
 * @param {string} name for readers of the screen
 */
function row(count, name) {
  const canvases = Array.from({ length: count }, () => element("canvas", { width: 28, height: 28 }));
  return { canvases, root: element("div", { class: "tour-row", role: "img", "aria-label": name }, ...canvases) };
}

/**
 * Paints images side by side.
 * @param {HTMLCanvasElement[]} canvases
 * @param {Float32Array | Uint8Array} values (N, C, H, W) flat
 * @param {readonly number[]} shape [C, H, W]
 */
function paintRow(canvases, values, shape) {
  const size = shape[0] * shape[1] * shape[2];
  canvases.forEach((canvas, n) => paint(canvas, values.subarray(n * size, (n + 1) * size), shape));
}

/**
 * An image, its code and its reconstruction, for the digits that the marker visits.
 * @param {Models} models
 * @param {Given} given
 * @param {readonly number[]} rows of these images, in the order of the visits
 */
export function pixelsPart(models, given, rows) {
  const pixels = `${given.shape[0] * given.shape[1] * given.shape[2]} pixels`;
  const [above, below] = [0, 1].map(() => element("canvas", { width: 28, height: 28 }));
  const code = element("strong", {});
  const figure = (/** @type {Node} */ what, /** @type {string} */ name, /** @type {string} */ size) =>
    element("div", {}, what, element("span", {}, name), element("span", { class: "is-soft" }, size));
  const arrow = (/** @type {string} */ name) =>
    element("div", { class: "tour-arrow" }, element("span", {}, name), element("b", { "aria-hidden": "true" }, "→"));
  const root = element(
    "div",
    { class: "tour-sum" },
    figure(above, "Image", pixels),
    arrow("encoder"),
    figure(code, "Code", "2 numbers"),
    arrow("decoder"),
    figure(below, "Reconstruction", pixels),
  );
  let shown = -1;
  const load = latestWins(async (/** @type {number} */ row) => {
    const [u, v] = models.digits.places.subarray(2 * row, 2 * row + 2);
    const [image, decoder] = await Promise.all([models.original(row), models.decoder("digits", 0)]);
    const { data } = await decoder.decode(Float32Array.of(u, v), 1);
    paint(above, image, given.shape);
    paint(below, data, given.shape);
    code.textContent = `(${readable(u)}, ${readable(v)})`;
  });
  return {
    root,
    /** @param {Scene} scene */
    show({ share }) {
      const visit = Math.round(share * (rows.length - 1));
      if (visit === shown) return;
      shown = visit;
      void load(rows[visit]).catch(() => (shown = -1));
    },
  };
}

/**
 * The images between two places, which come one after the other.
 * @param {Models} models
 * @param {Given} given
 * @param {readonly [[number, number], [number, number]]} ends
 */
export function filmPart(models, given, [from, to]) {
  const { canvases, root } = row(FILM, "Decoded images on the way from one digit to another");
  const codes = Float32Array.from({ length: 2 * FILM }, (_, at) => {
    const share = Math.floor(at / 2) / (FILM - 1);
    return from[at % 2] + (to[at % 2] - from[at % 2]) * share;
  });
  void models
    .decoder("digits", 0)
    .then((decoder) => decoder.decode(codes, FILM))
    .then(({ data }) => paintRow(canvases, data, given.shape));
  return {
    root,
    /** @param {Scene} scene */
    show: ({ share }) =>
      canvases.forEach((canvas, at) => (canvas.style.opacity = share >= (at - 0.2) / (FILM - 1) ? "1" : "0.12")),
  };
}

/**
 * Samples from the prior, decoded at each level with the same noise.
 * @param {Models} models
 * @param {Given} given
 */
export function samplesPart(models, given) {
  const { canvases, root } = row(SAMPLES[0].length, "Samples from the prior");
  const codes = Float32Array.from({ length: 2 * SAMPLES[0].length }, (_, at) => SAMPLES[at % 2][Math.floor(at / 2)]);
  let shown = -1;
  const decode = latestWins(async (/** @type {number} */ level) => {
    const { data } = await (await models.decoder("levels", level)).decode(codes, canvases.length);
    paintRow(canvases, data, given.shape);
  });
  return {
    root: element("div", {}, element("h3", {}, "Samples from the prior, always the same random codes"), root),
    /** @param {Scene} scene */
    show({ level }) {
      if (Math.round(level) === shown) return;
      shown = Math.round(level);
      void decode(shown).catch(() => (shown = -1));
    },
  };
}

/**
 * Images above their reconstructions.
 * @param {Models} models
 * @param {Given} given
 */
export function reconstructionsPart(models, given) {
  const [above, below] = [row(SHOWN, "Images"), row(SHOWN, "Their reconstructions")];
  paintRow(above.canvases, /** @type {Uint8Array} */ (models.inputs.data), given.shape);
  let shown = -1;
  return {
    root: element("div", {}, element("h3", {}, "Images, and their reconstructions"), above.root, below.root),
    /** @param {Scene} scene */
    show({ level }) {
      if (Math.round(level) === shown) return;
      shown = Math.round(level);
      paintRow(below.canvases, /** @type {Uint8Array} */ (models.reconstructions[shown].data), given.shape);
    },
  };
}

/**
 * A slider of beta, and the two terms of the loss.
 * @param {Given} given
 * @param {(level: number) => void} slid by the visitor
 */
export function betaPart({ levels }, slid) {
  const slider = element("input", {
    type: "range",
    min: 0,
    max: levels.length - 1,
    step: 0.01,
    "data-testid": "tour-beta",
  });
  slider.addEventListener("input", () => slid(Number(slider.value)));
  const value = element("output", {}, "");
  const bars = [
    { name: "Reconstruction loss", of: (/** @type {import("./models.js").Level} */ level) => level.reconstruction },
    { name: "KL divergence", of: (/** @type {import("./models.js").Level} */ level) => level.kl },
  ].map((bar) => {
    const [fill, words] = [element("i", {}), element("span", { class: "tour-nats" })];
    const root = element("div", { class: "tour-bar" }, element("span", {}, bar.name), element("div", {}, fill), words);
    return { ...bar, most: Math.max(...levels.map(bar.of)), fill, words, root };
  });
  const root = element(
    "div",
    { class: "tour-beta" },
    element("label", {}, element("strong", {}, "Beta (β)"), slider, value),
    ...bars.map((bar) => bar.root),
  );
  return {
    root,
    /** @param {Scene} scene */
    show({ level }) {
      const [low, high] = [levels[Math.floor(level)], levels[Math.ceil(level)]];
      const between = (/** @type {(level: import("./models.js").Level) => number} */ of) =>
        of(low) + (of(high) - of(low)) * (level % 1);
      const beta = Math.exp(between((one) => Math.log(one.beta)));
      if (!slider.matches(":active")) slider.value = String(level);
      value.textContent = beta < 1 ? beta.toFixed(2) : beta < 10 ? beta.toFixed(1) : beta.toFixed(0);
      slider.setAttribute("aria-valuetext", value.textContent);
      for (const { of, most, fill, words } of bars) {
        fill.style.width = `${(100 * between(of)) / most}%`;
        words.textContent = `${between(of).toFixed(1)} nats`;
      }
    },
  };
}

/**
 * The drawing pad: the tour draws on it, and so does the visitor.
 * @param {Models} models
 * @param {Given} given
 * @param {(place: [number, number]) => void} encoded
 */
export function padPart(models, given, encoded) {
  const root = element("div", { class: "tour-pad" });
  const encode = latestWins(async (/** @type {Float32Array} */ image) => {
    const mean = await models.encode(image);
    encoded([mean[0], mean[1]]);
  });
  const drawing = pad(root, {
    inked(ink) {
      const image = asImage(ink, given.shape);
      if (image) void encode(image).catch(() => undefined);
    },
    lifted: () => undefined,
  });
  let shown = NaN;
  return {
    root,
    /** @param {Scene} scene */
    show({ share }) {
      if (share === shown) return; // the visitor's own drawing stays
      shown = share;
      drawing.put(three(share));
    },
  };
}
