/** The rooms of assets/js: which may import which, how large they and their functions may be. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../assets/js", import.meta.url));

/**
 * Each room may import these rooms and itself, in code and in the types of JSDoc.
 * @type {Record<string, string[]>}
 */
const MAY_IMPORT = {
  shared: [],
  maths: ["shared"],
  run: ["maths", "shared"],
  plane: ["maths", "shared"],
  map: ["plane", "run", "maths", "shared"],
  interpolate: ["plane", "run", "maths", "shared"],
  time_machine: ["plane", "run", "maths", "shared"],
  live: ["time_machine", "plane", "run", "maths", "shared"],
  board: ["live", "time_machine", "map", "interpolate", "plane", "run", "maths", "shared"],
  present: ["shared"],
  data: ["plane", "maths", "shared"],
  lesson: ["plane", "run", "maths", "shared"],
  tour: ["time_machine", "plane", "run", "maths", "shared"],
  streamlit: [
    "data",
    "lesson",
    "present",
    "tour",
    "board",
    "live",
    "time_machine",
    "map",
    "interpolate",
    "plane",
    "run",
    "maths",
    "shared",
  ],
};
const MOST_FILES = 25;
const MOST_COLUMNS = 120;
const MOST_LINES = 80;

/**
 * @param {string} [ending]
 * @returns {string[]} paths below assets/js, of all rooms
 */
const files = (ending = "") =>
  readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .map((name) => name.split(path.sep).join("/"))
    .filter((name) => name.includes("/") && /\.\w+$/.test(name) && name.endsWith(ending));

/** @param {string} file */
const textOf = (file) => readFileSync(path.join(ROOT, file), "utf8");

/**
 * @param {string} file
 * @returns {string} the first folder of its path
 */
const roomOf = (file) => file.split("/")[0];

/**
 * Returns what a module names in its imports, as paths below assets/js.
 * @param {string} file
 * @param {string} text
 * @param {boolean} withTypes whether `import("...")` in JSDoc counts
 * @returns {string[]}
 */
