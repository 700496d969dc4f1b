/** A slider for each latent dimension, which reports while it moves. */

import { element } from "../shared/dom.js";
import { readable } from "../shared/numbers.js";

const MOST = 128; // nobody moves more of them, and they cost time

/**
 * @param {(dimension: number, value: number) => void} onSlide
 * @param {() => void} onSlid
 */
export function sliders(onSlide, onSlid) {
  const list = element("div", { class: "slider-list" });
  const root = element("fieldset", { class: "sliders", hidden: true }, element("legend", {}, "All dimensions"), list);
  /** @type {{input: HTMLInputElement, output: HTMLOutputElement}[]} */
  let rows = [];

  /**
   * @param {number} dimension
   * @param {number} reach
   */
  function row(dimension, reach) {
    const name = `z${dimension + 1}`;
    const input = element("input", {
      type: "range",
      min: -reach,
      max: reach,
      step: 0.01,
      "aria-label": name,
      "data-testid": `slider-${name}`,
    });
    const output = element("output", {}, readable(0));
    input.addEventListener("input", () => onSlide(dimension, Number(input.value)));
    input.addEventListener("change", onSlid);
    return { input, output, label: element("label", { class: "slider" }, element("span", {}, name), input, output) };
  }

  return {
    root,
    /**
     * @param {number} dimensions none hides the list
     * @param {number} reach from -reach to reach
     */
    make(dimensions, reach) {
      if (rows.length === Math.min(dimensions, MOST) && (!rows.length || Number(rows[0].input.max) === reach)) return;
      const made = Array.from({ length: Math.min(dimensions, MOST) }, (_, dimension) => row(dimension, reach));
      rows = made;
      list.replaceChildren(
        ...made.map(({ label }) => label),
        ...(dimensions > MOST ? [`The first ${MOST} of ${dimensions}.`] : []),
      );
      root.hidden = !dimensions;
    },
    /** @param {ArrayLike<number>} z (D,) */
    show(z) {
      // While another run is opened there may be more sliders than dimensions.
      rows.slice(0, z.length).forEach(({ input, output }, dimension) => {
        // The slider that a person moves keeps its value.
        if (!input.matches(":active")) input.value = String(z[dimension]);
        output.textContent = readable(z[dimension]);
        input.style.setProperty(
          "--share",
          `${(100 * (Number(input.value) - Number(input.min))) / (2 * Number(input.max))}%`,
        );
      });
    },
  };
}
