/**
 * The latent map: a run's codes as points, a puck to drag, and the decoder's picture of the place it stands on.
 * Decoding happens in the page; the caller hears of a movement once, when it is over.
 *
 * START HERE: `mount` builds the parts and joins them; explorer.js shows a run, moves.js answers a person's hand.
 */

import { colourBar } from "./colour_bar.js";
import { explorer } from "./controller.js";
import { gestures, keys } from "./gestures.js";
import { hoverCard } from "../plane/hover_card.js";
import { keysDialog } from "./keys_dialog.js";
import { legend } from "./legend.js";
import { mapView } from "./map_view.js";
import { complete } from "./options.js";
import { panel } from "./panel.js";
import { shell } from "./shell.js";
import { sketch } from "./sketch.js";

/** @typedef {import("./options.js").Options} Options */

const ZOOM_STEP = 1.5; // of a key or a button

/**
 * Put a map into `parent`, an element or a shadow root.
 * @param {Node & ParentNode} parent
 * @param {Partial<Options>} options
 * @returns {{update: (change: Partial<Options>) => void, takeImage: (image: number) => void, isDragging: () => boolean, destroy: () => void}}
 */
export default function mount(parent, options) {
  let given = options;
  // What a person did becomes part of what is given, so that a later update of something else does not undo it.
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
  const map = explorer(
    {
      parts,
      view,
      card: hoverCard(parts.overlay.parentElement ?? parts.plot),
      panel: panel(parts.panel, {
        choose: (choice) => map.choose(choice),
        label: (label) => map.setLabel(label),
        slide: (i, value) => map.puck.slide(i, value),
        slid: () => map.puck.settle(),
      }),
      bar: colourBar(parts.bar),
      legend: legend(parts.legend, () => map.classesChanged()),
    },
    completed,
  );
  const drawing = sketch(parts.panel, current, map.label, map.puck);
  const hands = gestures(parts.overlay, map.wrap({ ...map.puck, pan: view.pan, zoom: view.zoom }));
  const commands = {
    ...{ zoomIn: () => view.zoom(ZOOM_STEP), zoomOut: () => view.zoom(1 / ZOOM_STEP), reset: () => view.reset(true) },
    ...{ undo: map.puck.undo, redo: map.puck.redo, help: keysDialog(parts.root).open },
  };
  keys(parts.overlay, { ...commands, step: map.puck.step, take: map.puck.takeNearest, toggle: map.toggle });
  wireButtons(parts, view, commands);
  const themeQuery = matchMedia("(prefers-color-scheme: dark)");
  themeQuery.addEventListener("change", view.refresh);
  // The theme's colours reach the canvas only once the style sheet is there.
  parts.style.addEventListener("load", view.refresh);

  return {
    isDragging: hands.isDragging,
    /** Take hold of the image in this row of the data set, where it is among the points. */
    takeImage: map.takeImage,
    /** Change some options; the rest, the zoom and the puck stay as they are. */
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
      parts.style.remove();
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
