/** Recovery codes and the words of a browser that keeps no cookie. */

import assert from "node:assert/strict";
import test from "node:test";
import { askPerson, cookieWords, grouped } from "../../../assets/js/present/person.js";

test("a recovery code may be typed in small letters, with spaces or none", () => {
  for (const typed of ["K7QF-M2XB-9A", "k7qf m2xb 9a", " k7qfm2xb9a\n"]) assert.equal(grouped(typed), "K7QF-M2XB-9A");
  assert.equal(grouped("  "), "");
});

test("only a frame is told to open a window", () => {
  assert.match(cookieWords(true), /in a frame/);
  assert.match(cookieWords(false), /Allow cookies/);
});

test("a request goes to the app's own path as JSON, and a refusal has the server's words", async (context) => {
  /** @type {any[]} */
  const asked = [];
  const answers = [new Response('{"code":"AB"}'), new Response('{"error":"wait a minute"}', { status: 429 })];
  context.mock.method(globalThis, "fetch", async (/** @type {any[]} */ ...request) => {
    asked.push(request);
    return answers.shift();
  });
  assert.deepEqual(await askPerson("/lab", "code"), { code: "AB" });
  await assert.rejects(askPerson("", "recover", { code: "X" }), /wait a minute/);
  await assert.rejects(
    (context.mock.method(globalThis, "fetch", () => Promise.reject(new TypeError("x"))), askPerson("", "new")),
    /does not answer/,
  );
  assert.deepEqual(
    asked.map(([url, { method, body }]) => [url, method, body]),
    [
      ["/lab/person/code", "POST", "{}"],
      ["/person/recover", "POST", '{"code":"X"}'],
    ],
  );
});