function importsOf(file, text, withTypes) {
  const code = withTypes ? text : text.replace(/\/\*[\s\S]*?\*\//g, "");
  const found = code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.[^"']+)["']/g);
  return [...found].map(([, specifier]) => path.posix.join(path.posix.dirname(file), specifier));
}

/**
 * Returns the functions of a formatted file that have more code lines than `most`, by the line they begin on.
 * Prettier puts a function's closing brace under the first character of the line on which the function begins.
 * @param {string} text
 * @param {number} [most]
 */
function longFunctions(text, most = MOST_LINES) {
  const lines = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, "")).split("\n");
  const begins =
    /^(\s*)(?!(?:if|for|while|switch|catch|else|do|try)\b)(?:.*\bfunction\b.*|.*=> \{|(?:async )?[\w$]+\(.*\) \{)$/;
  return lines.flatMap((line, at) => {
    const indent = begins.exec(line)?.[1];
    if (indent === undefined) return [];
    const end = lines.findIndex((each, i) => i > at && each.startsWith(`${indent}}`));
    const size = lines.slice(at, end + 1).filter((each) => each.trim() && !each.trim().startsWith("//")).length;
    return size > most ? [`line ${at + 1}: ${size} lines`] : [];
  });
}

test("the table names every room", () => {
  const rooms = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(rooms.map(({ name }) => name).sort(), Object.keys(MAY_IMPORT).sort());
});

test("imports lead down the table, those of types too", () => {
  const wrong = files(".js").flatMap((file) =>
    importsOf(file, textOf(file), true)
      .filter((name) => roomOf(name) !== roomOf(file) && !MAY_IMPORT[roomOf(file)].includes(roomOf(name)))
      .map((name) => `${file} imports ${name}`),
  );
  assert.deepEqual(wrong, []);
});

test("every import names a file", () => {
  const missing = files(".js").flatMap((file) =>
    importsOf(file, textOf(file), true).filter((name) => !existsSync(path.join(ROOT, name))),
  );
  assert.deepEqual(missing, []);
});

test("modules import each other in no circle", () => {
  const graph = new Map(files(".js").map((file) => [file, importsOf(file, textOf(file), false)]));
  /** @type {Set<string>} */
  const done = new Set();
  /**
   * @param {string} file
   * @param {string[]} way
   */
  function visit(file, way) {
    assert.ok(!way.includes(file), `${[...way, file].join(" -> ")} is a circle`);
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  }
  for (const file of graph.keys()) visit(file, []);
});

test("no two modules export the same name", () => {
  /** @type {Map<string, string[]>} */
  const places = new Map();
  for (const file of files(".js"))
    for (const [, name] of textOf(file).matchAll(/^export (?:async )?(?:function\*?|const|let|class) (\w+)/gm))
      places.set(name, [...(places.get(name) ?? []), file]);
  assert.ok(places.size > 100);
  assert.deepEqual(
    [...places].filter(([, found]) => found.length > 1),
    [],
  );
});

test("each folder states its rule in a README of one sentence, and holds at most 25 files", () => {
  const folders = new Set(files().map((file) => path.posix.dirname(file)));
  for (const folder of folders) {
    const names = readdirSync(path.join(ROOT, folder), { withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(names.length <= MOST_FILES + 1, `${folder} holds ${names.length - 1} files; split it`);
    const rule = textOf(`${folder}/README.md`).split("\n")[0];
    assert.match(rule, /^[A-Z].*\.$/, `${folder}/README.md must begin with a sentence, the rule of the folder`);
  }
});

test("no line is longer than 120 columns, no function longer than 80 lines", () => {
  const wrong = files(".js").flatMap((file) => {
    const lines = textOf(file).split("\n").entries();
    const wide = [...lines]
      .filter(([, line]) => line.length > MOST_COLUMNS)
      .map(([at]) => `line ${at + 1} is too wide`);
    return [...wide, ...longFunctions(textOf(file))].map((words) => `${file}: ${words}`);
  });
  assert.deepEqual(wrong, []);
});

test("style sheets take their colours from tokens.css, and every token that they use is there", () => {
  const tokens = readFileSync(path.join(ROOT, "tokens.css"), "utf8");
  for (const file of files(".css")) {
    const text = textOf(file);
    assert.deepEqual(text.match(/#[0-9a-f]{3,8}\b|\brgba?\(\d/gi) ?? [], [], `${file} has a colour of its own`);
    const used = [...text.matchAll(/var\((--(?:space|radius|size|path)-[\w-]+)\)/g)].map(([, name]) => name);
    const unknown = used.filter((name) => !`${tokens}${text}`.includes(`${name}:`));
    assert.deepEqual(unknown, [], file);
  }
});

test("no style sheet repeats the look of the shared buttons", () => {
  const rules = (/** @type {string} */ text) =>
    [...text.matchAll(/([^{}]*)\{([^{}]*)\}/g)].map(([, selector, body]) => ({ selector: selector.trim(), body }));
  const lines = (/** @type {string} */ body) => body.split(";").map((line) => line.trim());
  const [shared] = rules(textOf("shared/buttons_and_tabs.css"));
  const look = lines(shared.body).filter(Boolean);
  assert.equal(look.length, 6);
  const repeats = files(".css").flatMap((file) =>
    rules(textOf(file))
      .filter(({ body }) => look.every((line) => lines(body).includes(line)))
      .map(({ selector }) => `${file}: ${selector.split("\n").pop()}`),
  );
  assert.deepEqual(repeats, ["shared/buttons_and_tabs.css: .tool"]);
});

test("the reader of imports sees code and types, and the reader of functions their length", () => {
  const text = 'import a from "./a.js";\nconst b = await import("../b/b.js");\n/** @type {import("./c.js").C} */\n';
  assert.deepEqual(importsOf("room/x.js", text, true), ["room/a.js", "b/b.js", "room/c.js"]);
  assert.deepEqual(importsOf("room/x.js", text, false), ["room/a.js", "b/b.js"]);
  const long = "export function f(\n  a,\n) {\n  /* words */\n  a();\n  // words\n  if (a) {\n  }\n}\n";
  assert.deepEqual(longFunctions(long, 6), ["line 1: 7 lines"]);
  assert.deepEqual(longFunctions(long, 7), []);
});
