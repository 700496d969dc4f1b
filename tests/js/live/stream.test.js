import assert from "node:assert/strict";
import { test } from "node:test";

import { GATHER_MS, liveStream, OVERLAP_MS, RETRY_MS } from "../../../assets/js/live/stream.js";

/**
 * A world with a clock, a server's lines and connections that a test can break.
 * @param {object[]} lines
 */
function world(lines) {
  let [now, number] = [0, 0];
  /** @type {Map<number, {at: number, action: () => void}>} */
  const timers = new Map();
  /** @type {any[]} */
  const sources = [];
  const told = /** @type {any[]} */ ([]);
  const on = Object.fromEntries(
    ["reports", "events", "state", "reset", "live", "frames", "end", "connection"].map((name) => [
      name,
      (/** @type {any} */ what) => told.push([name, what]),
    ]),
  );
  const made = {
    told,
    sources,
    lines,
    isKnown: true,
    /** Epochs of the reports since the last reset. */
    epochs: () =>
      told
        .slice(told.findLastIndex(([name]) => name === "reset") + 1)
        .flatMap(([name, what]) => (name === "reports" ? what.map((/** @type {any} */ { epoch }) => epoch) : [])),
    /** @param {number} ms */
    pass(ms) {
      for (const end = now + ms; ;) {
        const [next] = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
        if (!next) return void (now = end);
        timers.delete(next[0]);
        now = next[1].at;
        next[1].action();
      }
    },
    /** The server sends what the newest connection asked for. */
    serve() {
      const source = sources.at(-1);
      source.send("open");
      const after = Number(new URL(source.url, "http://x").searchParams.get("after") ?? 0);
      lines.forEach((line, index) => index >= after && source.send("report", JSON.stringify(line), index + 1));
    },
  };
  const stream = liveStream("/runs/a", /** @type {any} */ (on), {
    open(url) {
      /** @type {Record<string, (event: any) => void>} */
      const listeners = {};
      const source = {
        url,
        readyState: 1,
        close: () => (source.readyState = 2),
        addEventListener: (/** @type {string} */ name, /** @type {any} */ action) => (listeners[name] = action),
        send: (/** @type {string} */ name, data = "{}", id = 0) => listeners[name]({ data, lastEventId: String(id) }),
      };
      sources.push(source);
      return /** @type {any} */ (source);
    },
    exists: () => Promise.resolve(made.isKnown),
    later: (action, ms) => (timers.set(++number, { at: now + ms, action }), number),
    never: (timer) => void timers.delete(timer),
  });
  return { ...made, stream, made };
}

/**
 * @param {number} from
 * @param {number} to
 * @param {string} [sitting]
 */
const lines = (from, to, sitting = "first") =>
  Array.from({ length: to - from + 1 }, (_, at) => ({ epoch: from + at, sitting }));

/** @param {ReturnType<typeof world>} there */
async function breakAndReconnect(there) {
  there.sources.at(-1).send("error");
  await Promise.resolve();
  there.pass(RETRY_MS[0]);
  there.serve();
  there.pass(GATHER_MS);
}

test("a whole history is handed on at once", () => {
  const there = world(lines(1, 500));
  there.serve();
  there.pass(GATHER_MS);
  assert.deepEqual(
    there.told.map(([name]) => name),
    ["connection", "reports"],
  );
  assert.equal(there.epochs().length, 500);
});

// fault R7
test("a report that comes twice is told once", () => {
  const there = world(lines(1, 3));
  there.serve();
  there.sources[0].send("report", JSON.stringify({ epoch: 3 }), 3);
  there.pass(GATHER_MS);
  assert.deepEqual(there.epochs(), [1, 2, 3]);
});

// fault R7
test("after a break the reports go on without a gap and without a repetition", async () => {
  const there = world(lines(1, 3));
  there.serve();
  there.pass(GATHER_MS);
  there.lines.push(...lines(4, 6));
  await breakAndReconnect(there);
  assert.deepEqual(there.epochs(), [1, 2, 3, 4, 5, 6]);
  assert.ok(there.told.some(([name, what]) => name === "connection" && what === "lost"));
  assert.deepEqual(there.told.filter(([name]) => name === "connection").at(-1), ["connection", "open"]);
});

