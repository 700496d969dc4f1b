/** The classes of which a conditional model's decoder is told one: a list, hidden where there is nothing to choose. */

import { element } from "../shared/dom.js";

/** @param {(label: number) => void} changed */
export function labelChoice(changed) {
  const select = element("select", {
    "aria-label": "Label of the picture",
    onchange: () => changed(Number(select.value)),
  });
  const row = element("label", { class: "live-slider" }, element("span", {}, "Label"), select);
  row.hidden = true;
  return {
    row,
    /**
     * Offer these classes; none: there is no choice. What was chosen stays so.
     * @param {readonly string[]} names
     */
    offer(names) {
      const chosen = select.value;
      select.replaceChildren(...names.map((name, value) => element("option", { value }, name)));
      if (chosen) select.value = chosen;
      row.hidden = !names.length;
    },
  };
}
