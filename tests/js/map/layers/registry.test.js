import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import test from "node:test";

import { densityFields } from "../../../../assets/js/map/layers/density_fields.js";
import { LAYERS, withLayer } from "../../../../assets/js/map/layers/registry.js";
import { complete } from "../../../../assets/js/map/options.js";
import { startState } from "../../../../assets/js/map/state.js";

const HELPERS = ["density_fields", "layer", "registry"];
const options = complete({ runUrl: "/runs/a", shape: [1, 28, 28], latentDim: 2, classNames: ["0", "1"] });

/**
 * Returns what a layer sees of a map with these values in its state.
 * @param {Partial<import("../../../../assets/js/map/state.js").State>} [change]
 * @returns {import("../../../../assets/js/map/layers/layer.js").Scene}
 */
function scene(change = {}) {
  const state = { ...startState(options), ...change };
  return { state, fields: densityFields(state), isShown: () => true };
}

/** 400 codes on a ring around the origin, where the prior is densest. */
const ring = Float32Array.from({ length: 800 }, (_, at) => 2 * (at % 2 ? Math.sin(at - 1) : Math.cos(at)));
const latents = {
  ...{ count: 400, dimensions: 2, codes: ring, logVars: new Float32Array(800).fill(-5), isProbabilistic: true },
  ...{ labels: new Int32Array(400), index: Int32Array.from({ length: 400 }, (_, i) => i), splits: new Uint8Array(400) },
  ...{ reconstruction: null, factors: null, hasOthers: false },
};

test("every file of the folder is a registered layer, under its own name", () => {
  const folder = new URL("../../../../assets/js/map/layers/", import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const files = names.map((name) => name.slice(0, -3)).filter((name) => !HELPERS.includes(name));
  assert.deepEqual(LAYERS.map(({ key }) => key).sort(), files.sort());
});

test("keys, names and letters are given once, and every layer has a meaning", () => {
  for (const field of /** @type {const} */ (["key", "name", "letter", "meaning"]))
    assert.equal(new Set(LAYERS.map((layer) => layer[field])).size, LAYERS.length, field);
  for (const { letter, meaning } of LAYERS) assert.ok(/^[a-z]$/.test(letter) && meaning.length > 10);
});

test("layers are switched one by one and stay in the registry's order", () => {
  assert.deepEqual(withLayer(["prior", "points"], "grid", true), ["points", "grid", "prior"]);
  assert.deepEqual(withLayer(["points", "grid"], "points", false), ["grid"]);
});

test("every layer paints and notes before anything is loaded, and on a view", () => {
  const plane = { ...options.planes[0], isView: true };
  for (const shown of [scene(), scene({ options: { ...options, planes: [plane] }, latents, places: ring })])
    for (const layer of LAYERS) {
      assert.equal(typeof layer.paint(shown), "object", layer.key);
      assert.equal(typeof layer.notes(shown), "string", layer.key);
    }
});

test("codes on a ring leave a hole in its middle, and its share of the prior is stated", () => {
  const shown = scene({ latents, places: ring });
  const [density, holes] = ["density", "holes"].map((key) => LAYERS.find((layer) => layer.key === key));
  assert.ok(density?.paint(shown).backdrop && holes?.paint(shown).backdrop);
  assert.match(holes.notes(shown), /^The holes \(hatched\) contain \d\d\.\d % of the prior\./);
});

test("a layer that cannot be shown states why", () => {
  const points = scene({ latents: { ...latents, logVars: null, isProbabilistic: false }, places: ring });
  const line = scene({ options: complete({ ...options, planes: [], plane: "", latentDim: 1 }) });
  /** @param {string} key */
  const layer = (key) => LAYERS.find((each) => each.key === key) ?? assert.fail(key);
  assert.equal(layer("prior").notes(points), "This model has no prior.");
  assert.match(layer("ellipses").notes(points), /no posteriors/);
  assert.match(layer("holes").notes(points), /need a prior/);
  assert.match(layer("density").notes(line), /two latent dimensions/);
});

test("the names of more than ten classes stand on the points, and the outlines alone have them once", () => {
  const points = LAYERS[0];
  const classNames = Array.from({ length: 11 }, (_, label) => `class ${label}`);
  const painted = (/** @type {Partial<typeof options>} */ change) =>
    points.paint(scene({ latents, places: ring, options: { ...options, ...change } }));
  assert.equal(painted({ classNames: classNames.slice(1) }).overlay, undefined);
  assert.equal(typeof painted({ classNames }).overlay, "function");
  assert.equal(painted({ classNames, layers: ["points", "outlines"] }).overlay, undefined);
});
