/**
 * The stage of the cockpit: one latent plane, one held point with its picture, one strip of reconstructions. It shows
 * the moment it is given, the last one or a past one.
 */

import { element, labelledSwitch } from "../shared/dom.js";
import { centreOf, heldWords } from "../plane/fitted_plane.js";
import { columnsFor } from "./columns.js";
import { labelChoice } from "../plane/label_choice.js";
import { livePictures } from "../plane/picture_rows.js";
import { colourOf } from "../shared/classes.js";
import { latest } from "../shared/pace.js";
import { paint } from "../shared/picture.js";
import { readable } from "../shared/numbers.js";
import { readTheme } from "../shared/theme.js";
import { moveTo, project } from "../maths/plane.js";
import { framePlot, groundOf } from "../time_machine/plot.js";

/** @typedef {import("../run/safetensors.js").Tensor} Tensor */
/** @typedef {import("../time_machine/time_machine.js").Moment} Moment */
/** @typedef {ReturnType<typeof liveStage>} Stage */

const MOST_NAMES = 26;
const REST = 12; // times as long as the plane's pictures took, until they are drawn again while a training runs

/**
 * The first images of a tensor.
 * @param {Tensor} tensor (N, ...)
 * @param {number} count
 * @returns {Tensor}
 */
function first(tensor, count) {
  const size = tensor.data.length / tensor.shape[0];
  return {
    ...tensor,
    data: /** @type {any} */ (tensor.data).subarray(0, count * size),
    shape: [count, ...tensor.shape.slice(1)],
  };
}

/**
 * @param {{plane: HTMLElement, pictures: HTMLElement}} places
 * @param {{root: HTMLElement, again: () => void, relabelled: () => void}} on again: the moment is wanted with other
 *   axes; relabelled: another class was chosen
 */