test("lines that were rewritten during a break make it begin anew", async () => {
  const there = world(lines(1, 5));
  there.serve();
  there.pass(GATHER_MS);
  there.lines.splice(2, 3, ...lines(3, 7, "second"));
  await breakAndReconnect(there);
  there.serve(); // the connection that begins anew
  there.pass(GATHER_MS);
  assert.ok(there.told.some(([name]) => name === "reset"));
  assert.deepEqual(there.epochs(), [1, 2, 3, 4, 5, 6, 7]);
});

test("lines that became fewer during a break make it begin anew after a while, or at the end", async () => {
  for (const happens of ["quiet", "end"]) {
    const there = world(lines(1, 5));
    there.serve();
    there.pass(GATHER_MS);
    there.lines.splice(2, 3);
    await breakAndReconnect(there);
    if (happens === "quiet") there.pass(OVERLAP_MS);
    else there.sources.at(-1).send("end", '{"status": "stopped"}');
    assert.ok(!there.told.some(([name]) => name === "end"));
    there.serve();
    there.pass(GATHER_MS);
    assert.deepEqual(there.epochs(), [1, 2], happens);
  }
});

test("a reset by the server voids what came before", () => {
  const there = world(lines(1, 3));
  there.serve();
  there.sources[0].send("reset");
  there.sources[0].send("report", JSON.stringify({ epoch: 1 }), 1);
  there.pass(GATHER_MS);
  assert.deepEqual(there.epochs(), [1]);
});

test("the last reports are told before the end, the end once, and then it is quiet", () => {
  const there = world(lines(1, 2));
  there.serve();
  there.sources[0].send("end", '{"status": "finished"}');
  there.sources[0].send("end", '{"status": "finished"}');
  there.pass(60_000);
  assert.deepEqual(
    there.told.map(([name]) => name),
    ["connection", "reports", "end"],
  );
  assert.equal(there.sources.length, 1);
});

test("a refusal is tried again, later each time, unless the run is gone", async () => {
  const there = world([]);
  for (const wait of RETRY_MS) {
    const count = there.sources.length;
    there.sources.at(-1).readyState = 2;
    there.sources.at(-1).send("error");
    await new Promise(setImmediate);
    there.pass(wait - 1);
    assert.equal(there.sources.length, count);
    there.pass(1);
    assert.equal(there.sources.length, count + 1);
  }
  there.made.isKnown = false;
  there.sources.at(-1).readyState = 2;
  there.sources.at(-1).send("error");
  await new Promise(setImmediate);
  assert.deepEqual(there.told.at(-1), ["connection", "unknown"]);
  const count = there.sources.length;
  there.pass(60_000);
  assert.equal(there.sources.length, count);
});

test("a paused stream is silent, and goes on where it was", () => {
  const there = world(lines(1, 2));
  there.serve();
  there.pass(GATHER_MS);
  there.stream.pause();
  there.lines.push(...lines(3, 4));
  there.pass(60_000);
  there.stream.resume();
  there.stream.resume();
  assert.equal(there.sources.length, 2);
  there.serve();
  there.pass(GATHER_MS);
  assert.deepEqual(there.epochs(), [1, 2, 3, 4]);
});

test("what was done to the run is told apart from its reports, and each once", () => {
  const there = world([{ epoch: 1 }, { event: "beta", epoch: 1, value: 3 }, { epoch: 2 }]);
  there.serve();
  there.pass(GATHER_MS);
  assert.deepEqual(there.epochs(), [1, 2]);
  assert.deepEqual(
    there.told.filter(([name]) => name === "events"),
    [["events", [{ event: "beta", epoch: 1, value: 3 }]]],
  );
});

test("frames that were kept are told with their time", () => {
  const there = world([]);
  there.serve();
  there.sources.at(-1).send("frames", JSON.stringify({ changed: 12.5 }));
  assert.deepEqual(there.told.at(-1), ["frames", 12.5]);
});
