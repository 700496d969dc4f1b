/**
 * The rows of the film: each a way whose pictures can be asked for at any share of it. The words say what to look for.
 */

import { evenly, lerp, norm, slerp } from "../maths/interpolation.js";
import { stopAt } from "../maths/neighbour_graph.js";
import { readable } from "../shared/numbers.js";

/** @typedef {import("../plane/gif.js").Frame} Frame */
/** @typedef {(shares: number[]) => Promise<Frame[]>} Frames */
/**
 * @typedef {object} Row line: codes to draw on the map
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
 * The straight way or the arc, or whatever `codeAt` says.
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
 * @param {import("../maths/neighbour_graph.js").Way} way
 * @param {import("../run/decoder.js").Decoder} decoder
 * @param {string} images how many, of what
 * @returns {Row}
 */
export function dataRow(way, decoder, images) {
  const codeAt = (/** @type {number} */ share) => way.codes[stopAt(way, share)];
  const words = `From image to image, each among the ${way.links} nearest of ${images}: it visits ${way.rows.length} of them and stands nowhere else. Watch it go round gaps; it ends at A and B.`;
  return {
    key: "data",
    name: "Through the data",
    words,
    frames: decodedAt(decoder, codeAt),
    line: async () => way.codes,
  };
}

/**
 * One picture laid over the other; its codes are where the encoder puts the mixture.
 * @param {Float32Array} start
 * @param {Float32Array} end pictures
 * @param {import("../run/decoder.js").Encoder} encoder
 * @param {readonly number[]} shape
 * @returns {Row}
 */
export function fadeRow(start, end, encoder, shape) {
  const words =
    "The control: no latent space, one picture laid over the other. Two ghosts at once are what a good way through latent space does without.";
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
 * The straight way and the arc from `a` to `b`.
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
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @param {boolean} isStandard
 */
export function linearWords(a, b, isStandard) {
  const half = readable(norm(lerp(a, b, 0.5)));
  if (!isStandard)
    return `The straight way: halfway the code is ${half} long. This model has no standard normal prior, so nothing says which lengths are usual.`;
  const usual = readable(Math.sqrt(a.length - 0.5));
  if (a.length < THIN)
    return `The straight way: halfway the code is ${half} long. In ${a.length} dimensions codes have all lengths; in many they lie on a shell, which the straight way leaves.`;
  return `The straight way: halfway the code is ${half} long, but in ${a.length} dimensions nearly all of the prior lies about ${usual} from the centre, on a shell. Watch for vague pictures in the middle, and whether the bars rise or fall there.`;
}

/**
 * @param {Float32Array} a
 * @param {Float32Array} b
 */
export function slerpWords(a, b) {
  return `Along an arc round the centre: the length goes from ${readable(norm(a))} to ${readable(norm(b))}, ${readable(norm(slerp(a, b, 0.5)))} halfway, without cutting across. Watch whether the middle stays crisper.`;
}
