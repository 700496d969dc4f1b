import assert from "node:assert/strict";
import { test } from "node:test";

import { liveDecoder } from "../../../assets/js/live/decoder.js";

const settle = () => new Promise((resolve) => setTimeout(resolve));

/** Decoders that a test lets open and compute when it likes. */
function world() {
  /** @type {any[]} */
  const opened = [];
  const told = /** @type {any[]} */ ([]);
  /** @param {string} url */
  async function open(url) {
    if (url.includes("missing")) throw new Error("decoder could not be fetched");
    const log = /** @type {string[]} */ ([]);
    /** @type {any} */
    const decoder = {
      url,
      log,
      isConditional: false,
      setLabel: (/** @type {number} */ label) => void log.push(`label ${label}`),
      decode: () =>
        new Promise((resolve) => void (decoder.finish = () => (log.push("decoded"), resolve({ data: url })))),
      close: async () => void log.push("closed"),
    };
    opened.push(decoder);
    return decoder;
  }
  const on = {
    changed: () => void told.push("changed"),
    problem: (/** @type {string} */ words) => void told.push(words),
  };
  return { opened, told, live: liveDecoder("/runs/a", on, /** @type {any} */ (open)) };
}

test("a new decoder takes over, and the old one is freed only when it has done what it was doing", async () => {
  const { opened, told, live } = world();
  live.show("one");
  await settle();
  const picture = live.decode(new Float32Array(2));
  live.show("two");
  await settle();
  assert.deepEqual(told, ["changed", "changed"]);
  assert.deepEqual(opened[0].log, ["label 0"], "it still computes");
  opened[0].finish();
  assert.deepEqual(await picture, { data: "/runs/a/one" });
  await settle();
  assert.deepEqual(opened[0].log, ["label 0", "decoded", "closed"]);
  void live.decode(new Float32Array(2));
  await settle();
  opened[1].finish();
  assert.deepEqual(opened[1].log, ["label 0", "decoded"]);
});

test("nothing is fetched while nobody looks, and then only the newest", async () => {
  const { opened, live } = world();
  live.watched(false);
  live.show("one");
  live.show("two");
  await settle();
  assert.deepEqual(opened, []);
  live.watched(true);
  await settle();
  assert.deepEqual(
    opened.map(({ url }) => url),
    ["/runs/a/two"],
  );
  live.watched(true);
  await settle();
  assert.equal(opened.length, 1, "the same one is not opened twice");
});

test("a decoder that is gone is told only where there is no other", async () => {
  const { told, live } = world();
  live.show("missing");
  await settle();
  live.show("one");
  await settle();
  live.show("missing?v=2");
  await settle();
  assert.deepEqual(told, ["decoder could not be fetched", "changed"]);
});

test("the label goes on from one decoder to the next", async () => {
  const { opened, live } = world();
  live.show("one");
  await settle();
  live.setLabel(7);
  live.show("two");
  await settle();
  assert.deepEqual(
    opened.map(({ log }) => log),
    [["label 0", "label 7", "closed"], ["label 7"]],
  );
});

test("what is opened too late is freed at once, and nothing is decoded after the end", async () => {
  const { opened, told, live } = world();
  live.show("one");
  live.close();
  await settle();
  assert.deepEqual([opened[0].log, told], [["closed"], []]);
  assert.equal(await live.decode(new Float32Array(2)), null);
});
