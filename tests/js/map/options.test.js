import assert from "node:assert/strict";
import test from "node:test";

import { CLASS_COLOURS } from "../../../assets/js/shared/classes.js";
import { complete, viewOf } from "../../../assets/js/map/options.js";
import { START_TURN } from "../../../assets/js/maths/cloud.js";

test("missing options get defaults and impossible ones are named", () => {
  const good = { runUrl: "/runs/a/", shape: /** @type {const} */ ([1, 28, 28]), latentDim: 2 };
  const options = complete({ ...good, z: undefined, plane: "gone" });
  assert.deepEqual([options.runUrl, options.plane, options.colours], ["/runs/a", "0-1", CLASS_COLOURS]);
  assert.equal(complete({ ...good, plane: "umap", embeddings: ["tsne"] }).plane, "0-1");
  assert.equal(complete({ ...good, plane: "tsne", embeddings: ["tsne"] }).plane, "tsne");
  assert.throws(() => complete({ ...good, latentDim: 0 }), /latentDim is 0/);
  assert.throws(() => complete({ ...good, z: [1, 2, 3] }), /z has 3 numbers; the model has 2/);
  assert.throws(
    () => complete({ ...good, latentDim: 3, planes: options.planes }),
    /plane '0-1' is not of 3 dimensions/,
  );
});

test("a cloud is seen from the angle of the options, which belongs to what a person may choose", () => {
  const good = { runUrl: "/runs/a/", shape: /** @type {const} */ ([1, 28, 28]), latentDim: 3, plane: "cloud" };
  const turned = complete({ ...good, angle: [90, -45] });
  assert.deepEqual(turned.turn, { yaw: Math.PI / 2, pitch: -Math.PI / 4 });
  assert.deepEqual(viewOf(turned).angle, [90, -45]);
  assert.deepEqual([complete(good).turn, viewOf(complete(good)).angle], [START_TURN, null]);
});
