/**
 * The buttons that save a figure as PNG, SVG and CSV. Style sheets of views say where they are.
 *
 * They are shown under a pointer, and on the figure that a finger or a pen touched last: charts that one can drag take
 * the touch for themselves, and then the browser sets no `:hover`, nor after the touched part was drawn again.
 */

import { element } from "../dom.js";

/** @typedef {() => Promise<void>} Save */

/** @type {Element | null | undefined} the buttons of the touched figure; undefined: nothing listens yet */
let touched;

function hideTouched() {
  touched?.classList.remove("is-touched");
  touched = null;
}

/** @param {PointerEvent} event */
function showTouched(event) {
  hideTouched();
  if (event.pointerType === "mouse") return;
  for (const part of event.composedPath()) {
    touched = part instanceof Element ? part.querySelector(":scope > .figure-buttons") : null;
    if (touched) return touched.classList.add("is-touched");
  }
}

/** Follows touches on the whole page, once; the end of a touch, because its start may be that of a scroll. */
function followTouches() {
  if (touched !== undefined) return;
  touched = null;
  document.addEventListener("pointerup", showTouched, { capture: true });
  document.addEventListener("pointerdown", ({ pointerType }) => pointerType === "mouse" && hideTouched(), {
    capture: true,
  });
}

/**
 * Returns the buttons, and beside them the place for the reason why a file was not saved.
 * @param {string} what the figure, in "Save loss terms as PNG"
 * @param {Record<string, Save>} kinds by the name of the format
 * @param {() => string} [missing] why there is nothing to save yet; empty: there is
 */
export function figureButtons(what, kinds, missing = () => "") {
  followTouches();
  const problem = element("span", { role: "status" });
  const buttons = Object.entries(kinds).map(([kind, save]) => {
    let isBegun = false; // by a pointer on this button
    const press = (/** @type {MouseEvent} */ { detail }) => {
      const isByChance = detail > 0 && !isBegun; // of the touch that showed the buttons
      isBegun = false;
      if (isByChance) return;
      problem.textContent = missing();
      if (!problem.textContent) save().catch((error) => void (problem.textContent = `Not saved: ${error.message}`));
    };
    const label = `Save ${what} as ${kind}`;
    const begin = () => void (isBegun = true);
    const listeners = { onpointerdown: begin, onclick: press };
    return element("button", { type: "button", title: label, "aria-label": label, ...listeners }, kind);
  });
  const bar = element("div", { class: "figure-buttons", role: "group", "aria-label": `Save ${what}` });
  bar.append(problem, ...buttons);
  return bar;
}
