import assert from "node:assert/strict";
import test from "node:test";

import { atOnce, inOrder, latestWins } from "../../../assets/js/shared/queue.js";

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

test("of works that fail at once the first in the list is reported, whichever failed first", async () => {
  const { calls, run } = controlled();
  const result = atOnce([run(1), run(2), run(3)]);
  calls[0].end();
  calls[2].fail(new Error("encoder.onnx"));
  await turn();
  calls[1].fail(new Error("decoder.onnx"));
  await assert.rejects(result, /decoder/);
});

test("works that go on at once give their results in the order of the list", async () => {
  const { calls, run } = controlled();
  const result = atOnce([run(1), run(2), 7]);
  calls[1].end();
  calls[0].end();
  assert.deepEqual(await result, [10, 20, 7]);
});
