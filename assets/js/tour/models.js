/** The two models of the tour, opened from this server: a map of 10,000 digits, and a model at ten levels of beta. */

import { openDecoder, openEncoder } from "../run/decoder.js";
import { imageRows } from "../run/image_rows.js";
import { readLatents } from "../run/latents.js";
import { atOnce } from "../shared/queue.js";
import { fetchBytes } from "../shared/vendor.js";
import { frameFiles } from "../time_machine/files.js";

/** @typedef {{step: number, beta: number, reconstruction: number, kl: number}} Level terms: validation, in nats */
/**
 * @typedef {object} Given what Python says
 * @property {string} digitsUrl
 * @property {string} levelsUrl
 * @property {Level[]} levels by beta
 * @property {[number, number, number]} shape [C, H, W]
 * @property {string[]} classNames
 * @property {string[]} colours by class
 */
/** @typedef {{places: Float32Array, labels: Int32Array}} Cloud places (N, 2) flat */
/** @typedef {Awaited<ReturnType<typeof openModels>>} Models */

/** @param {Given} given */
export async function openModels(given) {
  const files = frameFiles(given.levelsUrl);
  const encoder = openEncoder(`${given.digitsUrl}/encoder.onnx`);
  const [latents, decoder, list, subset, ...frames] = await atOnce([
    fetchBytes(`${given.digitsUrl}/latents.safetensors`).then((buffer) => readLatents(buffer, "test")),
    openDecoder(`${given.digitsUrl}/decoder.onnx`),
    fetchBytes(`${given.levelsUrl}/frames`).then((buffer) => JSON.parse(new TextDecoder().decode(buffer))),
    files.subset(),
    ...given.levels.map(({ step }) => files.frame(step)),
  ]);
  /** @type {Cloud} */
  const digits = { places: latents.codes, labels: latents.labels };
  const images = imageRows(given.digitsUrl, given.shape);
  const clouds = frames.map(({ mean }) => /** @type {Float32Array} */ (mean.data));
  const labels = /** @type {Int32Array} */ (subset.label.data);
  return {
    digits,
    /** @param {number} row of the digits */
    original: (row) => images.image(latents.index[row]),
    inputs: subset.inputs,
    reconstructions: frames.map((frame) => frame.reconstructions),
    /**
     * Returns the codes at a level; between two levels, on the way from one to the other.
     * @param {number} level
     * @returns {Cloud}
     */
    cloud(level) {
      const [low, high] = [Math.floor(level), Math.ceil(level)];
      const [from, to, part] = [clouds[low], clouds[high], level - low];
      return { places: part ? from.map((value, at) => value + (to[at] - value) * part) : from, labels };
    },
    /**
     * Returns the decoder of a source, the nearest of the levels.
     * @param {"digits" | "levels"} source
     * @param {number} level
     */
    decoder: (source, level) =>
      source === "digits" ? Promise.resolve(decoder) : files.decoder(given.levels[Math.round(level)].step, list.slots),
    /** @param {Float32Array} image (C * H * W,) */
    encode: async (image) => (await (await encoder).encode(image, [1, ...given.shape])).mean.data,
    close() {
      void decoder.close();
      void encoder.then((opened) => opened.close());
      files.forget();
    },
  };
}
