/** The surface between four images: a grid of images, and the image at any place of it. */

import { context2d, element } from "../shared/dom.js";
import { readable } from "../shared/numbers.js";
import { paint, toRgba } from "../shared/picture.js";

/** @typedef {import("./rows.js").Frame} Frame */

/** @param {(across: number, down: number) => void} moved */
export function cornerGrid(moved) {
  const sheet = element("canvas", {
    class: "picture sheet",
    width: 1,
    height: 1,
    role: "img",
    "aria-label": "Grid between the four images",
    "data-testid": "corner-grid",
  });
  const now = element("canvas", { class: "picture", width: 1, height: 1, role: "img", "data-testid": "now-corners" });
  const words = element("span", { class: "near" });
  const ring = element("span", { class: "sheet-ring" });
  const [across, down] = ["Across", "Down"].map((name) =>
    element("input", { type: "range", min: 0, max: 1, step: 0.01, value: 0.5, "aria-label": name, oninput: tell }),
  );
  const root = element(
    "section",
    { class: "corners", "aria-label": "Four corners", "data-testid": "corners" },
    element(
      "p",
      { class: "film-words" },
      "A, B, C and D are in the corners; between them, codes are mixed in both directions. " +
        "Look where one image turns into another, and which others appear on the way.",
    ),
    element(
      "div",
      { class: "corner-body" },
      element("div", { class: "sheet-frame" }, sheet, ring),
      element(
        "div",
        { class: "now" },
        now,
        element("label", { class: "share" }, "Across", across),
        element("label", { class: "share" }, "Down", down),
        words,
      ),
    ),
  );
  const go = (/** @type {MouseEvent} */ { offsetX, offsetY }) => {
    const place = (/** @type {number} */ offset, /** @type {number} */ size) =>
      Math.min(1, Math.max(0, (offset / size - 0.5 / count) / (1 - 1 / count)));
    [across.value, down.value] = [place(offsetX, sheet.clientWidth), place(offsetY, sheet.clientHeight)].map(String);
    tell();
  };
  sheet.addEventListener("click", go);
  sheet.addEventListener("pointermove", (event) => event.buttons && event.pointerType === "mouse" && go(event));
  let count = 2;

  function tell() {
    moved(Number(across.value), Number(down.value));
  }

  return {
    root,
    tell,
    /**
     * @param {Frame[]} frames n * n, row by row
     * @param {readonly number[]} shape
     */
    show(frames, shape) {
      count = Math.sqrt(frames.length);
      const [, height, width] = shape;
      [sheet.width, sheet.height] = [count * width, count * height];
      const context = context2d(sheet);
      frames.forEach(({ picture }, i) =>
        context.putImageData(
          new ImageData(toRgba(picture, shape), width, height),
          (i % count) * width,
          Math.floor(i / count) * height,
        ),
      );
    },
    /**
     * @param {Frame} frame
     * @param {import("./run.js").Note} note
     * @param {readonly number[]} shape
     */
    now(frame, note, shape) {
      paint(now, frame.picture, shape);
      now.setAttribute(
        "aria-label",
        `Across ${readable(Number(across.value))}, down ${readable(Number(down.value))}: ${note.words}`,
      );
      words.textContent = `${note.words} ${note.percent} % of the test images lie in sparser regions.`;
      const at = (/** @type {string} */ value) => `${100 * ((0.5 + Number(value) * (count - 1)) / count)}%`;
      [ring.style.left, ring.style.top] = [at(across.value), at(down.value)];
    },
  };
}
