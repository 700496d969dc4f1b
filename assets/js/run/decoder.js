/** A run's ONNX graphs as functions in the browser: codes to images, images to codes. */

import { inOrder, latestWins } from "../shared/queue.js";
import { fetchBytes, loadOrt } from "../shared/vendor.js";

/** @typedef {{data: Float32Array, shape: number[]}} Batch */

/**
 * @typedef {object} Decoder
 * @property {number | null} latentDim D, where the graph states it
 * @property {boolean} isConditional whether the image depends on a label too
 * @property {(z: Float32Array, n: number) => Promise<Batch>} decode (n, D) -> (n, C, H, W) in [0, 1]; calls follow one
 * another
 * @property {(label: number) => void} setLabel the condition of a conditional model; others ignore it
 * @property {(z: Float32Array, n: number) => Promise<Batch | null>} decodeLatest the same for a drag: null where a
 * newer call took its place
 * @property {() => Promise<void>} close
 */

/**
 * @typedef {object} Encoder
 * @property {(images: Float32Array, shape: number[]) => Promise<{mean: Batch, logVar: Batch | null}>} encode (N, C, H,
 * W) in [0, 1] -> (N, D) each
 * @property {(label: number) => void} setLabel the condition of a conditional model; others ignore it
 * @property {() => Promise<void>} close
 */

/**
 * @param {string | Uint8Array} source its address, or the graph itself
 * @returns {Promise<{ort: any, session: any, close: () => Promise<void>}>}
 */
async function openSession(source) {
  const [ort, graph] = await Promise.all([loadOrt(), typeof source === "string" ? fetchBytes(source) : source]);
  const session = await ort.InferenceSession.create(new Uint8Array(graph), { executionProviders: ["wasm"] });
  return { ort, session, close: () => session.release() };
}

/**
 * Returns the second input of a conditional model's graphs: one label for all rows.
 * @param {any} ort
 * @param {any} session
 */
function labelInput(ort, session) {
  const isAsked = session.inputNames.includes("label");
  let label = 0;
  return {
    isAsked,
    set: (/** @type {number} */ next) => void (label = next),
    of: (/** @type {number} */ n) =>
      isAsked ? { label: new ort.Tensor("int64", new BigInt64Array(n).fill(BigInt(label)), [n]) } : {},
  };
}

/**
 * @param {any} tensor
 * @returns {Batch}
 */
const batch = (tensor) => ({ data: tensor.data, shape: [...tensor.dims] });

/**
 * Opens the decoder at an address, or of a graph at hand; for new weights, open another and close this one.
 * @param {string | Uint8Array} source
 * @returns {Promise<Decoder>}
 */
export async function openDecoder(source) {
  const { ort, session, close } = await openSession(source);
  const width = session.inputMetadata?.[0]?.shape?.[1];
  const labels = labelInput(ort, session);
  const run = inOrder(async (/** @type {{z: Float32Array, n: number}} */ { z, n }) => {
    const results = await session.run({ z: new ort.Tensor("float32", z, [n, z.length / n]), ...labels.of(n) });
    return batch(results.images);
  });
  const newest = latestWins(run);
  return {
    latentDim: typeof width === "number" ? width : null,
    isConditional: labels.isAsked,
    decode: (z, n) => run({ z, n }),
    decodeLatest: (z, n) => newest({ z, n }),
    setLabel: labels.set,
    close,
  };
}

/**
 * Opens the encoder at `url`: the posterior's mean, and its log-variance where the model has one.
 * @param {string} url
 * @returns {Promise<Encoder>}
 */
export async function openEncoder(url) {
  const { ort, session, close } = await openSession(url);
  const labels = labelInput(ort, session);
  const run = inOrder(async (/** @type {{images: Float32Array, shape: number[]}} */ { images, shape }) => {
    const results = await session.run({ images: new ort.Tensor("float32", images, shape), ...labels.of(shape[0]) });
    return { mean: batch(results.mean), logVar: results.log_var ? batch(results.log_var) : null };
  });
  return { encode: (images, shape) => run({ images, shape }), setLabel: labels.set, close };
}
