/** A group of radio buttons that look like one control. */

import { element } from "../shared/dom.js";

/**
 * @param {HTMLElement} place
 * @param {string} name
 * @param {[string, string][]} choices value and text
 * @param {(value: string) => void} chosen
 * @param {string} [before] words that a screen reader says before a choice's text
 */
export function choice(place, name, choices, chosen, before = "") {
  const inputs = choices.map(([value, words]) =>
    element("input", { type: "radio", name, value, "aria-label": before + words, onchange: () => chosen(value) }),
  );
  place.append(
    ...inputs.map((input, i) => element("label", { class: "choice" }, input, element("span", {}, choices[i][1]))),
  );
  return { set: (/** @type {string} */ value) => inputs.forEach((input) => (input.checked = input.value === value)) };
}
