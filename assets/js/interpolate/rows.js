/** The rows of films: each a path whose images can be computed at any share of it, with words on what to look for. */

import { evenly, lerp, norm, slerp } from "../maths/interpolation.js";
import { stopAt } from "../maths/neighbour_graph.js";
import { readable } from "../shared/numbers.js";

/** @typedef {import("./path_files.js").Frame} Frame */
/** @typedef {(shares: number[]) => Promise<Frame[]>} Frames */
/**
 * @typedef {object} Row a path; line: codes to draw on the map
 * @property {string} key
 * @property {string} name
 * @property {string} words
 * @property {Frames} frames
 * @property {(from: number, to: number) => Promise<ArrayLike<number>[]>} line
 */
/** @typedef {(share: number) => Float32Array} CodeAt */

/**
 * @param {import("../run/decoder.js").Decoder} decoder
 * @param {CodeAt} codeAt
 * @returns {Frames}
 */
export const decodedAt = (decoder, codeAt) => (shares) => decodeAll(decoder, shares, shares.map(codeAt));

/**
 * @param {import("../run/decoder.js").Decoder} decoder
 * @param {number[]} shares
 * @param {Float32Array[]} codes
 * @returns {Promise<Frame[]>}
 */
async function decodeAll(decoder, shares, codes) {
  const { data } = await decoder.decode(joined(codes), codes.length);
  const size = data.length / codes.length;
  return codes.map((code, i) => ({ share: shares[i], code, picture: data.slice(i * size, (i + 1) * size) }));
}

/** @param {Float32Array[]} parts of one length */
export function joined(parts) {
  const all = new Float32Array(parts.length * (parts[0]?.length ?? 0));
  parts.forEach((part, i) => all.set(part, i * part.length));
  return all;
}

/**
 * Returns the row of a path whose codes `codeAt` computes.
 * @param {string} key
 * @param {string} name
 * @param {string} words
 * @param {import("../run/decoder.js").Decoder} decoder
 * @param {CodeAt} codeAt
 * @returns {Row}
 */
export function codeRow(key, name, words, decoder, codeAt) {
  return {
    key,
    name,
    words,
    frames: decodedAt(decoder, codeAt),
    line: async (from, to) => evenly(from, to, 61).map(codeAt),
  };
}

/**
 * @param {import("../maths/neighbour_graph.js").Path} path
 * @param {import("../run/decoder.js").Decoder} decoder
 * @param {string} images how many, of what
 * @returns {Row}
 */
export function dataRow(path, decoder, images) {
  const codeAt = (/** @type {number} */ share) => path.codes[stopAt(path, share)];
  const words =
    `From image to image, each among the ${path.links} nearest of ${images}. The path visits ${path.rows.length} of ` +
    "them and nothing in between: it goes around gaps, and ends at A and B.";
  return {
    key: "data",
    name: "Through the data",
    words,
    frames: decodedAt(decoder, codeAt),
    line: async () => path.codes,
  };
}

/**
 * Returns the row of a cross-fade; its codes are the means of the encoder for the mixed images.
 * @param {Float32Array} start
 * @param {Float32Array} end pictures
 * @param {import("../run/decoder.js").Encoder} encoder
 * @param {readonly number[]} shape
 * @returns {Row}
 */
export function fadeRow(start, end, encoder, shape) {
  const words =
    "The control, without a latent space: one image is laid over the other. " +
    "Look for two ghosts at once; a good path through latent space has none.";
  /** @type {Frames} */
  const frames = async (shares) => {
    const pictures = shares.map((share) => lerp(start, end, share).map((value) => Math.min(1, Math.max(0, value))));
    const { mean } = await encoder.encode(joined(pictures), [pictures.length, ...shape]);
    const size = mean.data.length / pictures.length;
    return pictures.map((picture, i) => ({
      share: shares[i],
      picture,
      code: mean.data.slice(i * size, (i + 1) * size),
    }));
  };
  return {
    key: "fade",
    name: "Pixel cross-fade",
    words,
    frames,
    line: async (from, to) => (await frames(evenly(from, to, 17))).map(({ code }) => code),
  };
}

/**
 * Returns the rows of the straight line and of the arc from `a` to `b`.
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @param {import("../run/decoder.js").Decoder} decoder
 * @param {boolean} isStandard whether the prior is N(0, I)
 * @returns {Row[]}
 */
export function straightAndArc(a, b, decoder, isStandard) {
  return [
    codeRow("linear", "Linear", linearWords(a, b, isStandard), decoder, (share) => lerp(a, b, share)),
    codeRow("slerp", "Slerp", slerpWords(a, b), decoder, (share) => slerp(a, b, share)),
  ];
}

const THIN = 5; // dimensions from which the prior's length varies by less than a third of itself

/**
 * Returns the length of a straight path's middle as text, and what is usual.
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @param {boolean} isStandard whether the prior is N(0, I)
 */
export function linearWords(a, b, isStandard) {
  const halfway = `A straight line: halfway, the length of the code is ${readable(norm(lerp(a, b, 0.5)))}.`;
  if (!isStandard) return `${halfway} This model's prior is not N(0, I), so no length is the usual one.`;
  if (a.length < THIN) {
    return `${halfway} In ${a.length} dimensions, codes of the prior have all lengths; in many, about the same.`;
  }
  const usual = readable(Math.sqrt(a.length - 0.5));
  return (
    `${halfway} In ${a.length} dimensions, nearly all codes of the prior have a length of about ${usual}: ` +
    "they lie on a shell, which the line leaves. Look for blurry images in the middle, and for sparse regions there."
  );
}

/**
 * Returns the lengths of the codes along an arc as text.
 * @param {Float32Array} a
 * @param {Float32Array} b
 */
function slerpWords(a, b) {
  const [start, middle, end] = [a, slerp(a, b, 0.5), b].map((code) => readable(norm(code)));
  return (
    `An arc around the centre: the length of the code goes from ${start} to ${end}, with ${middle} halfway. ` +
    "Check whether the images in the middle are sharper than on the straight line."
  );
}
