/** The elements of one slot's card, and the drop of a file on it. */

import { element } from "../shared/dom.js";

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} caption
 */
const figure = (canvas, caption) => element("figure", { class: "figure" }, canvas, element("figcaption", {}, caption));

/**
 * @param {import("./slots.js").Name} name
 * @param {{random: () => void, file: (file: File) => void, draw: () => void}} on what a person did
 */
export function slotParts(name, on) {
  const letter = name.toUpperCase();
  const canvas = (/** @type {string} */ what) => {
    const label = { role: "img", "aria-label": `${what} of ${letter}`, "data-testid": `${what}-${name}` };
    return element("canvas", { class: "picture", width: 1, height: 1, ...label });
  };
  const [image, reconstruction] = [canvas("image"), canvas("reconstruction")];
  const title = element("span", { class: "slot-title" });
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const about = (/** @type {string} */ what) => ({ "aria-label": `${what} for ${letter}` });
  const random = element(
    "button",
    { type: "button", class: "tool", ...about("Random image"), onclick: on.random },
    "Random",
  );
  const input = element("input", {
    ...{ type: "file", accept: "image/*", class: "file", "data-testid": `file-${name}`, ...about("Image file") },
    onchange: () => input.files?.[0] && on.file(input.files[0]),
  });
  const file = element("label", { class: "tool file-label" }, input, "File");
  const panel = element("div", { class: "draw-panel" });
  const summary = element("summary", { class: "tool", "aria-label": `Draw ${letter}` }, "Draw");
  const draw = element("details", { class: "draw", ontoggle: on.draw }, summary, panel);
  const root = element(
    "section",
    { class: "slot", "aria-label": `Image ${letter}`, "data-testid": `slot-${name}` },
    element("h2", {}, letter, title),
    element("div", { class: "slot-pictures" }, figure(image, "image"), figure(reconstruction, "decoded")),
    problem,
    element("div", { class: "slot-sources" }, random, file, draw),
  );
  return { root, image, reconstruction, title, problem, input, draw, panel };
}

/**
 * Lets a person drop a file on a card.
 * @param {HTMLElement} root
 * @param {(file: File | undefined) => void} dropped undefined: something else than a file
 */
export function dropTarget(root, dropped) {
  root.addEventListener("dragover", (event) => (event.preventDefault(), root.classList.add("is-over")));
  for (const end of ["dragleave", "drop"]) root.addEventListener(end, () => root.classList.remove("is-over"));
  root.addEventListener("drop", (event) => {
    event.preventDefault();
    dropped(event.dataTransfer?.files[0]);
  });
}
