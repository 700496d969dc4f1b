/**
 * Keeps the map true to its options and its run's files: opens them, shows what was opened, and follows changes.
 * What a person does with the puck is in moves.js, what the decoder shows in pictures.js.
 */

import { priorOn } from "./ellipse.js";
import { imageChunks } from "./image_chunks.js";
import { moves } from "./moves.js";
import { differs } from "./options.js";
import { pictures } from "./pictures.js";
import { picker } from "./picking.js";
import { projectAll } from "./plane.js";
import { runFiles } from "./run_files.js";
import { supportOf } from "./support.js";
import { planeOf, startCode, startState } from "./state.js";

const PRIOR_REACH = 4; // standard deviations: hardly anything of N(0, 1) lies beyond

/**
 * @param {object} tools
 * @param {import("./shell.js").Shell} tools.parts
 * @param {ReturnType<typeof import("./map_view.js").mapView>} tools.view
 * @param {ReturnType<typeof import("./panel.js").panel>} tools.panel
 * @param {ReturnType<typeof import("./legend.js").legend>} tools.legend
 * @param {ReturnType<typeof import("./hover_card.js").hoverCard>} tools.card
 * @param {import("./options.js").Options} options
 */
export function explorer({ parts, view, panel, legend, card }, options) {
  const state = startState(options);
  const shown = pictures(state, view, panel, {
    shown: () => state.latents && (parts.root.dataset.state = "ready"),
    failed: (error) => showProblem("decoder", error),
  });
  const puck = moves(state, parts, view, shown, card);
  const files = runFiles({ latents: showLatents, decoder: showDecoder, problem: showProblem });

  function open() {
    parts.root.dataset.state = "loading";
    if (!state.latents) parts.message.textContent = "Loading the latent codes …";
    state.chunks = imageChunks(state.options.runUrl, state.options.shape);
    letGo();
    files.open(state.options);
  }

  /** Forget the grabbed point: its row may mean another image now. */
  function letGo() {
    state.chosen = null;
    shown.compare();
    view.mark({ grabbed: null, posterior: null, hovered: null });
  }

  /** @param {import("./latents.js").Latents} latents */
  function showLatents(latents) {
    const { latentDim } = state.options;
    if (latents.dimensions !== latentDim) {
      return showProblem("latents", new Error(`the codes have ${latents.dimensions} dimensions, not ${latentDim}`));
    }
    const isFirst = !state.latents;
    state.latents = latents;
    state.support = supportOf(latents.codes, latents.labels);
    parts.message.textContent = "";
    showPlane(!isFirst);
  }

  /** @param {import("./decoder.js").Decoder} decoder */
  function showDecoder(decoder) {
    state.decoder = decoder;
    panel.problem(null);
    void shown.decodeHere();
    shown.compare();
    void shown.showGrid();
  }

  /** @param {"latents" | "decoder"} which @param {unknown} error */
  function showProblem(which, error) {
    const reason = error instanceof Error ? error.message : String(error);
    const what = which === "decoder" ? "The decoder" : "The latent codes";
    const words = `${what} could not be loaded: ${reason}. Reload the page, or open the run's page.`;
    if (which === "decoder") panel.problem(words);
    else parts.message.textContent = words;
    parts.root.dataset.state = "error";
  }

  /** Show the chosen plane. @param {boolean} isSame whether it is the one already shown, with other points */
  function showPlane(isSame) {
    const { latents, options } = state;
    const plane = planeOf(options);
    state.places = latents ? projectAll(plane, latents.codes) : new Float32Array();
    panel.planes(options.planes, options.plane, options.latentDim, sliderReach(latents));
    const { places } = state;
    const labels = latents?.labels ?? new Int32Array();
    view.setPoints({ places, labels, colours: options.colours, isShown: legend.isShown }, plane.names, isSame);
    legend.show(options.classNames, options.colours, countsOf(labels));
    classesChanged();
    if (!isSame) view.setBackdrop(null, options.shape);
    showPrior();
    shown.showCode();
    void shown.showGrid();
  }

  /** The prior's contours, where they are wanted and the model has a prior. */
  function showPrior() {
    const { latents, options } = state;
    view.mark({ prior: options.prior && latents?.isProbabilistic ? priorOn(planeOf(options)) : null });
  }

  function classesChanged() {
    const { places, latents } = state;
    state.pick = picker(places, (row) => legend.isShown(latents?.labels[row] ?? 0));
    // In an idle moment, so that the first hover does not wait for the tree.
    (globalThis.requestIdleCallback ?? setTimeout)(state.pick.warm);
    view.refresh();
  }

  /** @param {import("./options.js").Options} before */
  function follow(before) {
    const { options } = state;
    if (differs(before, options, ["points"])) view.showPoints(options.points);
    if (differs(before, options, ["prior"])) showPrior();
    const isOtherPlane = differs(before, options, ["plane", "planes"]);
    if (isOtherPlane || differs(before, options, ["classNames", "colours"])) showPlane(!isOtherPlane);
    else if (differs(before, options, ["grid"])) void shown.showGrid();
    panel.switches(options);
  }

  view.showPoints(options.points);
  panel.switches(options);
  showPlane(false);
  open();

  return {
    puck,
    classesChanged,
    /** A person's own choice: the caller hears of it. @param {Partial<import("./options.js").ViewState>} choice */
    choose(choice) {
      const before = state.options;
      state.options = { ...before, ...choice };
      follow(before);
      const { plane, grid, points, prior } = state.options;
      state.options.onChange({ plane, grid, points, prior });
    },
    /** @param {import("./options.js").Options} next @param {boolean} isDragging */
    update(next, isDragging) {
      const before = state.options;
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
      if (isOtherRun || differs(before, next, ["version", "split"])) open();
      follow(before);
      view.refresh();
    },
    destroy() {
      puck.stop();
      shown.stop();
      files.close();
    },
  };
}

/** Sliders reach as far as the prior does, or the codes of a model without one. @param {import("./latents.js").Latents | null} latents */
function sliderReach(latents) {
  if (!latents || latents.isProbabilistic) return PRIOR_REACH;
  return Math.ceil(latents.codes.reduce((most, value) => Math.max(most, Math.abs(value)), PRIOR_REACH));
}

/** How many points each class has. @param {Int32Array} labels @returns {number[]} */
function countsOf(labels) {
  /** @type {number[]} */
  const counts = [];
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
