/**
 * The latent map: a run's codes as points, a marker to drag, and the decoder's image of the place under the marker.
 * Decoding happens in the page; the caller hears of a movement once, at its end.
 *
 * START HERE: `mount` builds the parts and joins them; controller.js shows a run, marker_actions.js moves the marker.
 */

import { advice } from "./advice.js";
import { colourBar } from "./panel/colour_bar.js";
import { controller } from "./controller.js";
import { fingerPicture } from "./finger_picture.js";
import { fullScreen } from "../shared/full_screen.js";
import { gestures, keys } from "./gestures.js";
import { hoverCard } from "../plane/hover_card.js";
import { keysDialog } from "./panel/keys_dialog.js";
import { legend } from "./panel/legend.js";
import { mapView } from "./map_view.js";
import { complete } from "./options.js";
import { panel } from "./panel/panel.js";
import { enlarged, planeCanvas, savePng } from "./save_png.js";
import { sectionTabs } from "./sections/section_tabs.js";
import { mapShell } from "./shell.js";
import { sketch } from "./sections/sketch.js";
import { readTheme } from "../shared/theme.js";
import { skipLink } from "../shared/skip_link.js";
import { fitHeight } from "../shared/window_height.js";

/** @typedef {import("./options.js").Options} Options */

/**
 * @typedef {object} Mounted
 * @property {(change: Partial<Options>) => void} update
 * @property {(image: number) => void} takeImage
 * @property {() => boolean} isDragging
 * @property {() => void} destroy
 */

const ZOOM_STEP = 1.5; // of a key or a button
const LEAST_HEIGHT = 520; // pixels, below which the page scrolls

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
  const parts = mapShell(parent);
  const view = mapView(parts, () => map.rested());
  const beside = panel(parts, {
    choose: (choice) => map.choose(choice),
    label: (label) => map.setLabel(label),
    slide: (i, value) => map.marker.slide(i, value),
    slid: () => map.marker.settle(),
    savePicture: () => savePng(`decoded-${nameOf(completed)}`, enlarged(beside.canvas)),
  });
  const finger = fingerPicture(parts.plot, parts.overlay, beside.canvas);
  const tabs = sectionTabs(parts.tabs, beside.sliders);
  const map = controller(
    {
      ...{ parts, view, panel: beside, tabs, decoded: finger.refresh },
      card: hoverCard(parts.plot),
      bar: colourBar(parts.bar),
      legend: legend(parts.legend, () => map.classesChanged()),
    },
    completed,
  );
  const drawing = sketch(tabs.panel("Draw"), current, map.label, map.marker);
  const full = fullScreen(parts.root, parts.tools.full);
  const hints = advice(parts.advice);
  const isActive = () => full.isOn() || parts.overlay.matches(":focus");
  const { slide, step } = movements(map, view, hints);
  const ways = {
    ...finger.wrap(map.marker),
    ...{ pan: view.pan, zoom: view.zoom, isActive, unused: () => hints.show("wheel") },
    slide,
  };
  const hands = gestures(parts.overlay, map.wrap(ways));
  const commands = {
    ...{ zoomIn: () => view.zoom(ZOOM_STEP), zoomOut: () => view.zoom(1 / ZOOM_STEP) },
    reset: () => (view.reset(!map.cloud.isOn()), map.cloud.reset()), // a cloud turns back while it is drawn
    ...{ undo: map.marker.undo, redo: map.marker.redo, help: keysDialog(parts.root).open },
    save: () => savePng(`latent-map-${nameOf(completed)}`, planeCanvas(parts, readTheme(parts.root))),
  };
  keys(parts.overlay, { ...commands, step, take: map.marker.takeNearest, toggle: map.toggle });
  wireButtons(parts, view, commands);
  const stopFitting = completed.fillsWindow ? fitHeight(parts.root, LEAST_HEIGHT, completed.below) : () => undefined;
  const unlink = skipLink("Skip to the latent plane", parts.overlay);
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
      stopFitting();
      unlink();
      hints.stop();
      full.stop();
      map.destroy();
      drawing.close();
      view.destroy();
      parts.root.remove();
      parts.sheets.forEach((sheet) => sheet.remove());
    },
  };
}

/**
 * Returns what a drag of empty space and the arrow keys do: they turn a cloud, and move on a plane.
 * @param {ReturnType<typeof controller>} map
 * @param {ReturnType<typeof mapView>} view
 * @param {ReturnType<typeof advice>} hints
 */
const movements = ({ cloud, marker }, view, hints) => ({
  slide: (/** @type {number} */ dx, /** @type {number} */ dy, /** @type {boolean} */ isTouch) => {
    if (cloud.isOn()) cloud.drag(dx, dy);
    else if (isTouch) hints.show("finger");
    else view.pan(dx, dy);
  },
  step: (/** @type {number} */ right, /** @type {number} */ up) => (cloud.isOn() ? cloud : marker).step(right, up),
});

/**
 * Returns the run's name, for names of files.
 * @param {Options} options
 */
const nameOf = ({ runUrl }) => runUrl.split("/").at(-1);

/**
 * @param {import("./shell.js").Shell} parts
 * @param {ReturnType<typeof mapView>} view
 * @param {Record<"zoomIn" | "zoomOut" | "reset" | "undo" | "redo" | "save" | "help", () => void>} commands
 */
function wireButtons({ tools, overlay }, view, commands) {
  for (const name of /** @type {const} */ (["zoomIn", "zoomOut", "reset", "undo", "redo", "save", "help"]))
    tools[name].addEventListener("click", commands[name]);
  overlay.addEventListener("focus", () => view.mark({ isFocused: overlay.matches(":focus-visible") }));
  overlay.addEventListener("blur", () => view.mark({ isFocused: false }));
  overlay.addEventListener("keydown", () => view.mark({ isFocused: true }));
}
