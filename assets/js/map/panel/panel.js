/** The panel beside the plane: decoded images, the code in numbers, choices, layers, a slider for each dimension. */

import { element, labelledSwitch } from "../../shared/dom.js";
import { readable } from "../../shared/numbers.js";
import { paint } from "../../shared/picture.js";
import { isFinger } from "../../shared/pointer.js";
import { layerSwitches } from "./layer_switches.js";
import { sliders } from "../../plane/sliders.js";

/**
 * @typedef {object} PanelHandlers
 * @property {(choice: Partial<import("../options.js").ViewState>) => void} choose
 * @property {(label: number) => void} label another label for a conditional model
 * @property {(dimension: number, value: number) => void} slide while a slider moves
 * @property {() => void} slid when it is let go
 * @property {() => void} savePicture
 */
/** @typedef {"picture" | "panel" | "planeChoice" | "colourChoice" | "hint"} Place */
/** @typedef {Pick<import("../shell.js").Shell, Place>} Places */

const HINT = {
  mouse:
    "Drag the marker or any point to decode there. Drag empty space, or hold Shift, to move the plane. " +
    "Ctrl and the wheel zoom; the wheel alone does so after a click.",
  finger: "Drag the marker or any point to decode there. Two fingers move and zoom the plane.",
};

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

/** Returns the two figures of the chosen image, and how to show them. */
function comparison() {
  const [original, reconstruction] = [figure("Original", "original"), figure("Reconstruction", "reconstruction")];
  const empty = element("p", { class: "pair-empty" }, "Choose a point to see its image and its reconstruction.");
  return {
    root: element("div", { class: "pair" }, original.figure, reconstruction.figure, empty),
    ...{ original: original.canvas, reconstruction: reconstruction.canvas },
    /** @param {string | null} title of the chosen image; null: none is chosen */
    show(title) {
      for (const part of [original, reconstruction]) part.figure.hidden = title === null;
      empty.hidden = title !== null;
      original.caption.textContent = original.caption.title = title ?? "";
    },
  };
}

/**
 * Returns the decoded image at the marker, with its code in numbers, the choice of its label and a button to save it.
 * @param {PanelHandlers} on
 */
function decodedHere(on) {
  const { canvas, figure: shown } = figure("Decoded image at the marker", "decoded");
  shown.querySelector("figcaption")?.remove();
  shown.dataset.testid = "picture";
  const label = chooser("Label", "Label given to the decoder", (key) => on.label(Number(key)));
  const readout = element("dl", { class: "readout", "data-testid": "z" });
  const save = element(
    "button",
    { type: "button", class: "tool", title: "Save the decoded image as a PNG image", onclick: on.savePicture },
    "PNG",
  );
  save.setAttribute("aria-label", "Save the decoded image as a PNG image");
  // Where there is little room, "Decoded" has to do.
  const title = element("h3", {}, "Decoded", element("span", { class: "here-more" }, " here"));
  const head = element("div", { class: "here-head" }, title, readout, label.field, save);
  const problem = element("p", { class: "problem", role: "alert", hidden: true, "data-testid": "decoder-message" });
  return { canvas, parts: [head, problem, shown], label, readout, problem };
}

/**
 * @param {Places} places
 * @param {PanelHandlers} on
 */
export function panel(places, on) {
  const here = decodedHere(on);
  const pair = comparison();
  const support = element("p", { class: "support", "data-testid": "support" });
  const [nearest, picking] = [element("div"), element("div", { class: "picking" })];
  const plane = chooser("Plane", "Plane shown", (key) => on.choose({ plane: key }));
  const colour = chooser("Colour", "Colour of the points", (key) => on.choose({ colour: key }));
  const layers = layerSwitches(on.choose);
  const all = labelledSwitch("Training images too", false, (isOn) => on.choose({ split: isOn ? "all" : "test" }));
  const slider = sliders(on.slide, on.slid);
  places.planeChoice.append(plane.field);
  places.colourChoice.append(colour.field);
  places.picture.append(...here.parts);
  places.panel.append(
    pair.root,
    element("div", { class: "near" }, picking, nearest, support),
    element("div", { class: "controls" }, layers.root, all.label),
  );
  const help = isFinger ? HINT.finger : HINT.mouse;
  places.hint.textContent = help;
  pair.show(null);

  return {
    /** The places for the nearest images, and for the button that picks a plane. */
    nearest,
    picking,
    /** The sliders, for the tab that shows them. */
    sliders: slider.root,
    /** The canvas of the decoded image. */
    canvas: here.canvas,

    /**
     * @param {ArrayLike<number>} values
     * @param {readonly number[]} shape
     */
    decoded: (values, shape) => paint(here.canvas, values, shape),
    /**
     * @param {ArrayLike<number>} values
     * @param {readonly number[]} shape
     */
    reconstruction: (values, shape) => paint(pair.reconstruction, values, shape),
    /**
     * @param {ArrayLike<number>} values
     * @param {readonly number[]} shape
     */
    original: (values, shape) => paint(pair.original, values, shape),
    showPair: pair.show,

    /** @param {string} words how well the data support the place of the marker */
    support: (words) => void (support.textContent = words),

    /** @param {string | null} words */
    problem(words) {
      here.problem.hidden = words === null;
      here.problem.textContent = words ?? "";
      places.picture.classList.toggle("has-problem", words !== null);
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
      here.readout.replaceChildren(...items);
      slider.show(z);
    },
    /**
     * @param {readonly import("../../maths/plane.js").Plane[]} planes
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
     * Offers what the points can be coloured by, with the chosen key.
     * @param {[string, string][]} choices
     * @param {string} key
     */
    colours: (choices, key) => colour.show(choices, key),

    /**
     * Offers the labels of a conditional model, with the chosen one; no names for other models.
     * @param {readonly string[]} names
     * @param {number} chosen
     */
    labels: (names, chosen) =>
      here.label.show(
        names.map((name, i) => [String(i), name]),
        String(chosen),
      ),

    /**
     * Shows the notes of the layers; without any, what can be done in the plane.
     * @param {string} words
     */
    notes: (words) => void (places.hint.textContent = places.hint.title = words || help),

    /** @param {boolean} hasOthers whether there are other images than those of the test set */
    splits: (hasOthers) => void (all.label.hidden = !hasOthers),

    /** @param {import("../options.js").Options} view */
    switches(view) {
      layers.show(view);
      all.input.checked = view.split === "all";
    },
  };
}

/**
 * Returns a list to choose from, hidden while there is no choice.
 * @param {string} name
 * @param {string} label
 * @param {(key: string) => void} onChange
 */
function chooser(name, label, onChange) {
  const select = element("select", { class: "select", "aria-label": label, onchange: () => onChange(select.value) });
  const field = element("label", { class: "field", hidden: true }, element("span", {}, name), select);
  return {
    field,
    /**
     * @param {readonly (readonly [string, string])[]} choices keys and their texts
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