export function liveStage(places, on) {
  const theme = () => readTheme(on.root);
  const [plotPlace, legend, words] = [
    element("div", { class: "plane-plot" }),
    element("ul", { class: "live-legend", "aria-label": "Classes" }),
    element("span", { class: "plane-words" }),
  ];
  const [turned, ground, points] = [
    labelledSwitch("Turn onto the last step", true, on.again),
    labelledSwitch("Decoded images", true, () => void showGround(null)),
    labelledSwitch("Points", true, (is) => plot.points(is)),
  ];
  turned.label.title =
    "The network may turn or mirror its latent space while it learns; this turns each step onto the last one";
  ground.label.title = "Draw what the decoder makes of each place of the plane";
  places.plane.append(
    element(
      "div",
      { class: "plane-head" },
      element("h3", {}, "Latent plane"),
      words,
      element("div", { class: "plane-switches" }, ground.label, points.label, turned.label),
    ),
    plotPlace,
    legend,
  );
  const picture = element("canvas", {
    class: "live-held",
    role: "img",
    "aria-label": "What the decoder makes of the held point",
    "data-testid": "held-picture",
  });
  const code = element("p", { class: "live-place", "aria-live": "polite", "data-testid": "held-place" });
  const choice = labelChoice(on.relabelled);
  const strip = element("div", { class: "live-reconstructions" });
  const message = element("p", { class: "live-said", role: "status" });
  places.pictures.append(
    element("div", { class: "live-holding" }, element("h3", {}, "Held point"), picture, code, choice.row),
    element("div", { class: "live-recon" }, element("h3", {}, "Reconstructions"), strip, message),
  );
  const pictures = livePictures(strip);
  strip.dataset.testid = "reconstructions";
  /** @type {string[]} */
  let colours = [];
  /** @type {Moment | null} */
  let now = null;
  /** @type {Float32Array | null} the held code */
  let held = null;
  let [isAsked, due, timer] = [false, 0, /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined)];
  const plot = framePlot(plotPlace, { colours: () => colours, theme, onHold: moved });
  const observer = new ResizeObserver(showStrip);
  observer.observe(strip);

  /** @param {[number, number]} place */
  function moved(place) {
    if (!now) return;
    held = moveTo(now.plane, now.base, place);
    sayHeld(place);
    void showHeld(null);
  }

  /** @param {[number, number]} place */
  function sayHeld(place) {
    const size = now?.base.length ?? 0;
    const dims = now?.plane.names.map((name) => Number(name.slice(1)) - 1);
    if (!now || !held) return;
    if (now.isLive && dims) code.textContent = heldWords(size, /** @type {[number, number]} */ (dims), place);
    else code.textContent = `z = (${Array.from(held.slice(0, 4), readable).join(", ")}${size > 4 ? ", …" : ""}).`;
  }

  function showStrip() {
    if (!now) return;
    const count = columnsFor(strip.clientWidth, strip.clientHeight, now.inputs.shape[0]);
    pictures.show(first(now.inputs, count), first(now.reconstructions, count));
  }

  const showHeld = latest(async () => {
    if (!now || !held) return;
    const mine = now;
    const made = await mine.picture(held).catch(() => null);
    if (mine !== now && mine.isLive !== now.isLive) return void showHeld(null);
    if (mine.missing) code.textContent = mine.missing;
    if (made) paint(picture, made.data, made.shape.slice(1));
    picture.classList.toggle("is-missing", Boolean(mine.missing));
  });

  const showGround = latest(async () => {
    clearTimeout(timer);
    isAsked = false;
    if (!now || !ground.input.checked) return plot.ground(null);
    const mine = now;
    const start = performance.now();
    const isStale = () => !now || now.isLive !== mine.isLive || (!mine.isLive && now !== mine) || !ground.input.checked;
    const made = await mine.ground(isStale, plot.window()).catch(() => null);
    due = performance.now() + REST * (performance.now() - start);
    if (!isStale()) plot.ground(made && groundOf(made.manifold, made.shape, theme()));
  });

  /** The plane's pictures again, but so seldom that the training keeps its cores. */
  function groundSoon() {
    if (!ground.input.checked || isAsked) return;
    isAsked = true;
    timer = setTimeout(() => void showGround(null), Math.max(0, due - performance.now()));
  }

  return {
    /**
     * @param {Moment} moment
     * @param {boolean} mayGlide
     */
    show(moment, mayGlide) {
      const before = now;
      now = moment;
      const place = held && held.length === moment.base.length ? project(moment.plane, held) : startOf(moment);
      if (!plot.isHeld()) {
        held = moveTo(moment.plane, moment.base, place);
        plot.hold(place);
      }
      sayHeld(plot.held() ?? place);
      words.textContent = moment.words;
      words.title = moment.words;
      turned.input.disabled = moment.isLive || !moment.canTurn;
      plot.show(moment.cloud, mayGlide, `${moment.words} Coloured by class.`);
      showStrip();
      void showHeld(null);
      if (moment.isLive && before?.isLive) groundSoon();
      else void showGround(null);
    },
    /** The decoder of the moment that is shown has changed. */
    decoderChanged() {
      if (!now) return;
      void showHeld(null);
      groundSoon();
    },
    /**
     * Another run, from its start: nothing of the one before stays.
     * @param {string[]} next by class
     */
    begin(next) {
      [colours, now, held] = [next, null, null];
      clearTimeout(timer);
      isAsked = false;
      plot.ground(null);
      choice.offer([]);
      message.textContent = "";
    },
    /** @param {string[]} names of the classes */
    legend(names) {
      const shown = names.slice(0, MOST_NAMES).map((name, label) => {
        const dot = element("i", {});
        dot.style.background = colourOf(colours, label);
        return element("li", {}, dot, name);
      });
      const rest = names.length - shown.length;
      legend.replaceChildren(...shown, ...(rest > 0 ? [element("li", {}, `and ${rest} more`)] : []));
    },
    /** Classes of which a conditional model's decoder draws one; none: there is no choice. */
    labels: choice.offer,
    label: () => Number(choice.row.querySelector("select")?.value) || 0,
    /** @param {string} text */
    say: (text) => void (message.textContent = text),
    isTurned: () => turned.input.checked,
    hasGround: () => ground.input.checked,
    hasPoints: () => points.input.checked,
    isHeld: plot.isHeld,
    held: plot.held,
    colours: () => colours,
    theme,
    recolour() {
      plot.redraw();
      void showGround(null);
    },
    destroy() {
      observer.disconnect();
      clearTimeout(timer);
      plot.destroy();
    },
  };
}

/**
 * Where the held point is before anybody has moved it: in the middle of the prior, else of the codes.
 * @param {Moment} moment
 * @returns {[number, number]}
 */
function startOf({ cloud, plane }) {
  if (cloud.prior) return cloud.prior;
  const [u, v] = centreOf(cloud.places, 2);
  return [u, plane.origin.length > 1 ? v : 0];
}
