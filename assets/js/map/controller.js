/**
 * Keeps the map true to its options and its run's files: opens them, shows what was opened, and follows changes.
 * What a person does with the puck is in moves.js, what the decoder shows in pictures.js.
 */

import { appearance } from "./appearance.js";
import { klPerDimension } from "../maths/colouring.js";
import { ellipseOf } from "../maths/ellipse.js";
import { ground } from "./backdrop.js";
import { imageChunks } from "../run/image_chunks.js";
import { inspector } from "./inspector.js";
import { withLayer } from "./layer_names.js";
import { sliderReach } from "../run/latents.js";
import { countsOf } from "./legend.js";
import { neighbours } from "./neighbours.js";
import { planePicker, withPickedPlane } from "./picked_plane.js";
import { moves } from "./puck_actions.js";
import { differs, viewOf } from "./options.js";
import { pictures } from "./pictures.js";
import { picker } from "../maths/picking.js";
import { projectAll } from "../maths/plane.js";
import { runFiles } from "../run/run_files.js";
import { selector } from "./selector.js";
import { supportOf } from "../maths/support.js";
import { thumbnails } from "./thumbnails.js";
import { traversals } from "./traversals.js";
import { tsnePlaces, withTsne } from "./tsne.js";
import { planeOf, startCode, startState } from "./state.js";

/**
 * @param {object} tools
 * @param {import("./shell.js").Shell} tools.parts
 * @param {ReturnType<typeof import("./map_view.js").mapView>} tools.view
 * @param {ReturnType<typeof import("./panel.js").panel>} tools.panel
 * @param {ReturnType<typeof import("./legend.js").legend>} tools.legend
 * @param {ReturnType<typeof import("./colour_bar.js").colourBar>} tools.bar
 * @param {ReturnType<typeof import("../plane/hover_card.js").hoverCard>} tools.card
 * @param {import("./options.js").Options} options
 */
