/**
 * The stage of the cockpit: one latent plane, one held point with its picture, one strip of reconstructions. It shows
 * the moment it is given, the last one or a past one.
 */

import { centreOf, heldWords } from "../plane/fitted_plane.js";
import { columnsFor } from "./columns.js";
import { legendItems, picturePanel, planePanel } from "./stage_parts.js";
import { livePictures } from "../plane/picture_rows.js";
import { latest } from "../shared/pace.js";
import { MOST_CIRCLES } from "../shared/classes.js";
import { paint } from "../shared/picture.js";
import { readable } from "../shared/numbers.js";
import { readTheme } from "../shared/theme.js";
import { moveTo, project } from "../maths/plane.js";
import { framePlot, groundOf } from "../time_machine/plot.js";

/** @typedef {import("../run/safetensors.js").Tensor} Tensor */
/** @typedef {import("../time_machine/time_machine.js").Moment} Moment */
/** @typedef {ReturnType<typeof liveStage>} Stage */

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
 * Shows as many images and reconstructions as the strip has place for.
 * @param {HTMLElement} strip
 * @param {HTMLElement[]} others elements that are pale together with the strip
 */
function sizedPictures(strip, others) {
  const pictures = livePictures(strip);
  /** @type {Moment | null} */
  let shown = null;
  function draw() {
    if (!shown) return;
    const count = columnsFor(strip.clientWidth, strip.clientHeight, shown.inputs.shape[0]);
    pictures.show(first(shown.inputs, count), first(shown.reconstructions, count));
  }
  const observer = new ResizeObserver(draw);
  observer.observe(strip);
  return {
    /** @param {Moment | null} moment null: the pictures of the previous run stay, and are pale */
    show(moment) {
      for (const part of [strip, ...others]) part.classList.toggle("is-of-before", !moment);
      shown = moment;
      draw();
    },
    destroy: () => observer.disconnect(),
  };
}

/**
 * Paints the decoded images of the plane.
 * @param {ReturnType<typeof framePlot>} plot
 * @param {() => Moment | null} wanted the moment to decode; null: none
 * @param {() => import("../shared/theme.js").Theme} theme
 */
function groundPainter(plot, wanted, theme) {
  let [isAsked, due, timer] = [false, 0, /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined)];

  const paintNow = latest(async () => {
    stop();
    const mine = wanted();
    if (!mine) return plot.ground(null);
    const start = performance.now();
    const isStale = () => {
      const now = wanted();
      return !now || now.isLive !== mine.isLive || (!mine.isLive && now !== mine);
    };
    const made = await mine.ground(isStale, plot.window()).catch(() => null);
    due = performance.now() + REST * (performance.now() - start);
    if (!isStale()) plot.ground(made && groundOf(made.manifold, made.shape, theme()));
  });

  function stop() {
    clearTimeout(timer);
    isAsked = false;
  }

  return {
    show: () => void paintNow(null),
    /** Paints again, but so seldom that the training keeps its cores. */
    showSoon() {
      if (!wanted() || isAsked) return;
      isAsked = true;
      timer = setTimeout(() => void paintNow(null), Math.max(0, due - performance.now()));
    },
    clear() {
      stop();
      plot.ground(null);
    },
  };
}

/**
 * Returns the held code as text.
 * @param {Moment} moment
 * @param {Float32Array} held
 * @param {[number, number]} place of it in the plane
 */
function codeWords({ base, plane, isLive }, held, place) {
  const dims = plane.names.map((name) => Number(name.slice(1)) - 1);
  if (isLive) return heldWords(base.length, /** @type {[number, number]} */ (dims), place);
  return `z = (${Array.from(held.slice(0, 4), readable).join(", ")}${base.length > 4 ? ", …" : ""}).`;
}

/**
 * The theme, read once until it is forgotten: reading it at each picture of a glide cost as much as the picture.
 * @param {HTMLElement} root
 */
function keptTheme(root) {
  /** @type {import("../shared/theme.js").Theme | null} */
  let known = null;
  return { theme: () => (known ??= readTheme(root)), forget: () => void (known = null) };
}

/**
 * @typedef {object} StageOn
 * @property {HTMLElement} root
 * @property {ReturnType<typeof import("./hints.js").liveHints>} hints
 * @property {() => void} again the moment is wanted with other axes
 * @property {() => void} relabelled another class was chosen
 */

/**
 * @param {{plane: HTMLElement, pictures: HTMLElement}} places
 * @param {StageOn} on
 */
export function liveStage(places, on) {
  const { theme, forget } = keptTheme(on.root);
  const panel = planePanel(places.plane, on.hints, {
    turned: on.again,
    ground: () => painter.show(),
    points: (is) => plot.points(is),
  });
  const { picture, code, choice, strip, asks } = picturePanel(places.pictures, on.hints, on.relabelled);
  /** @type {string[]} */
  let colours = [];
  /** @type {Moment | null} */
  let now = null;
  /** @type {Float32Array | null} the held code */
  let held = null;
  const plot = framePlot(panel.plot, { colours: () => colours, theme, onHold: moved });
  const painter = groundPainter(plot, () => (panel.ground.input.checked ? now : null), theme);
  const pictures = sizedPictures(strip, [panel.plot, picture]);

  function moved(/** @type {[number, number]} */ place) {
    if (!now) return;
    held = moveTo(now.plane, now.base, place);
    sayHeld(place);
    void showHeld(null);
  }

  function sayHeld(/** @type {[number, number]} */ place) {
    if (now && held) code.textContent = codeWords(now, held, place);
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
      panel.words.textContent = panel.words.title = moment.words;
      panel.turned.input.disabled = moment.isLive || !moment.canTurn;
      plot.show(moment.cloud, mayGlide, `${moment.words} Coloured by class.`);
      pictures.show(moment);
      void showHeld(null);
      if (moment.isLive && before?.isLive) painter.showSoon();
      else painter.show();
    },
    /** The decoder of the moment that is shown has changed. */
    decoderChanged() {
      if (!now) return;
      void showHeld(null);
      painter.showSoon();
    },
    /**
     * Another run, from its start: points and pictures of the previous run are pale until this one has its own.
     * @param {string[]} next by class
     */
    begin(next) {
      [colours, now, held] = [next, null, null];
      painter.clear();
      pictures.show(null);
      choice.offer([]);
      asks.say("");
    },
    /** @param {string[]} names of the classes */
    legend(names) {
      panel.legend.replaceChildren(...legendItems(names, colours));
      panel.legend.tabIndex = names.length > MOST_CIRCLES ? 0 : -1; // a long one scrolls
    },
    ...asks,
    ...panel.asks,
    isHeld: plot.isHeld,
    held: plot.held,
    colours: () => colours,
    theme,
    recolour: () => (forget(), plot.redraw(), painter.show()),
    destroy() {
      pictures.destroy();
      painter.clear();
      plot.destroy();
    },
  };
}

/**
 * Returns the first place of the held point: the middle of the prior, else of the codes.
 * @param {Moment} moment
 * @returns {[number, number]}
 */
function startOf({ cloud, plane }) {
  if (cloud.prior) return cloud.prior;
  const [u, v] = centreOf(cloud.places, 2);
  return [u, plane.origin.length > 1 ? v : 0];
}
