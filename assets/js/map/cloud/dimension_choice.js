/** The three lists below a cloud, in which its dimensions are chosen. */

import { element } from "../../shared/dom.js";
import { keyOfCloud } from "./cloud_plane.js";

const AXES = /** @type {const} */ (["first", "second", "third"]);

/**
 * @param {HTMLElement} parent
 * @param {(plane: string) => void} choose another cloud, by its key
 */
export function dimensionChoice(parent, choose) {
  /** @type {number[]} */
  let shown = [];
  const lists = AXES.map((which, i) => {
    const select = element("select", {
      class: "select",
      "aria-label": `The ${which} dimension of the cloud`,
      title: `The ${which} dimension; when the cloud opens, they are the three that the codes use most`,
    });
    select.addEventListener("change", () => {
      const wanted = Number(select.value);
      // A dimension that another axis shows changes places with this one.
      choose(keyOfCloud(shown.map((each, j) => (j === i ? wanted : each === wanted ? shown[i] : each))));
    });
    return select;
  });
  const place = element("div", { class: "cloud-dimensions", "data-testid": "cloud-dimensions", hidden: true });
  place.append(element("span", {}, "Axes"), ...lists);
  parent.append(place);
  return {
    /**
     * @param {import("../../maths/plane.js").Plane} plane
     */
    show({ dims, origin }) {
      place.hidden = !dims;
      if (!dims) return;
      shown = [...dims];
      lists.forEach((list, i) =>
        list.replaceChildren(
          ...origin.map((_, at) => element("option", { value: String(at), selected: at === dims[i] }, `z${at + 1}`)),
        ),
      );
    },
  };
}
