/** Bytes as base64, for Python. */

import assert from "node:assert/strict";
import test from "node:test";

import { base64, concatenated } from "../../../assets/js/data/bytes.js";

test("parts become one text that decodes to their bytes, in order", () => {
  const parts = [0, 1, 2].map((part) => Uint8Array.from({ length: 70_000 }, (_, at) => (at * (part + 1)) % 256));
  const whole = concatenated(parts);
  assert.deepEqual(whole, Uint8Array.from(parts.flatMap((part) => [...part])));
  assert.deepEqual(new Uint8Array(Buffer.from(base64(whole), "base64")), whole);
  assert.equal(base64(concatenated([])), "");
});
