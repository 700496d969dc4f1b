/** The frame of a lesson's picture: whose values win, when it paints, and what it ends. */

import assert from "node:assert/strict";
import test from "node:test";

import { allowed, mountFrame } from "../../../assets/js/lesson/frame.js";
import { shownRanges, titlePlace } from "../../../assets/js/lesson/plot.js";
import { generation } from "../../../assets/js/lesson/generation.js";
import { fallingSamples } from "../../../assets/js/lesson/falling_samples.js";
import { roundTrip } from "../../../assets/js/lesson/round_trip.js";
import { fakePage } from "../support/page.js";

const CONTROLS = [
  { key: "step1", words: "First", low: -3, high: 3, step: 0.1 },
  { key: "step2", words: "Second", low: -3, high: 3, step: 0.1 },
];
const CODE = { run: "run", shape: [1, 1, 1], image: [0], mean: [0, 0], sd: [1, 1], codes: [], colours: [] };

/**
 * Mounts a picture on a fake page.
 * @param {import("../../../assets/js/lesson/frame.js").Picture} picture
 * @param {any} data
 */
function mounted(picture, data) {
  const page = fakePage();
  /** @type {any[]} */
  const reports = [];
  const values = { step1: 0, step2: 0 };
  const options = { controls: CONTROLS, values, data, alt: "", onChange: reports.push.bind(reports) };
  const frame = mountFrame(page.parent, picture, options);
  page.nextFrame();
  const slide = (/** @type {number} */ value) => {
    const [input] = page.parent.all("input");
    input.value = String(value);
    input.listeners.input({});
  };
  return { page, reports, options, frame, slide };
}

/** A picture with one handle that keeps what it showed and painted. */
function spy() {
  /** @type {any[]} */
  const [shown, painted] = [[], []];
  /** @type {import("../../../assets/js/lesson/frame.js").Picture} */
  const picture = {
    show(values, data) {
      shown.push(values);
      return {
        frames: [{ share: [0, 1], x: [-3, 3], y: [0, 1], title: "" }],
        paint: () => void painted.push([values.step1, data]),
        handles: [{ panel: 0, x: values.step1, y: 0.5, words: "", drag: ([x]) => ({ step1: x }) }],
      };
    },
  };
  return { picture, shown, painted };
}

test("a late answer to a movement leaves the newer one, and another value of the server is shown", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { picture, painted } = spy();
  const { page, reports, options, frame, slide } = mounted(picture, "old");
  slide(1);
  t.mock.timers.tick(400);
  assert.deepEqual(reports, [{ step1: 1, step2: 0 }]);
  slide(2);
  frame.refresh({ ...options, values: reports[0], data: "new" });
  page.nextFrame();
  assert.deepEqual(painted.at(-1), [2, "new"]);
  frame.refresh({ ...options, values: { step1: 3, step2: 0 }, data: "new" });
  page.nextFrame();
  assert.deepEqual(painted.at(-1), [3, "new"]);
  frame.destroy();
});

test("the picture is painted in the frame after each refresh, as for a new theme, and not after its end", () => {
  const { picture, painted } = spy();
  const { page, options, frame } = mounted(picture, null);
  const before = painted.length;
  frame.refresh(options);
  assert.equal(painted.length, before);
  page.nextFrame();
  assert.equal(painted.length, before + 1);
  frame.refresh(options);
  frame.destroy();
  page.nextFrame();
  assert.equal(painted.length, before + 1);
});

test("a handle follows the pointer, with one show for each move", () => {
  const { picture, shown, painted } = spy();
  const { page, reports, frame } = mounted(picture, null);
  const [svg] = page.parent.all("svg");
  const handle = svg.all("circle")[0];
  handle.listeners.pointerdown({ preventDefault: () => undefined, pointerId: 1 });
  const before = shown.length;
  svg.listeners.pointermove({ pointerId: 1, clientX: 268, clientY: 100 });
  assert.equal(shown.length, before + 1);
  assert.equal(painted.at(-1)[0], 0); // 268 is the middle between the plot's margins of 46 and 10 pixels
  svg.listeners.pointermove({ pointerId: 1, clientX: 490, clientY: 100 });
  assert.equal(painted.at(-1)[0], 3);
  svg.listeners.pointerup({ pointerId: 1 });
  assert.deepEqual(reports, [{ step1: 3, step2: 0 }]);
  frame.destroy();
});

test("the round trip decodes once for each paint and closes its decoder at the end", async () => {
  /** @type {number[][]} */
  const decoded = [];
  let closed = 0;
  const decoder = {
    decodeLatest: async (/** @type {Float32Array} */ z) => (decoded.push([...z]), null),
    close: async () => void (closed += 1),
  };
  const { frame, slide } = mounted(
    roundTrip(async () => /** @type {any} */ (decoder)),
    CODE,
  );
  slide(1);
  slide(2);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(decoded, [
    [0, 0],
    [1, 0],
    [2, 0],
  ]);
  frame.destroy();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(closed, 1);
});

test("the round trip shows samples of its image without a press of the button, and again for another image", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let sampled = 0;
  const decoder = { decodeLatest: async () => null, decode: async () => ((sampled += 1), null), close: async () => {} };
  const { page, options, frame } = mounted(
    roundTrip(async () => /** @type {any} */ (decoder)),
    CODE,
  );
  const all = async () => {
    t.mock.timers.tick(10_000);
    await new Promise((resolve) => setImmediate(resolve));
  };
  await all();
  assert.equal(sampled, 6);
  frame.refresh({ ...options, data: { ...CODE, mean: [1, 1] } });
  page.nextFrame();
  await all();
  assert.equal(sampled, 12);
  frame.destroy();
});

