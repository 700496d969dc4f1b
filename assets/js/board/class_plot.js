/** The rate-distortion plot of a class: a dot for each run with the student's name, and its way there. */

import { commonImages, equalElbo, namePlaces, namesOfDots, pathsOf, rangesOfPaths, ticksOf } from "./class_points.js";
import { element } from "../shared/dom.js";
import { csvText, saveTable } from "../shared/figures/csv.js";
import { figureButtons } from "../shared/figures/figure_buttons.js";
import { saveSvg, styledCopy } from "../shared/figures/svg_file.js";
import { svgElement } from "../shared/svg.js";
import { readTheme } from "../shared/theme.js";

/** @typedef {import("./board_cards.js").Card} Card */

const WORDS = "Left: fewer nats in the code. Down: better reconstructions. On a dotted line, -ELBO is the same.";
const FILE = "latent-lab-class-rate-distortion";
const TRAINING = ["running", "paused", "starting"];

/**
 * Returns the numbers of the plot as CSV: a row for each point of a student's way, the last one is the newest. Pure.
 * @param {readonly import("./class_points.js").Path[]} paths
 */
export const classTable = (paths) =>
  csvText(
    ["student", "state", "rate_nats", "distortion_nats"],
    paths.flatMap(({ name, state, points }) => points.map((point) => [name, state, ...point])),
  );

/** Returns the plot, which draws itself into the room that it has. */
export function classPlot() {
  const svg = /** @type {SVGSVGElement} */ (svgElement("svg", { class: "class-plot-svg", role: "img" }));
  const note = element("p", { class: "class-plot-note" });
  const heading = element("h3", {}, "Rate and distortion of the class");
  const place = element("div", { class: "class-plot-place" }, svg);
  const root = element("section", { class: "class-plot", "data-testid": "class-plot" }, heading, place, note);
  /** @type {Card[]} */
  let shown = [];
  const paths = () => pathsOf(shown, commonImages(shown));
  const picture = (/** @type {"png" | "svg"} */ format) => saveSvg(styledCopy(svg, readTheme(root)), format, FILE);
  const kinds = {
    PNG: () => picture("png"),
    SVG: () => picture("svg"),
    CSV: () => saveTable(FILE, classTable(paths())),
  };
  place.append(figureButtons("figure", kinds, () => (paths().length ? "" : "Nothing to save yet")));
  const resized = new ResizeObserver(() => draw());
  resized.observe(place);

  function draw() {
    const [width, height] = [place.clientWidth, place.clientHeight];
    if (!width || !height) return;
    const drawnPaths = paths();
    const others = shown.filter((card) => card.elbo?.length).length - drawnPaths.length;
    note.textContent = drawnPaths.length
      ? `${WORDS}${others ? ` Not shown: ${others} with other images, or without a KL divergence.` : ""}`
      : "A dot for each student appears with the first training of a model that has a KL divergence.";
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("aria-label", inWords(drawnPaths));
    svg.replaceChildren(...(drawnPaths.length ? drawn(drawnPaths, width, height) : []));
  }

  return {
    root,
    /** @param {Card[]} cards */
    show(cards) {
      shown = cards;
      draw();
    },
    destroy: () => resized.disconnect(),
  };
}

/** @param {import("./class_points.js").Path[]} paths */
function inWords(paths) {
  const each = paths.map(({ name, points }) => {
    const [rate, distortion] = points[points.length - 1];
    return `${name}: rate ${rate.toFixed(1)}, distortion ${distortion.toFixed(1)}`;
  });
  return `Rate and distortion in nats. ${each.join("; ")}`;
}

/**
 * @param {import("./class_points.js").Path[]} paths
 * @param {number} width
 * @param {number} height
 */
