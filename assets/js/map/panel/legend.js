/**
 * The legend: a button per class. Click hides or shows it, double click (or Shift and click) isolates it.
 * Many classes have a search field.
 */

import { clipOf, colourOf, isolated, MOST_CIRCLES, named, toggled } from "../../shared/classes.js";
import { element } from "../../shared/dom.js";

const HINT = "Press once to hide or show them, twice to show them alone.";

/**
 * @param {HTMLElement} parent
 * @param {(hidden: import("../../shared/classes.js").Hidden) => void} onChange
 */
export function legend(parent, onChange) {
  /** @type {import("../../shared/classes.js").Hidden} */
  let hidden = new Set();
  /** @type {HTMLButtonElement[]} */
  let buttons = [];
  /** @type {readonly string[]} */
  let shownNames = [];
  const search = searchField(find, () => {
    const found = named(shownNames, search.value);
    if (found.length) apply(new Set(buttons.map((_, label) => label).filter((label) => !found.includes(label))));
  });
  // A mouse wheel scrolls the row, which has no scrollbar.
  parent.addEventListener("wheel", (event) => scrollAlong(parent, event), { passive: false });

  /** Shows the buttons of the classes whose names contain the words in the search field. */
  function find() {
    const found = named(shownNames, search.value);
    buttons.forEach((button, label) => void (button.hidden = !found.includes(label)));
    search.classList.toggle("is-without", !found.length);
  }

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
      shownNames = names;
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
          element("span", { class: "dot", style: `--dot: ${colourOf(colours, label)}; ${clipOf(label)}` }),
          element("span", { class: "legend-name" }, name),
        ),
      );
      parent.replaceChildren(...(names.length > MOST_CIRCLES ? [search] : []), ...buttons);
      if (names.length > MOST_CIRCLES) find();
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
 * @param {() => void} changed
 * @param {() => void} chosen Enter was pressed
 */
function searchField(changed, chosen) {
  return element("input", {
    class: "legend-search",
    type: "search",
    placeholder: "Find class",
    "aria-label": "Find classes by name",
    title: "Type a part of a name. Enter shows only the points of the classes found; with an empty field, of all.",
    oninput: changed,
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      event.stopPropagation(); // the map has single keys
      if (event.key === "Enter") chosen();
    },
  });
}

/**
 * @param {HTMLElement} row
 * @param {WheelEvent} event
 */
function scrollAlong(row, event) {
  if (row.scrollWidth <= row.clientWidth || event.deltaX || event.ctrlKey) return;
  const before = row.scrollLeft;
  row.scrollLeft += event.deltaY;
  if (row.scrollLeft !== before) event.preventDefault(); // at its ends the page scrolls
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
