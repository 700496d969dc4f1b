import assert from "node:assert/strict";
import { test } from "node:test";

import { codeFromAddress, codeInAddress } from "../../../assets/js/interpolate/slot_address.js";

test("a code in the address comes back as the same floats, briefly written", () => {
  const code = Float32Array.of(0.1, -1.25, 3.14159265, 1e-7, -0, 123456.789);
  assert.deepEqual(
    codeFromAddress(codeInAddress(code), 6)?.map((value) => value + 0),
    code.map((value) => value + 0),
  );
  const many = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i * 12.9898) * 10 ** (i % 9));
  assert.deepEqual(codeFromAddress(codeInAddress(many), 5000), many);
  assert.equal(codeInAddress(Float32Array.of(0.1, -1.25)), "z0.1,-1.25");
  for (const text of ["0.1,0.2", "z0.1", "z1,", "z1,two", "z1,Infinity", "z1e99,0"])
    assert.equal(codeFromAddress(text, 2), null, text);
});
