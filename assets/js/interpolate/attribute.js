/** Chooses the two groups of images whose mean codes an attribute is the difference of. */

import { element } from "../shared/dom.js";

/**
 * @param {HTMLElement} place
 * @param {readonly string[]} classNames
 * @param {readonly string[]} groupNames selected on the map
 * @param {{from: number, to: number}} chosen
 * @param {(groups: {from: number, to: number}) => void} changed
 */
export function attributeChooser(place, classNames, groupNames, chosen, changed) {
  const named = [
    ...["all images", ...classNames].map((name, i) => /** @type {const} */ ([i - 1, name])),
    ...groupNames.map((name, i) => /** @type {const} */ ([-2 - i, name])),
  ];
  const select = (/** @type {"from" | "to"} */ which, /** @type {string} */ words) => {
    const options = named.map(([label, name]) =>
      element("option", { value: label, selected: label === chosen[which] }, name),
    );
    const list = element(
      "select",
      {
        class: "select",
        "data-testid": which,
        onchange: () => changed({ from: Number(from.list.value), to: Number(to.list.value) }),
      },
      ...options,
    );
    return { list, label: element("label", { class: "field" }, element("span", {}, words), list) };
  };
  const from = select("from", "From the mean of");
  const to = select("to", "to the mean of");
  place.append(from.label, to.label);
}
