/** The buttons that save a figure as PNG, SVG and CSV. Style sheets of views say where they are. */

import { element } from "../dom.js";

/** @typedef {() => Promise<void>} Save */

/**
 * Returns the buttons, and beside them the place for the reason why a file was not saved.
 * @param {string} what the figure, in "Save loss terms as PNG"
 * @param {Record<string, Save>} kinds by the name of the format
 * @param {() => string} [missing] why there is nothing to save yet; empty: there is
 */
export function figureButtons(what, kinds, missing = () => "") {
  const problem = element("span", { role: "status" });
  const buttons = Object.entries(kinds).map(([kind, save]) => {
    const press = () => {
      problem.textContent = missing();
      if (!problem.textContent) save().catch((error) => void (problem.textContent = `Not saved: ${error.message}`));
    };
    const label = `Save ${what} as ${kind}`;
    return element("button", { type: "button", title: label, "aria-label": label, onclick: press }, kind);
  });
  const bar = element("div", { class: "figure-buttons", role: "group", "aria-label": `Save ${what}` });
  bar.append(problem, ...buttons);
  return bar;
}
