/**
 * What the map does when a person touches it: it holds the code z, moves it, has it decoded, and tells the caller when
 * a movement is over. It draws nothing itself and reads no files itself.
 */

import { imageChunks } from "./image_chunks.js";
import { codeOf } from "./latents.js";
import { decodeManifold, GRID_SIDE, gridCodes, gridFrame } from "./manifold.js";
import { readable } from "./numbers.js";
import { differs } from "./options.js";
import { picker } from "./picking.js";
import { moveTo, project, projectAll } from "./plane.js";
import { releaser } from "./release.js";
import { runFiles } from "./run_files.js";

const PAUSE_MS = 350; // after the last key or slider move, z is reported
const REACH = { puck: { fine: 14, coarse: 26 }, point: { fine: 8, coarse: 18 }, hover: 7 }; // pixels

/**
 * @param {object} parts
 * @param {import("./shell.js").Shell} parts.parts
 * @param {ReturnType<typeof import("./map_view.js").mapView>} parts.view
 * @param {ReturnType<typeof import("./panel.js").panel>} parts.panel
 * @param {ReturnType<typeof import("./legend.js").legend>} parts.legend
 * @param {ReturnType<typeof import("./hover_card.js").hoverCard>} parts.card
 * @param {import("./options.js").Options} given
 */
