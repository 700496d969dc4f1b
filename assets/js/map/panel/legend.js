/** The legend: a button per class. Click hides or shows it, double click (or Shift and click) isolates it. */

import { colourOf, isolated, toggled } from "../../shared/classes.js";
import { element } from "../../shared/dom.js";

const HINT = "Click to hide or show them, double click to show them alone.";

/**
 * @param {HTMLElement} parent
 * @param {(hidden: import("../../shared/classes.js").Hidden) => void} onChange
 */
export function legend(parent, onChange) {
  /** @type {import("../../shared/classes.js").Hidden} */
  let hidden = new Set();
  /** @type {HTMLButtonElement[]} */
  let buttons = [];

  /** @param {import("../../shared/classes.js").Hidden} next */
  function apply(next) {
    hidden = next;
    buttons.forEach((button, label) => button.setAttribute("aria-pressed", String(!hidden.has(label))));
    onChange(hidden);
  }

  /**
   * @param {MouseEvent} event
   * @param {number} label
   */
  function click(event, label) {
    // A double click arrives as two clicks first, which cancel each other.
    apply(event.shiftKey ? isolated(hidden, label, buttons.length) : toggled(hidden, label));
  }

  return {
    /**
     * @param {readonly string[]} names
     * @param {readonly string[]} colours
     * @param {readonly number[]} counts
     */
    show(names, colours, counts) {
      buttons = names.map((name, label) =>
        element(
          "button",
          {
            type: "button",
            class: "legend-item",
            "aria-pressed": String(!hidden.has(label)),
            title: `${name}: ${(counts[label] ?? 0).toLocaleString("en")} points. ${HINT}`,
            onclick: (/** @type {MouseEvent} */ event) => click(event, label),
            ondblclick: () => apply(isolated(hidden, label, names.length)),
          },
          element("span", { class: "dot", style: `--dot: ${colourOf(colours, label)}` }),
          element("span", { class: "legend-name" }, name),
        ),
      );
      parent.replaceChildren(...buttons);
      parent.hidden = names.length < 2;
    },
    /**
     * Greys the legend where the points are not coloured by class.
     * @param {boolean} isNeutral
     */
    setNeutral: (isNeutral) => void parent.classList.toggle("is-neutral", isNeutral),

    /** @param {number} label */
    isShown: (label) => !hidden.has(label),
  };
}

/**
 * Returns the number of points of each class.
 * @param {Int32Array} labels
 * @returns {number[]}
 */
export function countsOf(labels) {
  /** @type {number[]} */
  const counts = [];
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