function drawn(paths, width, height) {
  const size = Math.min(22, Math.max(12, width / 34)); // pixels of a letter
  const ranges = rangesOfPaths(paths);
  const [bottom, top, right] = [3 * size, 0.6 * size, 0.6 * size];
  const up = height - top - bottom;
  const distortions = ticksOf(ranges.distortion, up / (3 * size));
  const left = (1.8 + 0.56 * Math.max(...distortions.map((value) => `${value}`.length))) * size;
  const across = width - left - right;
  const x = (/** @type {number} */ rate) =>
    left + (across * (rate - ranges.rate[0])) / (ranges.rate[1] - ranges.rate[0]);
  const y = (/** @type {number} */ distortion) =>
    top + (up * (ranges.distortion[1] - distortion)) / (ranges.distortion[1] - ranges.distortion[0]);
  const text = (/** @type {string} */ words, /** @type {Record<string, any>} */ at) => {
    const made = svgElement("text", { "font-size": `${size}`, ...at });
    made.textContent = words;
    return made;
  };
  // At the lower end of its line, and inside the frame.
  const equalAt = (/** @type {number} */ end, /** @type {number} */ down) =>
    end > left + 6 * size
      ? { class: "class-plot-soft", x: end - 4, y: down - 4, "text-anchor": "end" }
      : { class: "class-plot-soft", x: end + 4, y: down - 4 };
  const parts = [svgElement("rect", { class: "class-plot-frame", x: left, y: top, width: across, height: up })];
  for (const { elbo, from, to } of equalElbo(ranges, 6))
    parts.push(
      svgElement("line", { class: "class-plot-equal", x1: x(from[0]), y1: y(from[1]), x2: x(to[0]), y2: y(to[1]) }),
      text(`-ELBO ${elbo}`, equalAt(x(to[0]), y(to[1]))),
    );
  for (const rate of ticksOf(ranges.rate, across / (5 * size)))
    parts.push(text(`${rate}`, { x: x(rate), y: top + up + 1.2 * size, "text-anchor": "middle" }));
  for (const distortion of distortions)
    parts.push(text(`${distortion}`, { x: left - 6, y: y(distortion) + size / 3, "text-anchor": "end" }));
  const turned = `translate(${size} ${top + up / 2}) rotate(-90)`;
  parts.push(
    text("Rate: KL divergence (nats)", { x: left + across / 2, y: height - 0.5 * size, "text-anchor": "middle" }),
    text("Distortion: reconstruction (nats)", { transform: turned, "text-anchor": "middle" }),
  );
  return [...parts, ...dotsOf(paths, { x, y, size, left, top, across, up, text })];
}

/**
 * @param {import("./class_points.js").Path[]} paths
 * @param {any} on scales, size of a letter and frame
 */
function dotsOf(paths, { x, y, size, left, top, across, up, text }) {
  const clamp = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) =>
    Math.min(high, Math.max(low, value));
  const dots = paths.map(({ points }) => {
    const [rate, distortion] = points[points.length - 1];
    return { x: clamp(x(rate), left, left + across), y: clamp(y(distortion), top, top + up) };
  });
  const radius = 0.42 * size;
  const written = namesOfDots(
    dots,
    paths.map(({ name }) => name),
    radius,
  );
  const boxes = dots.map((dot, at) => ({ x: dot.x - left, y: dot.y - top, width: 0.6 * size * written[at].length }));
  const names = namePlaces(boxes, { width: across, height: up, line: 1.1 * size, gap: 0.7 * size });
  return paths.flatMap(({ name, state, points }, at) => {
    const inside = points.filter(([rate, distortion]) => x(rate) <= left + across && y(distortion) >= top);
    const way = inside.map(([rate, distortion]) => `${x(rate).toFixed(1)},${y(distortion).toFixed(1)}`).join(" ");
    const kind = TRAINING.includes(state) ? "is-training" : "is-over";
    const dot = svgElement("circle", {
      class: `class-plot-dot ${kind}`,
      cx: dots[at].x,
      cy: dots[at].y,
      r: radius,
    });
    const title = dot.appendChild(svgElement("title", {}));
    title.textContent = name;
    const place = names[at];
    const label =
      place && written[at]
        ? [text(written[at], { class: "class-plot-name", x: left + place.x, y: top + place.y + size / 3 })]
        : [];
    return [svgElement("polyline", { class: "class-plot-way", points: way }), dot, ...label];
  });
}
