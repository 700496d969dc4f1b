import assert from "node:assert/strict";
import test from "node:test";

import { imageChunks } from "../../../assets/js/run/image_chunks.js";

test("an image is fetched with its chunk, once, and a failed fetch is tried again", async () => {
  /** @type {string[]} */
  const asked = [];
  let isBroken = true;
  const chunks = imageChunks("/runs/a", [1, 1, 2], async (url) => {
    asked.push(url);
    if (isBroken) throw new Error("cut off");
    return Uint8Array.from({ length: 512 }, (_, i) => i % 251).buffer;
  });
  await assert.rejects(chunks.image(257), /cut off/);
  isBroken = false;
  assert.deepEqual([...(await chunks.image(257))], [2, 3]);
  await chunks.image(300);
  assert.deepEqual(asked, ["/runs/a/images/1", "/runs/a/images/1"]);
});