test("falling samples have numbers to compare when the picture opens", () => {
  Object.assign(globalThis, { matchMedia: () => ({ matches: true }) });
  const { readout } = fallingSamples().show({ mean: 1, sd: 0.5 }, null);
  assert.match(String(readout), /Mean of 100 samples: pathwise/);
});

test("a logarithmic control takes two digits at even distances in the logarithm, within its limits", () => {
  const control = { key: "noise", words: "", low: 0.001, high: 10, step: 0.05, is_log: true };
  assert.deepEqual(
    [0, 0.0051, 0.01, 0.0203, 3.1, 99].map((value) => allowed(control, value)),
    [0.001, 0.005, 0.01, 0.02, 3.2, 10],
  );
});

test("with equal units the longer side of a panel shows more, and both show their range", () => {
  const frame = /** @type {any} */ ({ x: [-1, 1], y: [0, 4], isEqual: true });
  assert.deepEqual(shownRanges(frame, 200, 100), { x: [-4, 4], y: [0, 4] });
  assert.deepEqual(shownRanges(frame, 100, 800), { x: [-1, 1], y: [-6, 10] });
  assert.deepEqual(shownRanges({ ...frame, isEqual: false }, 200, 100), { x: [-1, 1], y: [0, 4] });
});

test("a long title starts further left where its panel is narrow, and has two lines where one would be small", () => {
  const title = "The code of this image, enlarged";
  assert.deepEqual(titlePlace(title, [358, 404, 706]), { lines: [title], start: 404, share: 1 });
  const narrow = titlePlace(title, [179, 225, 348]);
  assert.deepEqual(narrow, { lines: ["The code of this", "image, enlarged"], start: 225, share: 0.85 });
  const { lines, start, share } = titlePlace(title, [179, 225, 290]);
  assert.equal(start, 179);
  assert.ok(share * Math.max(...lines.map(({ length }) => length)) * 7.6 <= 290 - start + 2 && share > 0.6);
  assert.deepEqual(titlePlace("Understood", [0, 20, 60]).lines, ["Understood"]);
  assert.deepEqual(titlePlace("All codes", [0, 46, 169]), { lines: ["All codes"], start: 46, share: 1 });
});

test("a code that is sampled is decoded, its picture encoded, and both models are closed at the end", async (t) => {
  t.mock.method(Math, "random", () => 0.5);
  Object.assign(globalThis, { matchMedia: () => ({ matches: true }) });
  /** @type {string[]} */
  const calls = [];
  const close = async () => void calls.push("close");
  const decodeLatest = async (/** @type {Float32Array} */ z) => (
    calls.push(`decode ${[...z].map((value) => value.toFixed(2))}`),
    { data: new Float32Array([0.5]), shape: [1, 1, 1, 1] }
  );
  const encode = async (/** @type {Float32Array} */ images) => (
    calls.push(`encode ${images}`),
    { mean: { data: [0.25, -0.5] }, logVar: { data: [0, 2 * Math.log(0.1)] } }
  );
  const picture = generation({
    decoder: async () => /** @type {any} */ ({ decodeLatest, close }),
    encoder: async () => /** @type {any} */ ({ encode, close }),
  });
  const controls = CONTROLS.map((control, at) => ({ ...control, key: `z${at + 1}` }));
  const page = fakePage();
  /** @type {any[]} */
  const reports = [];
  const options = {
    controls,
    values: { z1: 0, z2: 0 },
    data: CODE,
    alt: "",

    onChange: reports.push.bind(reports),
  };
  const frame = mountFrame(page.parent, picture, options);
  page.nextFrame();
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  await settled();
  page.parent.all("button")[0].listeners.click({});
  await settled();
  const sampled = Math.sqrt(2 * Math.LN2) * Math.cos(Math.PI); // Box-Muller of 0.5 and 0.5
  const place = `${sampled.toFixed(1)}0`;
  assert.deepEqual(calls, ["decode 0.00,0.00", "encode 0.5", `decode ${place},${place}`, "encode 0.5"]);
  assert.deepEqual(reports, [{ z1: Number(place), z2: Number(place) }]);
  const readout = page.parent.all("p").map((/** @type {any} */ one) => one.textContent);
  assert.ok(
    readout.includes(
      `Code (−${place.slice(1)}, −${place.slice(1)}). Posterior of its image: mean (0.25, −0.50), sd (1.00, 0.10).`,
    ),
  );
  frame.destroy();
  await settled();
  assert.deepEqual(calls.slice(4), ["close", "close"]);
});

test("a picture is hidden until all its style sheets have arrived, because its height depends on them", async () => {
  const { page, frame } = mounted(spy().picture, null);
  const root = page.parent.all("div")[0];
  const sheets = page.parent.all("link");
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  assert.equal(root.style.display, "none");
  sheets.slice(1).forEach((/** @type {any} */ sheet) => sheet.listeners.load({}));
  await settled();
  assert.equal(root.style.display, "none");
  sheets[0].listeners.load({});
  await settled();
  assert.equal(root.style.display, "");
  frame.destroy();
});
