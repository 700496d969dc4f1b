/** The stage of the tour of 90 seconds: the plane, the decoded image, and the part of the step below it. */

import { element } from "../shared/dom.js";
import { readable } from "../shared/numbers.js";
import { latestWins } from "../shared/queue.js";
import { paint } from "../shared/picture.js";
import { digitsTour, FILM_ENDS, VISITED, WIDE } from "./digits_script.js";
import { openModels } from "./models.js";
import { emptyPlace, typicalRows } from "./places.js";
import { planeView } from "./plane_view.js";
import { betaPart, filmPart, padPart, pixelsPart, reconstructionsPart, samplesPart } from "./side_parts.js";

/** @typedef {import("./digits_script.js").Scene} Scene */

/** @param {number} value @param {number} at */
const coordinate = (value, at) => element("b", {}, at ? `, ${readable(value)}` : readable(value));

/**
 * Makes the empty places of the stage.
 * @param {HTMLElement} root
 * @param {import("./models.js").Given} given
 */
function places(root, { classNames, colours }) {
  const plane = element("div", { class: "tour-plane" });
  const code = element("p", { class: "tour-code", "data-testid": "tour-code" });
  const picture = element("canvas", {
    ...{ class: "tour-picture", width: 28, height: 28, role: "img" },
    ...{ "aria-label": "Decoded image", "data-testid": "tour-picture" },
  });
  const extra = element("div", { class: "tour-extra" });
  const marks = classNames.map((name, label) => {
    const mark = element("span", {}, name);
    mark.style.setProperty("--dot", colours[label % colours.length]);
    return mark;
  });
  const legend = element("div", { class: "tour-legend", "aria-hidden": "true" }, ...marks);
  const held = element("div", { class: "tour-held" }, element("h3", {}, "Decoded image"), picture, code);
  root.append(
    element("div", { class: "tour-left" }, legend, plane),
    element("div", { class: "tour-side" }, held, extra),
  );
  return { plane, picture, code, extra };
}

/**
 * Returns the stage and the steps that are shown on it.
 * @param {HTMLElement} place
 * @param {import("./models.js").Given} given
 */
export async function digitsStage(place, given) {
  const models = await openModels(given);
  const { plane, picture, code, extra } = places(place, given);

  /** @type {Scene | null} */
  let scene = null;
  /** @type {[number, number]} */
  let marker = [0, 0];

  const decode = latestWins(async (/** @type {Scene} */ now) => {
    const decoder = await models.decoder(now.source, now.level);
    const batch = await decoder.decodeLatest(Float32Array.from(marker), 1);
    if (batch) paint(picture, batch.data, given.shape);
  });
  let decoded = "";

  function draw() {
    if (!scene) return;
    view.show(scene, marker);
    const key = `${scene.source} ${Math.round(scene.level)} ${marker}`;
    if (key === decoded) return;
    decoded = key;
    void decode(scene).catch(() => (decoded = ""));
    code.replaceChildren(element("span", {}, "z = ("), ...marker.map(coordinate), element("span", {}, ")"));
  }

  /** @param {[number, number]} to */
  function move(to) {
    marker = to;
    draw();
  }

  /** @param {number} level chosen by the visitor */
  function slide(level) {
    if (!scene) return;
    scene = { ...scene, level };
    showParts();
    draw();
  }

  const view = planeView(plane, models, given, move);
  const codes = models.digits.places;
  const rows = typicalRows(codes, models.digits.labels, given.classNames.length);
  const typical = rows.map((row) => /** @type {[number, number]} */ ([codes[2 * row], codes[2 * row + 1]]));
  const beta = betaPart(given, slide);
  const parts = {
    pixels: [
      pixelsPart(
        models,
        given,
        VISITED.map((digit) => rows[digit]),
      ),
    ],
    film: [filmPart(models, given, [typical[FILM_ENDS[0]], typical[FILM_ENDS[1]]])],
    samples: [beta, samplesPart(models, given)],
    beta: [beta, reconstructionsPart(models, given)],
    pad: [padPart(models, given, move)],
  };
  let shown = "";

  function showParts() {
    if (!scene) return;
    if (scene.extra !== shown) extra.replaceChildren(...parts[scene.extra].map(({ root }) => root));
    shown = scene.extra;
    for (const part of parts[scene.extra]) part.show(scene);
  }

  const gap = emptyPlace(models.cloud(0).places, 0.6 * WIDE);
  return {
    steps: digitsTour({ typical, gap, betas: given.levels.map((level) => level.beta) }),
    /** @param {Scene} next */
    show(next) {
      scene = next;
      if (next.marker) marker = next.marker;
      showParts();
      draw();
    },
    recolour: view.recolour,
    destroy() {
      view.destroy();
      models.close();
    },
  };
}
