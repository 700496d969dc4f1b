/** The side panel: the pictures, the code in numbers, the switches, a slider per dimension. */

import { element, labelledSwitch } from "./dom.js";
import { readable } from "./numbers.js";
import { paint } from "./picture.js";
import { sliders } from "./sliders.js";

/**
 * @typedef {object} PanelHandlers
 * @property {(key: string) => void} plane
 * @property {(isOn: boolean) => void} grid
 * @property {(isOn: boolean) => void} points
 * @property {(isOn: boolean) => void} prior
 * @property {(dimension: number, value: number) => void} slide while a slider moves
 * @property {() => void} slid when it is let go
 */

/** @param {string} title @param {string} testId */
function figure(title, testId) {
  const canvas = element("canvas", {
    class: "picture",
    width: 1,
    height: 1,
    "data-testid": testId,
    role: "img",
    "aria-label": title,
  });
  const caption = element("figcaption", {}, title);
  return { canvas, caption, figure: element("figure", { class: `figure ${testId}` }, canvas, caption) };
}

/** @param {HTMLElement} parent @param {PanelHandlers} on */
export function panel(parent, on) {
  const [decoded, original, reconstruction] = [
    figure("Decoded here", "decoded"),
    figure("Original", "original"),
    figure("Its reconstruction", "reconstruction"),
  ];
  const empty = element(
    "p",
    { class: "pair-empty" },
    "Take hold of a point to see its image and what the model makes of it.",
  );
  const pair = element("div", { class: "pair" }, original.figure, reconstruction.figure, empty);
  const readout = element("dl", { class: "readout", "data-testid": "z" });
  const support = element("p", { class: "support", "data-testid": "support" });
  const problem = element("p", { class: "problem", role: "alert", hidden: true, "data-testid": "decoder-message" });
  const select = element("select", {
    class: "select",
    "aria-label": "Plane shown",
    onchange: () => on.plane(select.value),
  });
  const plane = element("label", { class: "field" }, element("span", {}, "Plane"), select);
  const [grid, points, prior] = [
    labelledSwitch("Manifold grid", false, on.grid),
    labelledSwitch("Points", true, on.points),
    labelledSwitch("Prior: 1, 2, 3 sd", false, on.prior),
  ];
  const slider = sliders(on.slide, on.slid);
  parent.replaceChildren(
    element("div", { class: "pictures" }, decoded.figure, pair),
    problem,
    element(
      "div",
      { class: "settings" },
      element("div", {}, readout, support),
      element("div", { class: "controls" }, plane, grid.label, points.label, prior.label),
      slider.root,
    ),
  );
  showPair(null);

  /** @param {string | null} title of the grabbed image */
  function showPair(title) {
    for (const part of [original, reconstruction]) part.figure.hidden = title === null;
    empty.hidden = title !== null;
    original.caption.textContent = title ?? "";
  }

  return {
    /** @param {ArrayLike<number>} values @param {readonly number[]} shape */
    decoded: (values, shape) => paint(decoded.canvas, values, shape),
    /** @param {ArrayLike<number>} values @param {readonly number[]} shape */
    reconstruction: (values, shape) => paint(reconstruction.canvas, values, shape),
    /** @param {ArrayLike<number>} values @param {readonly number[]} shape */
    original: (values, shape) => paint(original.canvas, values, shape),
    showPair,

    /** @param {string} words how well the data support the place of the puck */
    support: (words) => void (support.textContent = words),

    /** @param {string | null} words */
    problem(words) {
      problem.hidden = words === null;
      problem.textContent = words ?? "";
      parent.classList.toggle("has-problem", words !== null);
    },
    /** @param {ArrayLike<number>} z (D,) @param {readonly [string, string]} names @param {readonly [number, number]} place */
    code(z, names, place) {
      const values = names.map((name, axis) => /** @type {const} */ ([name, place[axis]])).filter(([name]) => name);
      const items = values.map(([name, value]) =>
        element("div", {}, element("dt", {}, name), element("dd", {}, readable(value))),
      );
      readout.replaceChildren(...items);
      slider.show(z);
    },
    /** @param {readonly import("./plane.js").Plane[]} planes @param {string} key @param {number} dimensions @param {number} reach of the sliders */
    planes(planes, key, dimensions, reach) {
      select.replaceChildren(
        ...planes.map((each) => element("option", { value: each.key, selected: each.key === key }, each.label)),
      );
      plane.hidden = planes.length < 2;
      slider.make(dimensions > 2 ? dimensions : 0, reach);
    },
    /** @param {{grid: boolean, points: boolean, prior: boolean}} state */
    switches(state) {
      [grid.input.checked, points.input.checked, prior.input.checked] = [state.grid, state.points, state.prior];
    },
  };
}
