/** The button that collects three images and then shows the plane through them. */

import { element } from "../../shared/dom.js";
import { keyOfPickedPlane } from "../picked_plane.js";

/**
 * @param {import("../state.js").MapStore} map
 * @param {(key: string) => void} onPlane three images are picked
 */
export function planePicker({ state, on }, onPlane) {
  /** @type {number[]} */
  let picked = [];
  const button = element("button", {
    type: "button",
    class: "tool",
    onclick: () => add(),
    "data-testid": "pick-plane",
  });
  button.title = "Choose an image and add it; after the third, the map shows the plane through the three";

  function show() {
    const image = state.chosen?.index;
    button.hidden = state.options.latentDim < 3;
    button.disabled = image === null || image === undefined || picked.includes(image);
    button.textContent = `Add image to a plane (${picked.length} of 3)`;
  }

  function add() {
    const image = state.chosen?.index;
    if (image === null || image === undefined) return;
    picked = [...picked, image];
    if (picked.length === 3) onPlane(keyOfPickedPlane(picked));
    if (picked.length === 3) picked = [];
    show();
  }

  on(["chosen", "options"], show);
  show();
  return button;
}
