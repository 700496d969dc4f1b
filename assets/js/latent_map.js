/**
 * The latent map: a run's codes as points, a puck to drag, and the decoder's picture of the place it stands on.
 * Decoding happens in the page; the caller hears of a movement once, when it is over.
 *
 * START HERE: `mount` builds the parts and joins them; explorer.js shows a run, moves.js answers a person's hand.
 */

import { colourBar } from "./colour_bar.js";
import { explorer } from "./explorer.js";
import { gestures, keys } from "./gestures.js";
import { hoverCard } from "./hover_card.js";
import { keyHelp } from "./key_help.js";
import { layerOfLetter } from "./layer_names.js";
import { legend } from "./legend.js";
import { mapView } from "./map_view.js";
import { complete } from "./options.js";
import { panel } from "./panel.js";
import { shell } from "./shell.js";
import { sketch } from "./sketch.js";

/** @typedef {import("./options.js").Options} Options */

/**
 * Put a map into `parent`, an element or a shadow root.
 * @param {Node & ParentNode} parent @param {Partial<Options>} options
 * @returns {{update: (change: Partial<Options>) => void, isDragging: () => boolean, destroy: () => void}}
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
        slide: (i, value) => map.puck.slide(i, value),
        slid: () => map.puck.settle(),
      }),
      bar: colourBar(parts.bar),
      legend: legend(parts.legend, () => map.classesChanged()),
    },
    completed,
  );
  const drawing = sketch(parts.panel, current, map.puck);
  const hands = gestures(parts.overlay, map.wrap({ ...map.puck, pan: view.pan, zoom: view.zoom }));
  const help = keyHelp(parts.root);
  keys(parts.overlay, {
    ...map.puck,
    zoom: view.zoom,
    reset: () => view.reset(true),
    help: help.open,
    letter: (letter) => {
      const layer = layerOfLetter(letter);
      if (layer) map.toggle(layer);
      return layer !== null;
    },
  });
  wireButtons(parts, view, { ...map.puck, help: help.open });
  const themeQuery = matchMedia("(prefers-color-scheme: dark)");
  themeQuery.addEventListener("change", view.refresh);
  // The theme's colours reach the canvas only once the style sheet is there.
  parts.style.addEventListener("load", view.refresh);

  return {
    isDragging: hands.isDragging,
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
 * @param {import("./shell.js").Shell} parts @param {ReturnType<typeof mapView>} view
 * @param {{undo: () => void, redo: () => void, help: () => void}} on
 */
function wireButtons({ tools, overlay }, view, on) {
  tools.undo.addEventListener("click", on.undo);
  tools.redo.addEventListener("click", on.redo);
  tools.help.addEventListener("click", on.help);
  tools.zoomIn.addEventListener("click", () => view.zoom(1.6));
  tools.zoomOut.addEventListener("click", () => view.zoom(1 / 1.6));
  tools.reset.addEventListener("click", () => view.reset(true));
  overlay.addEventListener("focus", () => view.mark({ isFocused: overlay.matches(":focus-visible") }));
  overlay.addEventListener("blur", () => view.mark({ isFocused: false }));
  overlay.addEventListener("keydown", () => view.mark({ isFocused: true }));
}
