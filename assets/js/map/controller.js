/**
 * Joins the map's modules around one state, and follows changes of the options.
 * Files are opened in run_loader.js, planes shown in plane_shown.js, images decoded in pictures.js; what a person does
 * with the marker is in marker_actions.js.
 */

import { ellipseOf } from "../maths/ellipse.js";
import { store } from "../shared/store.js";
import { appearance } from "./appearance.js";
import { cloudTurner } from "./cloud/turner.js";
import { hovering } from "./hover.js";
import { densityFields } from "./layers/density_fields.js";
import { withLayer } from "./layers/registry.js";
import { withMadePlanes } from "./made_planes.js";
import { differs, viewOf } from "./options.js";
import { pictures } from "./pictures.js";
import { planeShown } from "./plane_shown.js";
import { markerActions } from "./marker_actions.js";
import { runLoader } from "./run_loader.js";
import { inspector } from "./sections/inspector.js";
import { neighbours } from "./sections/neighbours.js";
import { planePicker } from "./sections/plane_picker.js";
import { selectedImages } from "./sections/selected_images.js";
import { traversals } from "./sections/traversals.js";
import { planeOf, startCode, startState } from "./state.js";
import { thumbnails } from "./thumbnails.js";

/** @typedef {import("./options.js").Options} Options */
/** @typedef {Partial<import("./options.js").ViewState>} Choice */

/**
 * @typedef {object} Tools
 * @property {import("./shell.js").Shell} parts
 * @property {import("./map_view.js").MapView} view
 * @property {ReturnType<typeof import("./panel/panel.js").panel>} panel
 * @property {ReturnType<typeof import("./panel/legend.js").legend>} legend
 * @property {ReturnType<typeof import("./panel/colour_bar.js").colourBar>} bar
 * @property {ReturnType<typeof import("../plane/hover_card.js").hoverCard>} card
 * @property {import("./sections/section_tabs.js").SectionTabs} tabs
 * @property {() => void} decoded an image at the marker was decoded
 */

/**
 * @param {Tools} tools
 * @param {Options} options
 */
export function controller(tools, options) {
  const { parts, view, panel, legend } = tools;
  const map = store(startState(withMadePlanes(options, null)));
  const { state } = map;
  // First of all listeners, because the others may decode.
  map.on(["decoder", "label"], () => state.decoder?.setLabel(state.label));
  map.on(["label"], () => panel.labels(state.options.isConditional ? state.options.classNames : [], state.label));
  const scene = { state, fields: densityFields(state), isShown: legend.isShown };
  const look = appearance(map, scene, tools);
  const shown = pictures(map, view, panel, {
    decoded: () => (tools.decoded(), state.latents && (parts.root.dataset.state = "ready")),
    failed: (error) => files.problem("decoder", error),
  });
  const plane = planeShown(map, tools, look, shown, (key) => follower.choose({ plane: key }));
  const cloud = cloudTurner(map, view, parts.live, legend.isShown, (angle) => follower.choose({ angle }));
  const marker = markerActions(map, parts, view, {
    taken: (image) => (follower.choose({ image }), state.options.onTake(image)),
    // With more than two dimensions the grid is a slice through z, and z may have left it.
    moved: () => state.options.latentDim > 2 && state.options.layers.includes("grid") && void shown.showGrid(),
  });
  const files = runLoader(map, tools, (isFirst) => {
    if (isFirst) marker.wasSet(); // among the codes
    plane.show(!isFirst);
    if (state.options.image !== null && !state.chosen) marker.takeImage(state.options.image);
  });
  const below = sections(map, scene, tools, { marker, shown, choose: (choice) => follower.choose(choice) });
  const follower = follow(map, tools, { look, shown, plane, files, marker, below });
  const rested = () => state.options.grid === "even" && state.options.layers.includes("grid") && void shown.showGrid();

  panel.switches(options);
  plane.show(false);
  files.open();

  return {
    ...{ rested, update: follower.update, choose: follower.choose },
    marker: { ...marker, hover: hovering(state, tools) },
    cloud,
    wrap: below.wrap,
    label: () => state.label,
    classesChanged: plane.classesChanged,
    /**
     * Chooses an image that was chosen elsewhere.
     * @param {number} image its row in the data set
     */
    takeImage(image) {
      map.set({ options: { ...state.options, image } });
      if (state.latents) marker.takeImage(image);
    },
    /**
     * A person asks for the same code with another label.
     * @param {number} label
     */
    setLabel(label) {
      map.set({ label });
      shown.showCode();
      void shown.showGrid();
    },
    /** @param {string} layer its key */
    toggle(layer) {
      const { layers } = state.options;
      follower.choose({ layers: withLayer(layers, layer, !layers.includes(layer)) });
    },
    destroy() {
      marker.stop();
      cloud.stop();
      shown.stop();
      below.stop();
      files.close();
    },
  };
}

