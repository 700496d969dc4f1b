import assert from "node:assert/strict";
import test from "node:test";

import { embeddingPlaces, withEmbeddings } from "../../../assets/js/map/embeddings.js";
import { complete } from "../../../assets/js/map/options.js";

test("only the views that the server can compute are offered", () => {
  const good = { runUrl: "/runs/a", shape: /** @type {const} */ ([1, 28, 28]), latentDim: 3 };
  const keys = (/** @type {string[]} */ embeddings) =>
    withEmbeddings(complete({ ...good, embeddings })).planes.map(({ key }) => key);
  assert.deepEqual([keys(["tsne"]), keys([])], [["0-1", "tsne"], ["0-1"]]);
});

test("a view that cannot be computed is refused in the server's words", async (context) => {
  context.mock.method(globalThis, "fetch", async () => Response.json({ error: "try again soon" }, { status: 503 }));
  await assert.rejects(embeddingPlaces("/runs/a", "tsne", 1), /^Error: try again soon$/);
});
