import assert from "node:assert/strict";
import { test } from "node:test";

import { panels } from "../../../assets/js/live/figure.js";
import { heatRows, heatStrip, heatWords, MOST_ROWS, mostNats } from "../../../assets/js/live/heat.js";

/**
 * @param {number} epoch
 * @param {number[] | null} nats
 * @returns {any}
 */
const report = (epoch, nats) => ({ epoch, train: nats && { kl_per_dim: nats } });

test("the strip has a row for each dimension and a column for the steps of each report", () => {
  const heat = heatStrip();
  heat.add([report(0.5, [1, 2, 3]), report(1, null), report(2, [4, 5, 6])]);
  assert.deepEqual(heat.strip(), {
    x: [0, 0.5, 2],
    y: ["z1", "z2", "z3"],
    z: [
      [1, 4],
      [2, 5],
      [3, 6],
    ],
  });
  assert.equal(heat.dimensions(), 3);
});

test("a model without a KL has an empty strip, and so has a run that begins anew", () => {
  const heat = heatStrip();
  assert.deepEqual(heat.strip(), { x: [], y: [], z: [] });
  heat.add([report(1, [1])]);
  heat.clear();
  assert.deepEqual(heat.strip(), { x: [], y: [], z: [] });
  heat.add([report(0.2, [1])]);
  assert.deepEqual(heat.strip().x, [0, 0.2], "an earlier epoch than before the reset");
});

test("of a thousand dimensions those with the largest KL are shown, in their order", () => {
  const nats = Array.from({ length: 1024 }, (_, dim) => (dim % 32 === 7 ? 1 + dim / 1024 : 0.01));
  const rows = heatRows(nats, []);
  assert.deepEqual(
    rows,
    Array.from({ length: MOST_ROWS }, (_, at) => 32 * at + 7),
  );
});

test("a row stays where another dimension carries hardly more, and goes where it carries clearly more", () => {
  const nats = Array.from({ length: 40 }, (_, dim) => Number(dim < 32));
  const before = heatRows(nats, []);
  nats[35] = 1.1;
  assert.deepEqual(heatRows(nats, before), before);
  nats[35] = 1.3;
  assert.ok(heatRows(nats, before).includes(35));
});

test("a long training has at most 400 columns, which still cover all of it", () => {
  const heat = heatStrip();
  for (let at = 1; at <= 5000; at++) heat.add([report(at / 10, [at])]);
  const { x, z } = heat.strip();
  assert.ok(x.length > 150 && x.length <= 401, String(x.length));
  assert.equal(z[0].length, x.length - 1);
  assert.deepEqual([x[0], x.at(-1), z[0].at(-1)], [0, 500, 5000]);
  assert.deepEqual(
    x,
    [...x].sort((a, b) => a - b),
  );
});

test("the colours end at the largest KL, and a KL near zero is not blown up", () => {
  assert.equal(
    mostNats({
      x: [],
      y: [],
      z: [
        [0.5, 7],
        [2, 3],
      ],
    }),
    7,
  );
  assert.equal(mostNats({ x: [], y: [], z: [[0.001, -0.2]] }), 0.1);
});

test("what the strip leaves out is said in words", () => {
  assert.equal(heatWords(3, 3), "Strip: KL of each latent dimension.");
  assert.equal(heatWords(1, 1), "Strip: KL of the one latent dimension.");
  assert.match(heatWords(32, 1024), /the 32 of 1,024 with the largest KL now/);
});

test("the panels stand side by side where it is wide, else below one another, and do not touch", () => {
  const { loss, kl } = panels(true, true);
  assert.deepEqual([loss.y, kl.y, loss.x[0], kl.x[1]], [[0, 1], [0, 1], 0, 1]);
  assert.ok(kl.x[0] - loss.x[1] > 0.05);
  const narrow = panels(true, false);
  assert.deepEqual(
    [narrow.loss.x, narrow.kl.x],
    [
      [0, 1],
      [0, 1],
    ],
  );
  assert.ok(narrow.loss.y[0] - narrow.kl.y[1] > 0.05);
  assert.deepEqual(panels(false, true).loss, { x: [0, 1], y: [0, 1] });
});