/**
 * Makes the sections in the tabs and beside the decoded image.
 * @param {import("./state.js").MapStore} map
 * @param {import("./layers/layer.js").Scene} scene
 * @param {Tools} tools
 * @param {Pick<Followers, "marker" | "shown"> & {choose: (choice: Choice) => void}} on
 */
function sections(map, scene, { parts, view, panel, legend, tabs }, { marker, shown, choose }) {
  const { state } = map;
  traversals(tabs, map, (dimension, value) => (marker.slide(dimension, value), marker.settle()));
  inspector(tabs, map, {
    refined: ({ mean, logVar }) => view.mark({ refined: ellipseOf(planeOf(state.options), mean, logVar) }),
    sampled: (z) => shown.reconstruct(z ?? state.chosen?.mean ?? state.z),
  });
  const closeUps = thumbnails(map, legend.isShown, view.refresh);
  view.setOverPoints(closeUps.draw);
  map.on(["chunks"], () => view.mark({ hovered: null }));
  map.on(["selected"], () => view.tint({ selected: state.selected }));
  panel.picking.append(planePicker(map, (plane) => choose({ plane })));
  const near = neighbours(panel.nearest, map, scene.fields);
  const images = selectedImages(parts.tools, tabs, map, view, legend.isShown, (area) => choose({ area }));
  return { showSelected: images.show, wrap: images.wrap, stop: near.stop };
}

/**
 * @typedef {object} Followers the modules that show the options
 * @property {ReturnType<typeof appearance>} look
 * @property {import("./pictures.js").Pictures} shown
 * @property {ReturnType<typeof planeShown>} plane
 * @property {ReturnType<typeof runLoader>} files
 * @property {import("./marker_actions.js").MarkerActions} marker
 * @property {ReturnType<typeof sections>} below
 */

/**
 * Keeps the map true to its options, whether a person or the caller changes them.
 * @param {import("./state.js").MapStore} map
 * @param {Tools} tools
 * @param {Followers} followers
 */
function follow(map, { view, panel }, { look, shown, plane, files, marker, below }) {
  const { state } = map;

  /** @param {Options} before */
  function showChanges(before) {
    const { options } = state;
    if (differs(before, options, ["split"])) files.open();
    const isOtherPlane = differs(before, options, ["plane", "planes"]);
    if (isOtherPlane || differs(before, options, ["classNames", "colours"])) {
      plane.show(!isOtherPlane);
    } else {
      if (differs(before, options, ["colour", "factorNames"])) look.showColours();
      if (differs(before, options, ["layers"])) look.showLayers();
      if (differs(before, options, ["area"])) below.showSelected();
      if (differs(before, options, ["layers", "gridSide", "grid"])) void shown.showGrid();
    }
    panel.switches(options);
  }

  return {
    /**
     * Follows a person's own choice, and tells the caller.
     * @param {Choice} choice
     */
    choose(choice) {
      const before = state.options;
      if (before.layersControl !== "free" && "layers" in choice) return; // a task set them
      // An area belongs to the plane on which it was drawn.
      const next = { ...before, ...("plane" in choice ? { area: [] } : {}), ...choice };
      map.set({ options: withMadePlanes(next, state.latents) });
      showChanges(before);
      state.options.onChange(viewOf(state.options));
    },
    /**
     * Follows the caller's options.
     * @param {Options} given
     * @param {boolean} isDragging then z stays as it is
     */
    update(given, isDragging) {
      const before = state.options;
      const isOtherRun = differs(before, given, ["runUrl", "shape", "latentDim"]);
      // What a hand has turned since the last report stays, unless the caller has another angle.
      const isOtherAngle = differs(before, given, ["angle"]);
      const next = isOtherRun
        ? withMadePlanes(given, null)
        : withMadePlanes({ ...given, ...(isOtherAngle ? {} : { turn: before.turn }) }, state.latents);
      const isOtherCode = next.z !== null && differs(before, next, ["z"]) && !isDragging;
      if (isOtherRun) map.set(startState(next));
      else map.set({ options: next, ...(isOtherCode ? { z: startCode(next), chosen: null } : {}) });
      if (isOtherRun || isOtherCode) marker.wasSet();
      if (isOtherRun) plane.show(false);
      if (isOtherRun || differs(before, next, ["version"])) files.open();
      showChanges(before);
      if (isOtherAngle && !isOtherRun) plane.show(true);
      view.refresh();
    },
  };
}
