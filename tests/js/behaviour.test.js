import assert from "node:assert/strict";
import test from "node:test";

import { colourOf, isolated, PETROFF10, rgbOf, toggled } from "../../assets/js/shared/classes.js";
import { wheelFactor } from "../../assets/js/map/gestures.js";
import { imageChunks } from "../../assets/js/run/image_chunks.js";
import { complete } from "../../assets/js/map/options.js";
import { picker } from "../../assets/js/maths/picking.js";
import { inOrder, latestWins } from "../../assets/js/shared/queue.js";
import { newsFilter, releaser } from "../../assets/js/shared/release.js";

/** A function whose calls end when the test says so. */
function controlled() {
  /** @type {{input: number, end: (value?: unknown) => void, fail: (error: Error) => void}[]} */
  const calls = [];
  const run = (/** @type {number} */ input) =>
    new Promise((end, fail) => calls.push({ input, end: () => end(input * 10), fail }));
  return { calls, run };
}
const turn = () => new Promise((resolve) => setTimeout(resolve));

test("of many requests during one decode only the newest is decoded", async () => {
  const { calls, run } = controlled();
  const request = latestWins(run);
  const results = [1, 2, 3, 4].map((input) => request(input));
  calls[0].end();
  await turn();
  assert.deepEqual(
    calls.map(({ input }) => input),
    [1, 4],
  );
  calls[1].end();
  assert.deepEqual(await Promise.all(results), [10, null, null, 40]);
  const later = request(5);
  calls[2].end();
  assert.equal(await later, 50);
});

test("a failed decode does not stop the next", async () => {
  const { calls, run } = controlled();
  const request = latestWins(run);
  const [first, second] = [request(1), request(2)];
  calls[0].fail(new Error("no memory"));
  await assert.rejects(first, /no memory/);
  await turn();
  calls[1].end();
  assert.equal(await second, 20);
});

test("calls in order never overlap", async () => {
  const { calls, run } = controlled();
  const request = inOrder(run);
  const [first, second] = [request(1), request(2)];
  await turn();
  assert.equal(calls.length, 1);
  calls[0].fail(new Error("x"));
  await assert.rejects(first);
  await turn();
  calls[1].end();
  assert.equal(await second, 20);
});

test("a movement is reported once, after the pause or when the pointer is lifted", () => {
  /** @type {string[]} */
  const reports = [];
  /** @type {Map<number, () => void>} */
  const timers = new Map();
  let id = 0;
  const timer = {
    set: (/** @type {() => void} */ f) => (timers.set(++id, f), id),
    clear: (/** @type {number} */ gone) => timers.delete(gone),
  };
  const release = releaser((/** @type {string} */ value) => reports.push(value), 350, timer);
  for (const key of ["a", "b", "c"]) release.soon(() => key);
  assert.deepEqual([reports.length, timers.size], [0, 1]);
  timers.forEach((fire) => fire());
  release.soon(() => "dropped by the drag");
  release.now("lifted");
  assert.deepEqual([reports, timers.size], [["c", "lifted"], 1]);
});

test("what Python repeats, late or not, is no news", () => {
  const filter = newsFilter(null);
  filter.sent([1, 2]);
  filter.sent([3, 4]);
  assert.equal(filter.isNews([1, 2]), false); // a late echo of the first
  assert.equal(filter.isNews([3, 4]), false);
  assert.equal(filter.isNews([3, 4]), false); // said again on the next run
  assert.equal(filter.isNews([1, 2]), true); // now it is a wish
});

test("a click hides a class, a second shows it, a double click isolates it and another brings all back", () => {
  const hidden = toggled(new Set(), 3);
  assert.deepEqual([...hidden], [3]);
  assert.deepEqual([...toggled(hidden, 3)], []);
  const alone = isolated(new Set(), 1, 4);
  assert.deepEqual([...alone], [0, 2, 3]);
  assert.deepEqual([...isolated(alone, 1, 4)], []);
});

test("every class has a colour and a wrong colour is named", () => {
  assert.equal(colourOf(PETROFF10, 12), PETROFF10[2]);
  assert.deepEqual(rgbOf("#3f90da"), [63, 144, 218]);
  assert.deepEqual(rgbOf("#f0a"), [255, 0, 170]);
  assert.throws(() => rgbOf("blue"), /colour is 'blue'/);
});

test("the nearest shown point within reach is picked", () => {
  const places = Float32Array.of(0, 0, 1, 0, 1.1, 0);
  assert.equal(picker(places, () => true).nearest(1.04, 0, 0.2), 1);
  assert.equal(picker(places, (row) => row !== 1).nearest(1.04, 0, 0.2), 2);
  assert.equal(picker(places, () => true).nearest(5, 5, 0.2), null);
});

test("picking agrees with looking at every point", () => {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const places = new Float32Array(2000).map(random);
  places[8] = NaN; // a code that is no number is never the nearest
  const isShown = (/** @type {number} */ row) => row % 3 > 0;
  const pick = picker(places, isShown);
  for (let trial = 0; trial < 200; trial++) {
    const [u, v] = [3 * random() - 1, 3 * random() - 1]; // among the points, and far outside
    const distances = Array.from({ length: 1000 }, (_, row) =>
      isShown(row) && row !== 4 ? Math.hypot(places[2 * row] - u, places[2 * row + 1] - v) : Infinity,
    );
    const least = Math.min(...distances);
    assert.equal(pick.nearest(u, v, Infinity), distances.indexOf(least));
    assert.equal(pick.nearest(u, v, least + 1e-6), distances.indexOf(least));
    assert.equal(pick.nearest(u, v, least - 1e-6), null);
  }
  assert.equal(picker(new Float32Array(), isShown).nearest(0, 0, 1), null);
  assert.equal(picker(Float32Array.of(2, 2, 2, 2), isShown).nearest(5, 5, 9), 1);
});

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

test("missing options get defaults and impossible ones are named", () => {
  const good = { runUrl: "/runs/a/", shape: /** @type {const} */ ([1, 28, 28]), latentDim: 2 };
  const options = complete({ ...good, z: undefined, plane: "gone" });
  assert.deepEqual([options.runUrl, options.plane, options.colours], ["/runs/a", "0-1", PETROFF10]);
  assert.throws(() => complete({ ...good, latentDim: 0 }), /latentDim is 0/);
  assert.throws(() => complete({ ...good, z: [1, 2, 3] }), /z has 3 numbers; the model has 2/);
  assert.throws(
    () => complete({ ...good, latentDim: 3, planes: options.planes }),
    /plane '0-1' is not of 3 dimensions/,
  );
});

test("a wheel turned back undoes a wheel turned forth, whatever its unit", () => {
  for (const deltaMode of [0, 1, 2]) {
    const factor = (/** @type {number} */ deltaY) =>
      wheelFactor(/** @type {WheelEvent} */ ({ deltaY, deltaMode, ctrlKey: false }));
    assert.ok(factor(-3) > 1 && Math.abs(factor(3) * factor(-3) - 1) < 1e-12);
  }
});
