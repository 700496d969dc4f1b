import assert from "node:assert/strict";
import test from "node:test";

import { withCloud } from "../../../assets/js/map/cloud/cloud_plane.js";
import { placeInWords } from "../../../assets/js/map/marker_report.js";
import { complete } from "../../../assets/js/map/options.js";
import { startState } from "../../../assets/js/map/state.js";

/**
 * @param {number} latentDim
 * @param {string} [plane]
 */
function words(latentDim, plane = "") {
  const z = Array.from({ length: latentDim }, (_, i) => i / 2);
  const options = complete({ runUrl: "/runs/a", shape: [1, 28, 28], latentDim, plane, z });
  return placeInWords(startState(withCloud(options, null)));
}

test("the marker's place is read dimension by dimension, or by the axes that are shown where there are many", () => {
  assert.equal(words(2), "z1 = 0.00, z2 = 0.50. ");
  assert.equal(words(3, "cloud-3-1-2"), "z1 = 0.00, z2 = 0.50, z3 = 1.00. ");
  assert.equal(words(10), "z1 = 0.00, z2 = 0.50. ");
  assert.equal(words(10, "cloud-9-6-5"), "z9 = 4.00, z6 = 2.50, z5 = 2.00. ");
});
