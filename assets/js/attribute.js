/** Chooses the two groups of images whose mean codes an attribute is the difference of. */

import { element } from "./dom.js";

/**
 * @param {HTMLElement} place @param {readonly string[]} classNames @param {{from: number, to: number}} chosen
 * @param {(groups: {from: number, to: number}) => void} changed
 */
export function attributeChooser(place, classNames, chosen, changed) {
  const names = ["all images", ...classNames];
  const select = (/** @type {"from" | "to"} */ which, /** @type {string} */ words) => {
    const options = names.map((name, i) => element("option", { value: i - 1, selected: i - 1 === chosen[which] }, name));
    const list = element("select", { class: "select", "data-testid": which, onchange: () => changed({ from: Number(from.list.value), to: Number(to.list.value) }) }, ...options);
    return { list, label: element("label", { class: "field" }, element("span", {}, words), list) };
  };
  const from = select("from", "From the mean of");
  const to = select("to", "to the mean of");
  place.append(from.label, to.label);
}