export function explorer({ parts, view, panel, legend, card }, given) {
  let options = given;
  /** @type {Float32Array} (D,) */
  let z = Float32Array.from(options.z ?? plane().origin);
  let reported = rounded();
  let places = new Float32Array();
  let [pick, chunks] = [picker(places, () => true), imageChunks(options.runUrl, options.shape)];
  /** @type {number | null} */
  let grabbed = null;
  let [offset, gridTurn] = [/** @type {[number, number]} */ ([0, 0]), 0];
  const release = releaser(report, PAUSE_MS);
  const files = runFiles({ latents: showLatents, decoder: decoderReady, problem: showProblem });
  /** @type {{latents: import("./latents.js").Latents | null, decoder: import("./decoder.js").Decoder | null}} */
  const run = { latents: null, decoder: null };

  function plane() {
    return /** @type {import("./plane.js").Plane} */ (options.planes.find(({ key }) => key === options.plane));
  }

  function rounded() {
    return Array.from(z, (value) => Number(value.toFixed(4)));
  }

  // Files

  function open() {
    parts.root.dataset.state = "loading";
    parts.message.textContent = "Loading the latent codes …";
    [grabbed, chunks] = [null, imageChunks(options.runUrl, options.shape)];
    panel.showPair(null);
    view.mark({ grabbed: null, hovered: null });
    files.open(options);
  }

  /** @param {import("./latents.js").Latents} latents */
  function showLatents(latents) {
    if (latents.dimensions !== options.latentDim) {
      return showProblem("latents", new Error(`the codes have ${latents.dimensions} dimensions, not ${options.latentDim}`));
    }
    run.latents = latents;
    parts.message.textContent = "";
    showPlane();
  }

  /** @param {import("./decoder.js").Decoder} decoder */
  function decoderReady(decoder) {
    run.decoder = decoder;
    panel.problem(null);
    void decodeHere();
    compare();
    void showGrid();
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

  // Showing

  function showPlane() {
    const { latents } = run;
    const shown = plane();
    const reach = latents && !latents.isProbabilistic ? Math.max(4, Math.ceil(farthest(latents.codes))) : 4;
    panel.planes(options.planes, options.plane, options.latentDim, reach);
    panel.switches(options);
    places = latents ? projectAll(shown, latents.codes) : new Float32Array();
    view.setPoints({ places, labels: latents?.labels ?? new Int32Array(), colours: options.colours, isShown: legend.isShown }, shown.names);
    showClasses();
    showCode();
    view.setBackdrop(null, options.shape);
    void showGrid();
  }

  function showClasses() {
    const counts = options.classNames.map(() => 0);
    for (const label of run.latents?.labels ?? []) counts[label] += 1;
    legend.show(options.classNames, options.colours, counts);
    classesChanged();
  }

  function classesChanged() {
    pick = picker(places, (row) => legend.isShown(run.latents?.labels[row] ?? 0));
    // In an idle moment, so that the first hover does not wait for the tree.
    (globalThis.requestIdleCallback ?? setTimeout)(pick.warm);
    view.refresh();
  }

  /** Show the code z: the puck, the numbers and, as soon as it is decoded, the picture. */
  function showCode() {
    const place = project(plane(), z);
    view.mark({ puck: place, grabbed: grabbed === null ? null : placeOf(grabbed) });
    panel.code(z, plane().names, place);
    void decodeHere();
  }

  async function decodeHere() {
    const { decoder } = run;
    const result = await decoder?.decodeLatest(z.slice(), 1).catch((error) => showProblem("decoder", error));
    if (!result || decoder !== run.decoder) return;
    panel.decoded(result.data, options.shape);
    if (run.latents) parts.root.dataset.state = "ready";
  }

  /** Show the grabbed image and its reconstruction. */
  function compare() {
    const { latents, decoder } = run;
    if (grabbed === null || !latents) return;
    const [row, index] = [grabbed, latents.index[grabbed]];
    const isCurrent = () => row === grabbed && latents === run.latents;
    panel.showPair(`Original: ${className(latents.labels[row])}`);
    chunks.image(index).then((image) => isCurrent() && panel.original(image, options.shape)).catch(() => panel.showPair("Original (no picture)"));
    decoder?.decode(codeOf(latents, row).slice(), 1).then(({ data }) => isCurrent() && panel.reconstruction(data, options.shape)).catch(() => undefined);
  }

  async function showGrid() {
    const [turn, { decoder, latents }, { shape }] = [++gridTurn, run, options];
    if (!options.grid) view.setBackdrop(null, shape);
    if (!options.grid || !decoder || !latents) return;
    const frame = gridFrame(plane(), places, latents.isProbabilistic);
    const codes = gridCodes(plane(), z, frame, GRID_SIDE);
    const manifold = await decodeManifold(decoder, codes, z.length, frame, shape, () => turn !== gridTurn).catch(() => null);
    if (manifold) view.setBackdrop(manifold, shape);
  }

  /** @param {number} row @returns {[number, number]} */
  const placeOf = (row) => [places[2 * row], places[2 * row + 1]];
  /** @param {number} label */
  const className = (label) => options.classNames[label] ?? String(label);

  // Moving

  /** @param {readonly [number, number]} place */
  function moveToPlace(place) {
    z = moveTo(plane(), z, [place[0], place[1]]);
    showCode();
  }

  function report() {
    const value = rounded();
    parts.live.textContent = value.length > 8 ? plane().names.map((name, i) => `${name} = ${readable(project(plane(), z)[i])}`).join(", ")
      : value.map((number, i) => `z${i + 1} = ${readable(number)}`).join(", ");
    if (JSON.stringify(value) === JSON.stringify(reported)) return;
    reported = value;
    options = { ...options, z: value };
    options.onRelease(value);
    // With more than two dimensions the grid is a slice through z, and z may have left it.
    if (options.latentDim > 2 && options.grid) void showGrid();
  }

  /** @param {number} x @param {number} y @param {number} reach pixels @returns {number | null} */
  function pointNear(x, y, reach) {
    if (!view.arePointsShown()) return null;
    return pick.nearest(...view.placeAt(x, y), reach / view.scale());
  }

  /** @param {number} x @param {number} y @param {boolean} isCoarse */
  function grab(x, y, isCoarse) {
    const size = isCoarse ? "coarse" : "fine";
    const puck = view.pixelsOf(project(plane(), z));
    const isPuck = Math.hypot(puck[0] - x, puck[1] - y) <= REACH.puck[size];
    const row = isPuck ? null : pointNear(x, y, REACH.point[size]);
    if (!isPuck && row === null) return false;
    release.cancel();
    if (row !== null) take(row);
    const held = view.pixelsOf(project(plane(), z));
    offset = [held[0] - x, held[1] - y];
    return true;
  }

  /** @param {number} row */
  function take(row) {
    if (!run.latents) return;
    [grabbed, z] = [row, codeOf(run.latents, row).slice()];
    compare();
    showCode();
  }

  /** @param {number} x @param {number} y */
  function tap(x, y) {
    moveToPlace(view.placeAt(x, y));
    release.now(undefined);
  }

  /** @param {[number, number] | null} at pixels */
  function hover(at) {
    const row = at && pointNear(...at, REACH.hover);
    parts.overlay.classList.toggle("is-over-point", row !== null);
    view.mark({ hovered: row === null ? null : placeOf(row) });
    if (row === null || !run.latents) return card.hide();
    const index = run.latents.index[row];
    card.show(view.pixelsOf(placeOf(row)), className(run.latents.labels[row]), index, options.shape, () => chunks.image(index));
  }

  // Options

  /** A person's own choice: the caller hears of it. @param {Partial<import("./options.js").ViewState>} choice */
  function choose(choice) {
    const before = options;
    options = { ...options, ...choice };
    apply(before);
    options.onChange({ plane: options.plane, grid: options.grid, points: options.points });
  }

  /** @param {import("./options.js").Options} before */
  function apply(before) {
    if (differs(before, options, ["points"])) view.showPoints(options.points);
    if (differs(before, options, ["plane", "planes"])) showPlane();
    else if (differs(before, options, ["classNames", "colours"])) showPlane();
    else if (differs(before, options, ["grid"])) void showGrid();
    panel.switches(options);
  }

  view.showPoints(options.points);
  showPlane();
  open();

  return {
    grab, tap, hover, choose, classesChanged,
    drag: (/** @type {number} */ x, /** @type {number} */ y) => moveToPlace(view.placeAt(x + offset[0], y + offset[1])),
    drop: () => release.now(undefined),
    pan: (/** @type {number} */ dx, /** @type {number} */ dy) => view.pan(dx, dy),
    zoom: (/** @type {number} */ factor, /** @type {number} */ x, /** @type {number} */ y) => view.zoom(factor, x, y),
    /** @param {number} right @param {number} up pixels */
    step(right, up) {
      const [u, v] = project(plane(), z);
      moveToPlace([u + right / view.scale(), v + up / view.scale()]);
      release.soon(() => undefined);
    },
    /** @param {number} dimension @param {number} value */
    slide(dimension, value) {
      release.cancel();
      z = z.slice();
      z[dimension] = value;
      showCode();
    },
    settle: () => release.soon(() => undefined),
    /** @param {import("./options.js").Options} next @param {boolean} isDragging */
    update(next, isDragging) {
      const before = options;
      options = next;
      const isOtherRun = differs(before, next, ["runUrl", "shape", "latentDim"]);
      if (isOtherRun || (differs(before, next, ["z"]) && next.z && !isDragging)) {
        z = Float32Array.from(next.z ?? plane().origin);
        [reported, grabbed] = [rounded(), null];
        panel.showPair(null);
        if (!isOtherRun) showCode();
      }
      if (isOtherRun) Object.assign(run, { latents: null, decoder: null });
      if (isOtherRun) showPlane();
      if (isOtherRun || differs(before, next, ["version", "split"])) open();
      apply(before);
      view.refresh();
    },
    destroy() {
      release.cancel();
      gridTurn += 1;
      files.close();
    },
  };
}

/** The largest absolute value. @param {Float32Array} values */
function farthest(values) {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
