/**
 * The key to the points' colours where they are not those of the classes: a scale, or the names of groups.
 */

import { element } from "../../shared/dom.js";

/** @param {number} value */
const short = (value) => Number(value.toPrecision(3)).toLocaleString("en").replace("-", "−");

/** @param {HTMLElement} parent */
export function colourBar(parent) {
  return {
    /** @param {import("../../maths/colouring.js").Colouring | null} colouring */
    show(colouring) {
      parent.hidden = !colouring || colouring.key === "class";
      if (!colouring || parent.hidden) return parent.replaceChildren();
      const { label, colours, names, scale } = colouring;
      if (!scale) {
        const groups = names.map((name, i) =>
          element(
            "span",
            { class: "bar-group" },
            element("span", { class: "dot", style: `--dot: ${colours[i]}` }),
            name,
          ),
        );
        return parent.replaceChildren(element("span", { class: "bar-name" }, label), ...groups);
      }
      const unit = scale.unit ? ` ${scale.unit}` : "";
      parent.replaceChildren(
        element("span", { class: "bar-name" }, label),
        element("span", {}, `${short(scale.low)}${unit}`),
        element("span", { class: "bar-scale", style: `background: linear-gradient(to right, ${colours.join(", ")})` }),
        element("span", {}, `${short(scale.high)}${unit}`),
      );
    },
  };
}
