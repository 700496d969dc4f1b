/** The plane through three images that a person picked, one after the other. */

import { element } from "../shared/dom.js";
import { codeOf } from "../maths/codes.js";
import { planeThrough } from "../maths/plane.js";

const KEY = /^at-(\d+)-(\d+)-(\d+)$/;

/**
 * The options with the plane that their key asks for, where it goes through three images of these codes.
 * @param {import("./options.js").Options} options
 * @param {import("../maths/codes.js").Latents | null} latents
 * @returns {import("./options.js").Options}
 */
export function withPickedPlane(options, latents) {
  const images = KEY.exec(options.plane)?.slice(1).map(Number);
  if (!images || !latents || options.planes.some(({ key }) => key === options.plane)) return options;
  const rows = images.map((image) => latents.index.indexOf(image));
  const codes = rows.map((row) => codeOf(latents, Math.max(0, row)));
  const plane = rows.includes(-1) ? null : planeThrough(options.plane, `Through images ${images.join(", ")}`, codes);
  return plane ? { ...options, planes: [...options.planes, plane] } : { ...options, plane: options.planes[0].key };
}

/**
 * The button that collects them.
 * @param {import("./state.js").State} state
 * @param {(key: string) => void} onPlane three are there
 */
export function planePicker(state, onPlane) {
  /** @type {number[]} */
  let picked = [];
  const button = element("button", {
    type: "button",
    class: "tool",
    onclick: () => add(),
    "data-testid": "pick-plane",
  });

  function show() {
    const image = state.chosen?.index;
    button.hidden = state.options.latentDim < 3;
    button.disabled = image === null || image === undefined || picked.includes(image);
    const done = picked.length ? ` (${picked.length} of 3)` : "";
    button.textContent = `Plane through three images: add this one${done}`;
    button.title = "Take hold of an image, add it, and so on; after the third the map shows the plane through them";
  }

  function add() {
    const image = state.chosen?.index;
    if (image === null || image === undefined) return;
    picked = [...picked, image];
    if (picked.length === 3) onPlane(`at-${picked.join("-")}`);
    if (picked.length === 3) picked = [];
    show();
  }

  show();
  return { button, show };
}
