import assert from "node:assert/strict";
import test from "node:test";

import { codeOf } from "../../../assets/js/maths/codes.js";
import { readLatents } from "../../../assets/js/run/latents.js";
import { parseSafetensors } from "../../../assets/js/run/safetensors.js";

/**
 * A safetensors file.
 * @param {Record<string, {dtype: string, shape: number[], data: ArrayBufferView}>} tensors
 * @param {Record<string, string>} [metadata]
 */
function file(tensors, metadata) {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
    const start = end;
    end += data.byteLength;
    return [name, { dtype, shape, data_offsets: [start, end] }];
  });
  const header = new TextEncoder().encode(
    JSON.stringify({ ...(metadata && { __metadata__: metadata }), ...Object.fromEntries(entries) }),
  );
  const bytes = new Uint8Array(8 + header.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  let at = 8 + header.length;
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes.buffer;
}

const latents = () => ({
  mean: { dtype: "F32", shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  log_var: { dtype: "F32", shape: [3, 2], data: new Float32Array(6) },
  label: { dtype: "I32", shape: [3], data: Int32Array.of(7, 8, 9) },
  index: { dtype: "I32", shape: [3], data: Int32Array.of(100, 0, 1) },
  split: { dtype: "U8", shape: [3], data: Uint8Array.of(2, 0, 2) },
});

test("tensors come back with their values, shapes and metadata", () => {
  const bytes = { dtype: "U8", shape: [3], data: Uint8Array.of(1, 2, 3) };
  const { tensors, metadata } = parseSafetensors(file({ bytes, ...latents() }, { step: "12" }));
  assert.deepEqual([...tensors.mean.data], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(tensors.mean.shape, [3, 2]);
  assert.deepEqual([...tensors.label.data], [7, 8, 9]);
  assert.equal(metadata.step, "12");
});

test("64-bit integers are read", () => {
  const data = BigInt64Array.of(-5n, 2n ** 40n);
  assert.deepEqual(
    [...parseSafetensors(file({ label: { dtype: "I64", shape: [2], data } })).tensors.label.data],
    [-5n, 2n ** 40n],
  );
});

test("a damaged file is refused by name", () => {
  assert.throws(() => parseSafetensors(new ArrayBuffer(3)), /3 bytes/);
  const lying = new ArrayBuffer(16);
  new DataView(lying).setBigUint64(0, 1000n, true);
  assert.throws(() => parseSafetensors(lying), /claims 1000 of 16 bytes/);
  const whole = file(latents());
  assert.throws(() => parseSafetensors(whole.slice(0, whole.byteLength - 1)), /tensor split/);
  const half = file({ mean: { dtype: "F16", shape: [1], data: new Uint8Array(2) } });
  assert.throws(() => parseSafetensors(half), /dtype F16; readable are F32/);
});

test("the test rows alone are shown, or all", () => {
  const shown = readLatents(file(latents()), "test");
  assert.deepEqual([shown.count, [...shown.labels], [...shown.index]], [2, [7, 9], [100, 1]]);
  assert.deepEqual([...codeOf(shown, 1)], [5, 6]);
  assert.equal(readLatents(file(latents()), "all").count, 3);
});

test("a run without test rows shows all, and one without log-variances has no prior", () => {
  const { log_var: _, ...rest } = latents();
  const plain = readLatents(file({ ...rest, split: { dtype: "U8", shape: [3], data: new Uint8Array(3) } }), "test");
  assert.equal(plain.count, 3);
  assert.equal(plain.isProbabilistic, false);
  assert.equal(readLatents(file(latents()), "all").isProbabilistic, true);
});
