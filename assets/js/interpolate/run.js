/**
 * The parts of a run that the interpolate page needs, opened at once: the codes of test and training images, decoder,
 * encoder.
 */

import { openDecoder, openEncoder } from "../run/decoder.js";
import { groupsOf } from "../run/groups.js";
import { imageRows } from "../run/image_rows.js";
import { codeOf } from "../maths/codes.js";
import { readLatents } from "../run/latents.js";
import { nearestIn } from "../maths/nearest.js";
import { supportOf, supportWords } from "../maths/support.js";
import { atOnce } from "../shared/queue.js";
import { fetchBytes } from "../shared/vendor.js";

/** @typedef {import("../maths/codes.js").Latents} Latents */
/** @typedef {Awaited<ReturnType<typeof openRun>>} Run */
/**
 * @typedef {object} Note how well the data support a code: the text, and how many per cent of the test images lie in
 * emptier places
 * @property {string} words
 * @property {number} percent
 */

/**
 * @param {string} runUrl
 * @param {readonly number[]} shape [C, H, W]
 */
export async function openRun(runUrl, shape) {
  const [buffer, decoder, encoder] = await atOnce([
    fetchBytes(`${runUrl}/latents.safetensors`),
    openDecoder(`${runUrl}/decoder.onnx`),
    openEncoder(`${runUrl}/encoder.onnx`),
  ]);
  const [all, test, train] = /** @type {const} */ (["all", "test", "train"]).map((split) => readLatents(buffer, split));
  // A selection made for another number of dimensions belongs to another run of that name.
  const groups = groupsOf(runUrl).filter(({ mean }) => mean.length === all.dimensions);
  return {
    all,
    test,
    train,
    groups,
    decoder,
    encoder,
    images: imageRows(runUrl, shape),
    close: () => void (decoder.close(), encoder.close()),
  };
}

/**
 * Says of a code how well the data support it, and which training image lies nearest.
 * @param {Run} run
 * @param {(label: number) => string} name of a class
 */
export function notes({ test, train }, name) {
  const support = supportOf(test.codes, test.labels);
  const nearest = nearestIn(train.codes, train.dimensions);
  return {
    /**
     * @param {Float32Array} code
     * @returns {Note}
     */
    of(code) {
      const found = support(code);
      return { words: supportWords(found, (label) => `${name(label)}s`), percent: Math.round(100 * (1 - found.share)) };
    },
    /**
     * @param {Float32Array} code
     * @returns {{index: number, name: string} | null} the nearest training image
     */
    nearest(code) {
      const row = nearest(code, 1)[0]?.row;
      return row === undefined ? null : { index: train.index[row], name: name(train.labels[row]) };
    },
  };
}

/**
 * At most `count` of the codes, evenly taken: (count * D,).
 * @param {Latents} latents
 * @param {number} count
 */
export function someCodes(latents, count) {
  const step = Math.max(1, Math.ceil(latents.count / count));
  const rows = Array.from({ length: Math.floor((latents.count + step - 1) / step) }, (_, i) => i * step);
  const codes = new Float32Array(rows.length * latents.dimensions);
  rows.forEach((row, i) => codes.set(codeOf(latents, row), i * latents.dimensions));
  return codes;
}

/**
 * The mean code of a class, or of all images where `label` is -1: in 64-bit sums, rounded once.
 * @param {Latents} latents
 * @param {number} label
 */
export function meanCode({ codes, labels, dimensions }, label) {
  const sum = new Float64Array(dimensions);
  let count = 0;
  labels.forEach((own, row) => {
    if (label >= 0 && own !== label) return;
    count += 1;
    for (let i = 0; i < dimensions; i++) sum[i] += codes[row * dimensions + i];
  });
  return { mean: Float32Array.from(sum, (value) => value / Math.max(1, count)), count };
}
