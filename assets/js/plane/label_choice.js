/** The label on which a conditional model's decoder is conditioned: a list, hidden where there is no choice. */

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
     * Offers these classes; none: there is no choice. The chosen one stays chosen.
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
