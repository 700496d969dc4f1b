/**
 * A run's frames, fetched when needed: images and codes at once, the decoder of a frame at its first use.
 */

import { openDecoder } from "../run/decoder.js";
import { inOrder } from "../shared/queue.js";
import { parseSafetensors } from "../run/safetensors.js";
import { fetchBytes } from "../shared/vendor.js";

const OPEN = 4; // decoders at a time: of the plane's pictures, of the held point, of the film, and one more

/** @typedef {import("../run/safetensors.js").Tensor} Tensor */
/** @typedef {import("../run/decoder.js").Decoder} Decoder */
/** @typedef {import("../maths/plane.js").Plane} Plane */
/** @typedef {import("../maths/viewport.js").Extent} Extent */
/**
 * @typedef {{step: number, epoch: number, hasDecoder: boolean, turned: Plane}} Listed a frame as the server lists it
 */
/**
 * @typedef {object} FrameList what the server says of a run's frames
 * @property {Listed[]} frames by step
 * @property {Plane} raw the plane of the last frame, for who wants no frame turned onto it
 * @property {{turned: Extent, raw: Extent}} extents that hold the codes of all frames
 * @property {[number, number][]} slots offset and length of each tensor of a decoder in its graph
 * @property {number} latentDim
 * @property {boolean} hasPrior
 * @property {boolean} isTurned
 * @property {boolean} isConditional
 */
/**
 * @typedef {object} Frame numbers: of its decoder; none where it was not kept
 * @property {Tensor} mean
 * @property {Tensor} reconstructions
 * @property {Tensor[]} numbers
 */
/**
 * @typedef {{label: Tensor, inputs: Tensor}} Subset the images that all frames show: classes, and the first pictures
 */

/**
 * A decoder's ONNX graph with these numbers in it, as vae_core/export/int8_decoder.py makes it. Pure.
 * @param {Uint8Array} graph
 * @param {[number, number][]} slots
 * @param {Tensor[]} numbers
 */
export function filledGraph(graph, slots, numbers) {
  const made = graph.slice();
  slots.forEach(([offset, length], at) => {
    const { buffer, byteOffset, byteLength } = numbers[at].data;
    if (byteLength !== length)
      throw new Error(`part ${at} of the decoder has ${byteLength} bytes; its place has ${length}`);
    made.set(new Uint8Array(buffer, byteOffset, byteLength), offset);
  });
  return made;
}

/**
 * @param {ArrayBuffer} content
 * @returns {Frame}
 */
export function parseFrame(content) {
  const { tensors } = parseSafetensors(content);
  const count = Object.keys(tensors).filter((name) => name.startsWith("decoder.")).length;
  return {
    mean: tensors.mean,
    reconstructions: tensors.reconstructions,
    numbers: Array.from({ length: count }, (_, at) => tensors[`decoder.${at}`]),
  };
}

/**
 * The same decoder, which is closed when its last picture is done: a session that is released while it computes takes
 * the
 * page's WebAssembly down with it.
 * @param {Decoder} decoder
 * @returns {Decoder}
 */
export function closedLate(decoder) {
  /** @type {Promise<unknown>} */
  let work = Promise.resolve();
  /**
   * @template Result
   * @param {Promise<Result>} result
   */
  const noted = (result) => {
    work = Promise.allSettled([work, result]);
    return result;
  };
  return {
    ...decoder,
    decode: (z, n) => noted(decoder.decode(z, n)),
    decodeLatest: (z, n) => noted(decoder.decodeLatest(z, n)),
    close: () => work.then(decoder.close),
  };
}

/** @param {string} runUrl */
export function frameFiles(runUrl) {
  /** @type {Map<string, Promise<any>>} */
  const known = new Map();
  /** @type {Map<number, Decoder>} the newest last */
  const decoders = new Map();

  /**
   * Fetched once; again after a failure.
   * @template Content
   * @param {string} name
   * @param {(content: ArrayBuffer) => Content} read
   * @returns {Promise<Content>}
   */
  function once(name, read) {
    const found = known.get(name) ?? fetchBytes(`${runUrl}/frames/${name}`).then(read);
    known.set(name, found);
    found.catch(() => known.delete(name));
    return found;
  }

  const frame = (/** @type {number} */ step) => once(`${step}.safetensors`, parseFrame);

  const decoder = inOrder(async (/** @type {{step: number, slots: [number, number][]}} */ { step, slots }) => {
    const open = decoders.get(step);
    if (open) {
      decoders.delete(step);
      decoders.set(step, open);
      return open;
    }
    const [graph, { numbers }] = await Promise.all([
      once("graph.onnx", (content) => new Uint8Array(content)),
      frame(step),
    ]);
    const made = closedLate(await openDecoder(filledGraph(graph, slots, numbers)));
    decoders.set(step, made);
    for (const [old, { close }] of [...decoders].slice(0, -OPEN)) {
      decoders.delete(old);
      void close();
    }
    return made;
  });

  return {
    frame,
    /** @returns {Promise<Subset>} */
    subset: () => once("subset.safetensors", (content) => /** @type {any} */ (parseSafetensors(content).tensors)),
    /**
     * The decoder of a frame, open until others take its place.
     * @param {number} step
     * @param {[number, number][]} slots
     */
    decoder: (step, slots) => decoder({ step, slots }),
    /** Drops all fetched files, because the run was resumed at an earlier step. */
    forget() {
      known.clear();
      decoders.forEach(({ close }) => void close());
      decoders.clear();
    },
  };
}
