/** The KL of each latent dimension and the histogram of its posterior sd: a figure of Plotly, and a table. Pure. */

import { csvText } from "../../shared/figures/csv.js";
import { COLOURS } from "../figure.js";

/**
 * @typedef {object} Bars what the bars show
 * @property {number[]} nats of each latent dimension; empty: none yet, or no KL
 * @property {number[]} dims those with a bar
 * @property {number} end of the scale in nats
 * @property {((dim: number) => number[]) | null} histogram of the posterior sd; null where the moment has none
 * @property {number} widest sd that has a bin of its own
 */

const [ROW, EDGES] = [26, 90]; // pixels of height
const HIGH = 0.86; // of a row: the highest bin of its histogram

/**
 * Returns a row for each latent dimension: its KL in nats, and the counts of images by posterior sd.
 * @param {Bars} bars
 */
export function barsTable({ nats, histogram, widest }) {
  const counts = nats.map((_, dim) => histogram?.(dim) ?? []);
  const bins = counts[0]?.length ?? 0;
  // The lower edge of each bin; the last one holds all wider posteriors.
  const edges = Array.from({ length: bins }, (_, bin) => `sd_from_${Number(((bin * widest) / bins).toFixed(4))}`);
  return csvText(
    ["dimension", "kl_nats", ...edges],
    nats.map((value, dim) => [dim + 1, value, ...counts[dim]]),
  );
}

/**
 * Returns the bars beside the histograms.
 * @param {Bars} bars
 * @param {import("../../shared/theme.js").Theme} theme
 * @param {string} family of the letters
 */
export function barsFigure({ nats, dims, end, histogram, widest }, { text, background, primary, ink }, family) {
  const axis = { gridcolor: `rgba(${ink.join(",")},0.1)`, zeroline: false, tickfont: { size: 11 } };
  const title = (/** @type {string} */ words) => ({ text: words, standoff: 8, font: { size: 12 } });
  const across = { type: "bar", orientation: "h", x: dims.map((dim) => nats[dim]), y: dims.map((_, at) => at) };
  return {
    data: [
      { ...across, width: 0.6, marker: { color: COLOURS.kl }, name: "KL" },
      ...dims.flatMap((dim, at) => (histogram ? [outlineOf(histogram(dim), at, widest, primary)] : [])),
    ],
    layout: {
      height: ROW * dims.length + EDGES,
      margin: { l: 48, r: 16, t: 12, b: 46 },
      showlegend: false,
      font: { color: text, family },
      paper_bgcolor: background,
      plot_bgcolor: "rgba(0,0,0,0)",
      xaxis: { ...axis, domain: histogram ? [0, 0.64] : [0, 1], range: [0, end], title: title("KL, nats") },
      ...(histogram && {
        xaxis2: { ...axis, domain: [0.7, 1], range: [0, widest], title: title("posterior sd"), anchor: "y" },
      }),
      yaxis: {
        ...{ ...axis, showgrid: false, range: [dims.length - 0.4, -0.6], ticklabelstandoff: 4 },
        ...{ tickvals: dims.map((_, at) => at), ticktext: dims.map((dim) => `z${dim + 1}`) },
      },
    },
  };
}

/**
 * Returns a histogram as an area that stands on the lower edge of its row.
 * @param {number[]} counts
 * @param {number} row
 * @param {number} widest
 * @param {string} fillcolor
 */
function outlineOf(counts, row, widest, fillcolor) {
  const most = Math.max(1, ...counts);
  const [foot, bin] = [row + HIGH / 2, widest / counts.length];
  const steps = counts.flatMap((count, at) => [at, at + 1].map((edge) => [edge * bin, foot - (HIGH * count) / most]));
  const points = [[0, foot], ...steps, [widest, foot]];
  return {
    ...{ x: points.map(([x]) => x), y: points.map(([, y]) => y), xaxis: "x2", mode: "lines" },
    ...{ fill: "toself", fillcolor, line: { width: 0, color: fillcolor } },
  };
}
