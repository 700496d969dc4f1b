/**
 * Reads the safetensors format: 8 bytes of header length, a JSON header, then the tensors' bytes.
 * Pure: an ArrayBuffer in, typed arrays out. It never writes files, and reads only the dtypes below.
 */

/** @typedef {Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | Int8Array} TensorData */
/** @typedef {{data: TensorData, shape: number[], dtype: string}} Tensor */

const READERS = /** @type {const} */ ({
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  I64: BigInt64Array,
  U8: Uint8Array,
  I8: Int8Array,
});
const HEADER_LIMIT = 100_000_000; // bytes, the limit of the reference implementation

/**
 * Returns the tensors by name, and the file's own metadata (text by name).
 * @param {ArrayBuffer} buffer
 * @returns {{tensors: Record<string, Tensor>, metadata: Record<string, string>}}
 */
export function parseSafetensors(buffer) {
  const { header, start } = readHeader(buffer);
  const { __metadata__: metadata = {}, ...entries } = header;
  /** @type {Record<string, Tensor>} */
  const tensors = {};
  for (const [name, entry] of Object.entries(entries)) tensors[name] = readTensor(buffer, start, name, entry);
  return { tensors, metadata };
}

/**
 * @param {ArrayBuffer} buffer
 * @returns {{header: Record<string, any>, start: number}}
 */
function readHeader(buffer) {
  if (buffer.byteLength < 8) throw new Error(`not a safetensors file: ${buffer.byteLength} bytes, 8 are the least`);
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  if (length > HEADER_LIMIT || 8 + length > buffer.byteLength) {
    throw new Error(`not a safetensors file: its header claims ${length} of ${buffer.byteLength} bytes`);
  }
  const text = new TextDecoder().decode(new Uint8Array(buffer, 8, length));
  try {
    return { header: JSON.parse(text), start: 8 + length };
  } catch {
    throw new Error("not a safetensors file: its header is not JSON");
  }
}

/**
 * @param {ArrayBuffer} buffer
 * @param {number} start
 * @param {string} name
 * @param {{dtype: string, shape: number[], data_offsets: [number, number]}} entry
 * @returns {Tensor}
 */
function readTensor(buffer, start, name, { dtype, shape, data_offsets: [from, to] }) {
  const Reader = READERS[/** @type {keyof typeof READERS} */ (dtype)];
  if (!Reader) throw new Error(`tensor ${name} has dtype ${dtype}; readable are ${Object.keys(READERS).join(", ")}`);
  const size = shape.reduce((product, length) => product * length, 1) * Reader.BYTES_PER_ELEMENT;
  if (to - from !== size || start + to > buffer.byteLength) {
    throw new Error(`tensor ${name} of shape [${shape}] needs ${size} bytes, the file holds ${to - from}`);
  }
  // A copy, because typed arrays need aligned offsets and the format guarantees none.
  return { data: new Reader(buffer.slice(start + from, start + to)), shape, dtype };
}
