/**
 * The latent map: a run's codes as points, a marker to drag, and the decoder's image of the place under the marker.
 * Decoding happens in the page; the caller hears of a movement once, at its end.
 *
 * START HERE: `mount` builds the parts and joins them; controller.js shows a run, marker_actions.js moves the marker.
 */

import { colourBar } from "./panel/colour_bar.js";
import { controller } from "./controller.js";
import { gestures, keys } from "./gestures.js";
import { hoverCard } from "../plane/hover_card.js";
import { keysDialog } from "./panel/keys_dialog.js";
import { legend } from "./panel/legend.js";
import { mapView } from "./map_view.js";
import { complete } from "./options.js";
import { panel } from "./panel/panel.js";
import { shell } from "./shell.js";
import { sketch } from "./sections/sketch.js";

/** @typedef {import("./options.js").Options} Options */

/**
 * @typedef {object} Mounted
 * @property {(change: Partial<Options>) => void} update
 * @property {(image: number) => void} takeImage
 * @property {() => boolean} isDragging
 * @property {() => void} destroy
 */

const ZOOM_STEP = 1.5; // of a key or a button

/**
 * Puts a map into `parent`, an element or a shadow root.
 * @param {Node & ParentNode} parent
 * @param {Partial<Options>} options
 * @returns {Mounted}
 */
export default function mount(parent, options) {
  let given = options;
  // What a person did becomes part of the options, so that a later update of something else does not undo it.
  const current = () => ({
    ...complete(given),
    onRelease: (/** @type {number[]} */ z) => ((given = { ...given, z }), given.onRelease?.(z)),
    onChange: (/** @type {import("./options.js").ViewState} */ state) => (
      (given = { ...given, ...state }),
      given.onChange?.(state)
    ),
  });
  const completed = current();
  const parts = shell(parent);
  const view = mapView(parts, () => map.rested());
  const map = controller(
    {
      parts,
      view,
      card: hoverCard(parts.overlay.parentElement ?? parts.plot),
      panel: panel(parts.panel, {
        choose: (choice) => map.choose(choice),
        label: (label) => map.setLabel(label),
        slide: (i, value) => map.marker.slide(i, value),
        slid: () => map.marker.settle(),
      }),
      bar: colourBar(parts.bar),
      legend: legend(parts.legend, () => map.classesChanged()),
    },
    completed,
  );
  const drawing = sketch(parts.panel, current, map.label, map.marker);
  const hands = gestures(parts.overlay, map.wrap({ ...map.marker, pan: view.pan, zoom: view.zoom }));
  const commands = {
    ...{ zoomIn: () => view.zoom(ZOOM_STEP), zoomOut: () => view.zoom(1 / ZOOM_STEP), reset: () => view.reset(true) },
    ...{ undo: map.marker.undo, redo: map.marker.redo, help: keysDialog(parts.root).open },
  };
  keys(parts.overlay, { ...commands, step: map.marker.step, take: map.marker.takeNearest, toggle: map.toggle });
  wireButtons(parts, view, commands);
  const themeQuery = matchMedia("(prefers-color-scheme: dark)");
  themeQuery.addEventListener("change", view.refresh);
  // The theme's colours reach the canvas only once the style sheets are there.
  void parts.styled.then(view.refresh);

  return {
    isDragging: hands.isDragging,
    /** Chooses the image in this row of the data set, where it is among the points. */
    takeImage: map.takeImage,
    /** Changes some options; the rest, the zoom and the marker stay as they are. */
    update(change) {
      given = { ...given, ...change };
      map.update(current(), hands.isDragging());
    },
    destroy() {
      themeQuery.removeEventListener("change", view.refresh);
      map.destroy();
      drawing.close();
      view.destroy();
      parts.root.remove();
      parts.sheets.forEach((sheet) => sheet.remove());
    },
  };
}

/**
 * @param {import("./shell.js").Shell} parts
 * @param {ReturnType<typeof mapView>} view
 * @param {Record<"zoomIn" | "zoomOut" | "reset" | "undo" | "redo" | "help", () => void>} commands
 */
function wireButtons({ tools, overlay }, view, commands) {
  for (const name of /** @type {const} */ (["zoomIn", "zoomOut", "reset", "undo", "redo", "help"]))
    tools[name].addEventListener("click", commands[name]);
  overlay.addEventListener("focus", () => view.mark({ isFocused: overlay.matches(":focus-visible") }));
  overlay.addEventListener("blur", () => view.mark({ isFocused: false }));
  overlay.addEventListener("keydown", () => view.mark({ isFocused: true }));
}
