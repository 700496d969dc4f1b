/**
 * The small map: test images as points, the ways as lines over them. A click, or Enter under the cross, takes the
 * nearest image.
 */

import { context2d, element } from "../shared/dom.js";
import { hoverCard } from "../plane/hover_card.js";
import { pixelRatio, pointLayer } from "../plane/layers.js";
import { outlinesOf } from "../maths/outlines.js";
import { picker } from "../maths/picking.js";
import { project, projectAll } from "../maths/plane.js";
import { readTheme } from "../shared/theme.js";
import { extentOf, fit, toData, toPixels } from "../maths/viewport.js";

/** @typedef {{key: string, codes: ArrayLike<number>[]}} Line key: of the row it belongs to */
/** @typedef {{name: string, code: ArrayLike<number>}} Mark a slot's letter */
/** @typedef {{lines: Line[], marks: Mark[], nows: Line[]}} Drawn nows: where each way is at this moment */

/**
 * Dashes tell the ways apart where colours do not; the same stand in interpolate.css.
 * @type {Record<string, number[]>}
 */
const DASHES = { slerp: [9, 5], data: [2, 4], fade: [10, 4, 2, 4] };
const MOST_NAMED = 12; // classes whose names stand on the map
const [REACH, STEP, FINE] = [40, 10, 2]; // pixels: of a click, of an arrow key, with Shift

/**
 * @param {HTMLElement} place
 * @param {import("./interpolate.js").Options} options
 * @param {import("./run.js").Run} run
 * @param {{take: (row: number) => void, say: (words: string) => void}} on a test image was chosen; words for who hears
 *   the page
 */
export function smallMap(place, { plane, shape, classNames, colours }, run, { take, say }) {
  const { codes, labels, index } = run.test;
  const places = projectAll(plane, codes);
  const pick = picker(places, () => true);
  const names = outlinesOf(places, labels, classNames, colours, () => true);
  const ground = element("canvas", { class: "ground", "aria-hidden": "true" });
  const overlay = element("canvas", {
    class: "over",
    tabindex: 0,
    role: "application",
    "aria-label":
      "Map of the test images. Arrow keys move the cross, with Shift in finer steps; Enter takes the image nearest to it.",
    "data-testid": "small-map",
  });
  const plot = element("div", { class: "small-plot" }, ground, overlay);
  place.append(plot);
  const [card, points] = [hoverCard(plot), pointLayer(ground)];
  /** @type {Drawn} */
  let drawn = { lines: [], marks: [], nows: [] };
  let [side, frame, isGroundStale] = [0, 0, true];
  let view = fit(extentOf(places), 1, 1);
  /** @type {[number, number] | null} the keyboard's cross, in pixels */
  let cross = null;

  function draw() {
    frame = 0;
    if (!side) return;
    const theme = readTheme(plot);
    if (isGroundStale) drawGround(theme);
    isGroundStale = false;
    const context = context2d(overlay);
    const ratio = overlay.width / side;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, side, side);
    const at = (/** @type {ArrayLike<number>} */ code) => toPixels(view, ...project(plane, code));
    const colour = (/** @type {string} */ key) =>
      getComputedStyle(plot).getPropertyValue(`--way-${key}`).trim() || theme.text;
    for (const { key, codes: line } of drawn.lines)
      drawLine(context, line.map(at), colour(key), DASHES[key] ?? [], theme);
    for (const {
      key,
      codes: [code],
    } of drawn.nows)
      drawDot(context, at(code), colour(key), theme);
    for (const { name, code } of drawn.marks) drawMark(context, at(code), name, theme);
    if (cross && overlay.matches(":focus")) drawCross(context, cross, theme);
  }

  /** @param {import("../shared/theme.js").Theme} theme */
  function drawGround(theme) {
    points.draw({ places, labels, tints: labels, colours, isShown: () => true, selected: null }, view, {
      radius: 1.5,
      alpha: 0.4,
    });
    const [context, ratio] = [context2d(ground), ground.width / side];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (classNames.length <= MOST_NAMED)
      drawNames(
        context,
        names.map(({ name, median }) => ({ name, at: toPixels(view, ...median) })),
        theme,
      );
  }

  const schedule = () => void (frame ||= requestAnimationFrame(draw));
  function resize() {
    side = plot.clientWidth;
    const ratio = pixelRatio();
    for (const canvas of [ground, overlay])
      [canvas.width, canvas.height] = [Math.round(side * ratio), Math.round(side * ratio)];
    [view, isGroundStale] = [fit(extentOf(places), side, side), true];
    if (side) draw();
  }
  const observer = new ResizeObserver(resize);
  observer.observe(plot);

  /** @param {[number, number]} at pixels */
  const rowNear = (at) => pick.nearest(...toData(view, ...at), REACH / view.scale);
  const nameOf = (/** @type {number} */ row) => classNames[labels[row]] ?? String(labels[row]);
  /** @param {number} row */
  const show = (row) =>
    card.show(toPixels(view, places[2 * row], places[2 * row + 1]), nameOf(row), index[row], shape, () =>
      run.images.image(index[row]),
    );
  const placeOf = (/** @type {MouseEvent} */ { offsetX, offsetY }) =>
    /** @type {[number, number]} */ ([offsetX, offsetY]);
  /** @param {[number, number]} at */
  function takeAt(at) {
    const row = rowNear(at);
    if (row !== null) take(row);
  }
  overlay.addEventListener("click", (event) => takeAt(placeOf(event)));
  overlay.addEventListener("pointermove", (event) => {
    const row = event.pointerType === "mouse" ? rowNear(placeOf(event)) : null;
    if (row === null) card.hide();
    else show(row);
  });
  for (const name of ["pointerleave", "blur"]) overlay.addEventListener(name, () => (card.hide(), schedule()));
  overlay.addEventListener("keydown", (event) => {
    const [right, down] = ARROWS[event.key] ?? [0, 0];
    if (!(event.key in ARROWS) && event.key !== "Enter") return;
    event.preventDefault();
    const pixels = event.shiftKey ? FINE : STEP;
    const [x, y] = cross ?? [side / 2, side / 2];
    cross = [Math.min(side, Math.max(0, x + right * pixels)), Math.min(side, Math.max(0, y + down * pixels))];
    const row = rowNear(cross);
    if (row === null) card.hide();
    else if (event.key === "Enter") take(row);
    else (show(row), say(`${nameOf(row)}, image ${index[row]}`));
    schedule();
  });

  return {
    /** @param {Partial<Drawn>} change */
    draw(change) {
      drawn = { ...drawn, ...change };
      schedule();
    },
    refresh() {
      isGroundStale = true;
      schedule();
    },
    destroy() {
      observer.disconnect();
      cancelAnimationFrame(frame);
    },
  };
}

