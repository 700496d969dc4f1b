import assert from "node:assert/strict";
import { test } from "node:test";

import { csvOf, gifOf } from "../../../assets/js/interpolate/path_files.js";

const a = Float32Array.of(0.9, 0.1);

test("the table of codes has a line for each step, and names with commas are quoted", () => {
  const frames = [
    { share: 0, code: Float32Array.of(0.5, -2), picture: a },
    { share: 1 / 3, code: Float32Array.of(1, 2), picture: a },
  ];
  assert.equal(
    csvOf([{ name: 'A, "B"', frames }], "t"),
    'path,t,z1,z2\n"A, ""B""",0,0.5,-2\n"A, ""B""",0.333333,1,2\n',
  );
});

test("the animation has each moment, and grey pictures keep every grey", async () => {
  const gifenc = await import(new URL("../../../assets/vendor/gifenc-1.0.3/gifenc.esm.js", import.meta.url).href);
  const greys = Float32Array.from({ length: 256 }, (_, value) => value / 255);
  const bytes = gifOf(gifenc, [[greys], [greys.toReversed()]], [1, 16, 16]);
  assert.equal(new TextDecoder().decode(bytes.slice(0, 6)), "GIF89a");
  const [width, height] = [bytes[6] + 256 * bytes[7], bytes[8] + 256 * bytes[9]];
  assert.deepEqual([width, height], [112, 112]);
  assert.deepEqual(
    [...bytes.slice(13, 13 + 768)],
    Array.from({ length: 768 }, (_, i) => Math.floor(i / 3)),
    "its palette is the greys",
  );
  assert.equal(bytes.at(-1), 0x3b);
});