export function explorer({ parts, view, panel, legend, bar, card }, options) {
  const state = startState(options);
  const under = ground(state);
  const look = appearance(state, under, { view, panel, legend, bar });
  let wasClose = false;
  /** @type {{latents: import("../maths/codes.js").Latents, places: Float32Array} | null} */
  let viewed = null;
  const shown = pictures(state, view, panel, {
    moved: () => (traversal.show(), near.moved()),
    chosen: () => (inspected.show(), picking.show()),
    shown: () => state.latents && (parts.root.dataset.state = "ready"),
    failed: (error) => showProblem("decoder", error),
  });
  const puck = moves(
    state,
    parts,
    view,
    shown,
    card,
    (image) => (choose({ image }), state.options.onTake(image)),
    tellLabel,
  );
  const traversal = traversals(parts.below, state, (dimension, value) => (puck.slide(dimension, value), puck.settle()));
  const inspected = inspector(parts.below, state, {
    refined: ({ mean, logVar }) => view.mark({ refined: ellipseOf(planeOf(state.options), mean, logVar) }),
    sampled: (z) => shown.reconstruct(z ?? state.chosen?.mean ?? state.z),
  });
  const closeUps = thumbnails(state, legend.isShown, view.refresh);
  view.setOverPoints(closeUps.draw);
  const picking = planePicker(state, (plane) => choose({ plane }));
  panel.picking.append(picking.button);
  const near = neighbours(panel.nearest, state, under);
  const selected = selector(parts.below, parts.tools, state, view, legend.isShown, (area) => choose({ area }));
  const files = runFiles({ latents: showLatents, decoder: showDecoder, problem: showProblem });

  /**
   * The options with the planes that are made here.
   * @param {import("./options.js").Options} given
   * @param {import("../maths/codes.js").Latents | null} latents
   */
  const completed = (given, latents) => withPickedPlane(withTsne(given), latents);
  state.options = completed(options, null);

  function open() {
    parts.root.dataset.state = "loading";
    if (!state.latents) parts.message.textContent = "Loading the latent codes …";
    state.chunks = imageChunks(state.options.runUrl, state.options.shape);
    closeUps.forget();
    letGo();
    files.open(state.options);
  }

  /** Forget the grabbed point: its row may mean another image now. */
  function letGo() {
    state.chosen = null;
    shown.compare();
    view.mark({ grabbed: null, posterior: null, hovered: null });
  }

  /**
   * @param {import("../maths/codes.js").Latents} latents
   * @param {import("../maths/prior.js").Mixture | null} mixture
   */
  function showLatents(latents, mixture) {
    const { latentDim } = state.options;
    if (latents.dimensions !== latentDim) {
      return showProblem("latents", new Error(`the codes have ${latents.dimensions} dimensions, not ${latentDim}`));
    }
    const isFirst = !state.latents;
    Object.assign(state, { latents, mixture, options: completed(state.options, latents) });
    state.support = supportOf(latents.codes, latents.labels);
    state.klPerDimension = klPerDimension(latents);
    parts.message.textContent = "";
    panel.splits(latents.hasOthers);
    showPlane(!isFirst);
    if (state.options.image !== null && !state.chosen) puck.takeImage(state.options.image);
  }

  /** @param {import("../run/decoder.js").Decoder} decoder */
  function showDecoder(decoder) {
    state.decoder = decoder;
    decoder.setLabel(state.label);
    panel.problem(null);
    void shown.decodeHere();
    shown.compare();
    traversal.show();
    void shown.showGrid();
  }

  /**
   * Tell a conditional model the label of what it is to draw.
   * @param {number} label
   */
  function tellLabel(label) {
    state.label = label;
    state.decoder?.setLabel(label);
    panel.labels(state.options.isConditional ? state.options.classNames : [], label);
  }

  /**
   * @param {"latents" | "decoder"} which
   * @param {unknown} error
   */
  function showProblem(which, error) {
    const reason = error instanceof Error ? error.message : String(error);
    const what = which === "decoder" ? "The decoder" : "The latent codes";
    const words = `${what} could not be loaded: ${reason}. Reload the page, or open the run's page.`;
    if (which === "decoder") panel.problem(words);
    else parts.message.textContent = words;
    parts.root.dataset.state = "error";
  }

  /**
   * Show the chosen plane.
   * @param {boolean} isSame whether it is the one already shown, with other points
   */
  function showPlane(isSame) {
    const { latents, options } = state;
    const plane = planeOf(options);
    if (plane.isView && latents && viewed?.latents !== latents) return void showView(latents);
    const projected = () => (latents ? projectAll(plane, latents.codes) : new Float32Array());
    state.places = plane.isView && viewed ? viewed.places : projected();
    panel.planes(options.planes, options.plane, options.latentDim, sliderReach(latents));
    traversal.fit(options.latentDim);
    picking.show();
    tellLabel(state.label);
    const labels = latents?.labels ?? new Int32Array();
    const points = { places: state.places, labels, isShown: legend.isShown, selected: null };
    view.setPoints({ ...points, tints: labels, colours: options.colours }, plane.names, isSame);
    legend.show(options.classNames, options.colours, countsOf(labels));
    look.showColours();
    classesChanged();
    if (!isSame) view.setBackdrop(null, options.shape);
    shown.showCode();
    void shown.showGrid();
  }

  /**
   * Ask the server for the places of a view, and show them.
   * @param {import("../maths/codes.js").Latents} latents
   */
  async function showView(latents) {
    parts.message.textContent = "Computing t-SNE of 2,000 test images: some seconds, the first time …";
    try {
      viewed = { latents, places: await tsnePlaces(state.options.runUrl, latents.count) };
      parts.message.textContent = "";
      if (latents === state.latents && planeOf(state.options).isView) showPlane(false);
    } catch (error) {
      parts.message.textContent = `t-SNE could not be computed: ${error instanceof Error ? error.message : error}. Choose another plane.`;
    }
  }

  function classesChanged() {
    const { places, latents } = state;
    state.pick = picker(places, (row) => legend.isShown(latents?.labels[row] ?? 0));
    // In an idle moment, so that the first hover does not wait for the tree.
    (globalThis.requestIdleCallback ?? setTimeout)(state.pick.warm);
    look.showLayers();
    selected.show();
    view.refresh();
  }

  /**
   * A person's own choice: the caller hears of it.
   * @param {Partial<import("./options.js").ViewState>} choice
   */
  function choose(choice) {
    const before = state.options;
    // An area belongs to the plane on which it was drawn.
    state.options = completed({ ...before, ...("plane" in choice ? { area: [] } : {}), ...choice }, state.latents);
    follow(before);
    state.options.onChange(viewOf(state.options));
  }

  /** @param {import("./options.js").Options} before */
  function follow(before) {
    const { options } = state;
    if (differs(before, options, ["split"])) open();
    const isOtherPlane = differs(before, options, ["plane", "planes"]);
    if (isOtherPlane || differs(before, options, ["classNames", "colours"])) showPlane(!isOtherPlane);
    else {
      if (differs(before, options, ["colour", "factorNames"])) look.showColours();
      if (differs(before, options, ["layers"])) look.showLayers();
      if (differs(before, options, ["area"])) selected.show();
      if (differs(before, options, ["layers", "gridSide"])) void shown.showGrid();
    }
    panel.switches(options);
  }

  panel.switches(options);
  showPlane(false);
  open();

  return {
    puck,
    classesChanged,
    /** The window was moved and rests now: a closer look gets its own grid. */
    rested() {
      const isClose = view.closeUp() !== null;
      if (state.options.layers.includes("grid") && (isClose || wasClose)) void shown.showGrid();
      wasClose = isClose;
    },
    choose,
    /**
     * Take hold of an image that was chosen elsewhere.
     * @param {number} image its row in the data set
     */
    takeImage(image) {
      state.options = { ...state.options, image };
      if (state.latents) puck.takeImage(image);
    },
    label: () => state.label,
    /**
     * A person asks for the same code with another label.
     * @param {number} label
     */
    setLabel(label) {
      tellLabel(label);
      shown.showCode();
      void shown.showGrid();
    },
    /**
     * Switch a layer on or off.
     * @param {import("./layer_names.js").Layer} layer
     */
    toggle: (layer) =>
      choose({ layers: withLayer(state.options.layers, layer, !state.options.layers.includes(layer)) }),
    wrap: selected.wrap,
    /**
     * @param {import("./options.js").Options} given
     * @param {boolean} isDragging
     */
    update(given, isDragging) {
      const before = state.options;
      const next = completed(given, state.latents);
      state.options = next;
      const isOtherRun = differs(before, next, ["runUrl", "shape", "latentDim"]);
      if (isOtherRun) Object.assign(state, { latents: null, decoder: null });
      if (isOtherRun || (next.z && differs(before, next, ["z"]) && !isDragging)) {
        state.z = startCode(next);
        puck.wasSet();
        letGo();
        if (!isOtherRun) shown.showCode();
      }
      if (isOtherRun) showPlane(false);
      if (isOtherRun || differs(before, next, ["version"])) open();
      follow(before);
      view.refresh();
    },
    destroy() {
      puck.stop();
      shown.stop();
      near.stop();
      files.close();
    },
  };
}