const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
});

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number][]} points
 * @param {string} colour
 * @param {number[]} dash
 * @param {import("../shared/theme.js").Theme} theme
 */
function drawLine(context, points, colour, dash, { background }) {
  const path = new Path2D();
  points.forEach(([x, y]) => path.lineTo(x, y));
  Object.assign(context, { lineJoin: "round", lineCap: "round", strokeStyle: background, lineWidth: 6 });
  context.setLineDash([]);
  context.stroke(path);
  Object.assign(context, { strokeStyle: colour, lineWidth: 2.6 });
  context.setLineDash(dash);
  context.stroke(path);
  context.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} at
 * @param {string} colour
 * @param {import("../shared/theme.js").Theme} theme
 */
function drawDot(context, [x, y], colour, { background }) {
  Object.assign(context, { fillStyle: colour, strokeStyle: background, lineWidth: 2 });
  context.beginPath();
  context.arc(x, y, 6, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} at
 * @param {string} name
 * @param {import("../shared/theme.js").Theme} theme
 */
function drawMark(context, [x, y], name, { text, background }) {
  Object.assign(context, { fillStyle: background, strokeStyle: text, lineWidth: 2 });
  context.beginPath();
  context.arc(x, y, 10, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  Object.assign(context, {
    fillStyle: text,
    font: "600 12px system-ui, sans-serif",
    textAlign: "center",
    textBaseline: "middle",
  });
  context.fillText(name, x, y + 0.5);
}

/**
 * Each name at its class' middle, but none over another, and none at all where most would be: the legend has them.
 * @param {CanvasRenderingContext2D} context
 * @param {{name: string, at: [number, number]}[]} names
 * @param {import("../shared/theme.js").Theme} theme
 */
function drawNames(context, names, { text, background }) {
  Object.assign(context, {
    font: "600 14px system-ui, sans-serif",
    textAlign: "center",
    textBaseline: "middle",
    strokeStyle: background,
    lineWidth: 4,
    lineJoin: "round",
    fillStyle: text,
  });
  const wanted = names.map(({ name, at: [x, y] }) => ({ name, x, y, half: context.measureText(name).width / 2 }));
  /** @type {typeof wanted} */
  const kept = [];
  for (const each of wanted)
    if (
      !kept.some((other) => Math.abs(each.x - other.x) < each.half + other.half + 2 && Math.abs(each.y - other.y) < 15)
    )
      kept.push(each);
  if (2 * kept.length < wanted.length) return;
  for (const { name, x, y } of kept) {
    context.strokeText(name, x, y);
    context.fillText(name, x, y);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number]} at
 * @param {import("../shared/theme.js").Theme} theme
 */
function drawCross(context, [x, y], { text, background }) {
  for (const [colour, width] of /** @type {[string, number][]} */ ([
    [background, 4],
    [text, 1.5],
  ])) {
    Object.assign(context, { strokeStyle: colour, lineWidth: width });
    context.beginPath();
    context.moveTo(x - 12, y);
    context.lineTo(x + 12, y);
    context.moveTo(x, y - 12);
    context.lineTo(x, y + 12);
    context.stroke();
  }
}
