/** The side panel: the pictures, the code in numbers, the switches, a slider per dimension. */

import { element, labelledSwitch } from "../shared/dom.js";
import { readable } from "../shared/numbers.js";
import { paint } from "../shared/picture.js";
import { layerSwitches } from "./layer_switches.js";
import { sliders } from "../plane/sliders.js";

/**
 * @typedef {object} PanelHandlers
 * @property {(choice: Partial<import("./options.js").ViewState>) => void} choose
 * @property {(label: number) => void} label another label for a conditional model
 * @property {(dimension: number, value: number) => void} slide while a slider moves
 * @property {() => void} slid when it is let go
 */

/**
 * @param {string} title
 * @param {string} testId
 */
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

/**
 * @param {HTMLElement} parent
 * @param {PanelHandlers} on
 */
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
  const [nearest, picking] = [element("div"), element("div", { class: "picking" })];
  const problem = element("p", { class: "problem", role: "alert", hidden: true, "data-testid": "decoder-message" });
  const label = chooser("Draw it as a", "Label that the model is told", (key) => on.label(Number(key)));
  const plane = chooser("Plane", "Plane shown", (key) => on.choose({ plane: key }));
  const colour = chooser("Colour of the points", "Colour of the points", (key) => on.choose({ colour: key }));
  const layers = layerSwitches(on.choose);
  const all = labelledSwitch("Training images too", false, (isOn) => on.choose({ split: isOn ? "all" : "test" }));
  const slider = sliders(on.slide, on.slid);
  parent.replaceChildren(
    element("div", { class: "pictures" }, decoded.figure, pair),
    problem,
    element(
      "div",
      { class: "settings" },
      element("div", {}, readout, support, nearest),
      element("div", { class: "controls" }, label.field, plane.field, picking, colour.field, layers.root, all.label),
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
    /** Where the nearest images are shown, and where a plane of its own is picked. */
    nearest,
    picking,

    /**
     * @param {ArrayLike<number>} values
     * @param {readonly number[]} shape
     */
    decoded: (values, shape) => paint(decoded.canvas, values, shape),
    /**
     * @param {ArrayLike<number>} values
     * @param {readonly number[]} shape
     */
    reconstruction: (values, shape) => paint(reconstruction.canvas, values, shape),
    /**
     * @param {ArrayLike<number>} values
     * @param {readonly number[]} shape
     */
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
    /**
     * @param {ArrayLike<number>} z (D,)
     * @param {readonly [string, string]} names
     * @param {readonly [number, number]} place
     */
    code(z, names, place) {
      const values = names.map((name, axis) => /** @type {const} */ ([name, place[axis]])).filter(([name]) => name);
      const items = values.map(([name, value]) =>
        element("div", {}, element("dt", {}, name), element("dd", {}, readable(value))),
      );
      readout.replaceChildren(...items);
      slider.show(z);
    },
    /**
     * @param {readonly import("../maths/plane.js").Plane[]} planes
     * @param {string} key
     * @param {number} dimensions
     * @param {number} reach of the sliders
     */
    planes(planes, key, dimensions, reach) {
      plane.show(
        planes.map((each) => [each.key, each.label]),
        key,
      );
      slider.make(dimensions > 2 ? dimensions : 0, reach);
    },
    /**
     * What the points can be coloured by, and are.
     * @param {[string, string][]} choices
     * @param {string} key
     */
    colours: (choices, key) => colour.show(choices, key),

    /**
     * The labels a conditional model can be told, and the one it is told; no names for the others.
     * @param {readonly string[]} names
     * @param {number} chosen
     */
    labels: (names, chosen) =>
      label.show(
        names.map((name, i) => [String(i), name]),
        String(chosen),
      ),

    /**
     * What the layers say in numbers.
     * @param {string} words
     */
    notes: layers.notes,

    /** @param {boolean} hasOthers whether there are other images than those of the test set */
    splits: (hasOthers) => void (all.label.hidden = !hasOthers),

    /** @param {import("./options.js").ViewState} view */
    switches(view) {
      layers.show(view);
      all.input.checked = view.split === "all";
    },
  };
}

/**
 * A list to choose from, hidden while there is no choice.
 * @param {string} name
 * @param {string} label
 * @param {(key: string) => void} onChange
 */
function chooser(name, label, onChange) {
  const select = element("select", { class: "select", "aria-label": label, onchange: () => onChange(select.value) });
  const field = element("label", { class: "field" }, element("span", {}, name), select);
  return {
    field,
    /**
     * @param {readonly (readonly [string, string])[]} choices keys and what is shown of them
     * @param {string} chosen
     */
    show(choices, chosen) {
      select.replaceChildren(
        ...choices.map(([key, text]) => element("option", { value: key, selected: key === chosen }, text)),
      );
      field.hidden = choices.length < 2;
    },
  };
}
