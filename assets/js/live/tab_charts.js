/**
 * The figure behind the tabs: KL over time by dimension, the two terms stacked, or images/s. It is drawn only while it
 * is seen.
 */

import { heatStrip, heatWords, mostNats } from "./heat.js";
import { COLOURS, colours, CONFIG } from "./figure.js";
import { gathered } from "../shared/pace.js";
import { loadPlotly, shownWithWidth } from "../shared/plotly.js";
import { keptAt } from "./points.js";

/** @typedef {import("./points.js").Report} Report */
/** @typedef {"heat" | "stacked" | "speed"} Kind */

const MOST_POINTS = 400;
const MARGIN = { l: 44, r: 8, t: 6, b: 26 };
const LEGEND = 24; // pixels above the figure

/**
 * The traces of a kind, and what its vertical axis is called. Pure.
 * @param {Kind} kind
 * @param {readonly Report[]} reports
 * @param {import("./heat.js").Strip} strip
 */
export function tracesOf(kind, reports, strip) {
  if (kind === "heat") {
    const hovertemplate = "KL of %{y}: %{z:.2f} nats at epoch %{x:.2f}<extra></extra>";
    return {
      traces: [
        {
          type: "heatmap",
          ...strip,
          zmin: 0,
          zmax: mostNats(strip),
          colorscale: "Viridis",
          hovertemplate,
          colorbar: { thickness: 10, title: { text: "nats" }, len: 1 },
        },
      ],
      title: "",
    };
  }
  const trained = reports.filter(({ train }) => train);
  const shown = keptAt(
    trained.map(({ epoch }) => epoch),
    MOST_POINTS,
  ).map((at) => trained[at]);
  const x = shown.map(({ epoch }) => epoch);
  if (kind === "speed") {
    return {
      traces: [
        {
          x,
          y: shown.map(({ images_per_second }) => images_per_second),
          mode: "lines",
          line: { color: COLOURS.speed, width: 1.6 },
          hovertemplate: "%{y:,.0f} images/s at epoch %{x:.2f}<extra></extra>",
        },
      ],
      title: "images/s",
    };
  }
  const area = (/** @type {string} */ name, /** @type {string} */ color, /** @type {number[]} */ y) => ({
    x,
    y,
    name,
    stackgroup: "loss",
    mode: "lines",
    line: { color, width: 0.8 },
    hovertemplate: `${name} %{y:.2f} nats at epoch %{x:.2f}<extra></extra>`,
  });
  const weighed = shown.map(({ train, beta }) => beta * (train?.kl ?? 0));
  return {
    traces: [
      area(
        "reconstruction",
        COLOURS.reconstruction,
        shown.map(({ train }) => train?.reconstruction ?? 0),
      ),
      area("beta × KL", COLOURS.kl, weighed),
    ],
    title: "nats per image",
  };
}

/**
 * @param {HTMLElement} place
 * @param {() => import("../shared/theme.js").Theme} theme
 * @param {() => readonly Report[]} all the reports so far
 */
export function tabCharts(place, theme, all) {
  const heat = heatStrip();
  /** @type {Kind | null} */
  let kind = null;
  let isMade = false;
  const figure = element();
  const words = place.appendChild(Object.assign(document.createElement("p"), { className: "live-caption" }));
  place.prepend(figure);
  const waiting = gathered((/** @type {Report[]} */ reports) => {
    heat.add(reports);
    void draw();
  });
  const observer = new ResizeObserver(
    () => isMade && figure.clientWidth && void loadPlotly().then((Plotly) => Plotly.Plots.resize(figure)),
  );
  observer.observe(figure);

  async function draw() {
    if (!kind) return;
    const [Plotly] = await Promise.all([loadPlotly(), shownWithWidth(figure)]);
    if (!kind) return;
    const strip = heat.strip();
    const { traces, title } = tracesOf(kind, all(), strip);
    words.textContent = {
      heat: strip.y.length ? heatWords(strip.y.length, heat.dimensions()) : "There is no KL yet.",
      stacked: "What the optimizer makes small: reconstruction + beta × KL.",
      speed: "",
    }[kind];
    words.hidden = !words.textContent;
    const axis = { zeroline: false, tickfont: { size: 11 }, nticks: 5 };
    const layout = {
      autosize: true,
      margin: { ...MARGIN, t: kind === "stacked" ? LEGEND : MARGIN.t },
      hovermode: "closest",
      dragmode: false,
      showlegend: kind === "stacked",
      legend: {
        orientation: "h",
        x: 0,
        xanchor: "left",
        y: 1,
        yanchor: "bottom",
        font: { size: 11 },
        bgcolor: "rgba(0,0,0,0)",
      },
      xaxis: { ...axis, nticks: 8 },
      yaxis: {
        ...axis,
        title: { text: title, font: { size: 11 } },
        ...(kind === "heat" ? { type: "category", autorange: "reversed", showgrid: false } : { rangemode: "tozero" }),
      },
    };
    await Plotly.react(figure, traces, layout, { ...CONFIG, displayModeBar: false });
    isMade = true;
    await Plotly.relayout(figure, {
      ...colours(theme(), ["xaxis", "yaxis"]),
      "font.family": getComputedStyle(place).fontFamily,
    });
  }

  return {
    /** @param {Kind | null} next null: another tab is open */
    show(next) {
      kind = next;
      void draw();
    },
    /** @param {Report[]} reports */
    add: (reports) => waiting.add(reports),
    clear() {
      waiting.clear();
      heat.clear();
      void draw();
    },
    recolour: () => void draw(),
    destroy() {
      waiting.clear();
      observer.disconnect();
      if (isMade) void loadPlotly().then((Plotly) => Plotly.purge(figure));
    },
  };
}

function element() {
  return Object.assign(document.createElement("div"), { className: "live-tabfigure" });
}
