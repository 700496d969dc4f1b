/**
 * The parts of the cockpit at their places, made once: another run fills them, and nothing moves. view.css gives each
 * its room.
 */

import { betaSlider } from "./beta.js";
import { liveCharts } from "./charts.js";
import { liveControls } from "./controls.js";
import { liveDiagram } from "./diagram.js";
import { curveKey } from "./curve_key.js";
import { element } from "../shared/dom.js";
import { curveFiles } from "./files/curve_files.js";
import { sampleFiles, tabFiles } from "./files/tab_files.js";
import { liveHints } from "./hints.js";
import { klBars } from "./kl_bars.js";
import { liveSamples } from "../plane/picture_rows.js";
import { liveStage } from "./stage.js";
import { liveStatus } from "./status.js";
import { tabCharts } from "./tab_charts.js";
import { tabbed, whileShown } from "../shared/tabs.js";
import { readTheme } from "../shared/theme.js";
import { liveTiles } from "./tiles.js";

/** @typedef {ReturnType<typeof liveShell>} Parts */
/**
 * @typedef {object} ShellOn what a person does
 * @property {() => Record<string, string>} words of the glossary, by term
 * @property {import("./controls.js").Send} send of the run that is shown
 * @property {() => void} train
 * @property {(beta: number) => void} moved beta, while the thumb moves
 * @property {(beta: number) => void} set beta, on release
 * @property {() => void} again the axes
 * @property {() => void} relabelled
 * @property {(epoch: number) => void} pointed on the curves
 * @property {() => readonly import("./points.js").Report[]} reports of the run that is shown
 * @property {() => string} name of that run, for names of files
 */

const STEP_TAB = 3;
/** @type {[string, string?][]} what each tab shows, and its term of the glossary */
const TAB_WORDS = [
  ["The KL of each latent dimension on one scale, and a histogram of its posterior sd.", "KL divergence"],
  [
    "-ELBO as its two terms, one on the other, for training and validation. The training loss weights the KL by beta.",
    "ELBO",
  ],
  ["Decoded samples from the prior.", "generation"],
  ["The numbers of one step of the optimizer.", "optimizer step"],
  ["The KL of each latent dimension over the epochs.", "active dimension"],
  ["Images that the training takes in a second."],
];
/** @type {(import("./tab_charts.js").Kind | "bars" | null)[]} the figure of each tab; the bars have no Plotly */
const KINDS = ["bars", "stacked", null, null, "heat", "speed"];

/** @param {string} name */
const place = (name) => element("div", { class: name });

/**
 * Makes the empty places and puts them into the cockpit.
 * @param {HTMLElement} root
 */
function places(root) {
  const [buttons, beta, status, plane, pictures, tiles, tabsPlace, curves, timePlace] = [
    "live-buttons",
    "live-beta",
    "live-status",
    "live-plane",
    "live-pictures",
    "live-figures",
    "live-tabs",
    "live-charts",
    "live-time",
  ].map(place);
  [beta, plane, curves].forEach((part, at) => (part.dataset.testid = ["beta", "plane", "curves"][at]));
  const bar = element(
    "section",
    { class: "live-steer", role: "group", "aria-label": "Steer the training" },
    buttons,
    beta,
    status,
  );
  const closeUp = element(
    "button",
    {
      type: "button",
      class: "live-switch",
      "aria-pressed": "false",
    },
    "Close-up",
  );
  const title = element("p", { class: "live-title", "data-testid": "run-title" });
  const curvesBox = element(
    "section",
    { class: "live-curves", "aria-label": "Curves and time machine" },
    curves,
    closeUp,
    title,
    timePlace,
  );
  root.append(bar, plane, element("div", { class: "live-side" }, pictures, tiles, tabsPlace), curvesBox);
  return { buttons, beta, status, plane, pictures, tiles, tabsPlace, curves, timePlace, closeUp, title };
}

/**
 * @param {HTMLElement} root
 * @param {ShellOn} on
 */
export function liveShell(root, on) {
  const { buttons, beta, status, plane, pictures, tiles, tabsPlace, curves, timePlace, closeUp, title } = places(root);
  const hints = liveHints(root, on.words);
  hints.control(closeUp, "Shows what the curves do now, without the dashed lines far from them.");
  const theme = () => readTheme(root);
  const key = curveKey(curves.parentElement ?? root, hints);
  curveFiles(curves.parentElement ?? root, curves, { reports: on.reports, name: on.name, theme });
  const press = (/** @type {boolean} */ is) => closeUp.setAttribute("aria-pressed", String(is));
  const [kl, figure, drawn, step] = ["live-kl", "live-figurepanel", "live-drawn", "live-slow"].map(place);
  const charts = liveCharts(curves, theme, {
    zoomed: () => press(false),
    pointed: on.pointed,
    arranged: key.show,
  }).catch((error) => {
    curves.replaceChildren(`The curves could not be shown: ${error.message}. Reload the page.`);
    return null;
  });
  closeUp.addEventListener("click", () => {
    const is = closeUp.getAttribute("aria-pressed") !== "true";
    press(is);
    void charts.then((made) => made?.closeUp(is));
  });
  const figures = tabCharts(figure, theme, on.reports);
  const [bars, diagram] = [klBars(kl), liveDiagram(step)];
  const samples = liveSamples(drawn.appendChild(place("live-part")).appendChild(place("live-part")));
  /** @type {Parameters<typeof samples.show>} */
  let sampled = [undefined, false];
  const drawSamples = whileShown(drawn, () => samples.show(...sampled));
  // The three figures share one panel: only one of them is seen.
  const names = ["KL by dimension", "Loss terms", "Prior samples", "Step in numbers", "KL over time", "Speed"];
  const panels = [kl, place("live-figurepanel"), drawn, step, place("live-figurepanel"), place("live-figurepanel")];
  const tabs = tabbed(
    tabsPlace,
    "What else there is to see",
    names.map((name, at) => ({ name, panel: panels[at] })),
    (at) => {
      const kind = KINDS[at] === "bars" ? null : KINDS[at];
      if (kind) panels[at].prepend(figure);
      figures.show(kind);
    },
  );
  tabFiles(
    KINDS.flatMap((kind, at) => (kind ? [[panels[at], kind, names[at]]] : [])),
    { figure: figures.figure, bars: bars.shown, reports: on.reports, name: on.name, theme },
  );
  sampleFiles(drawn, on.name);
  tabs.buttons.forEach((button, at) => hints.control(button, ...TAB_WORDS[at]));
  const slider = betaSlider(beta, hints, { moved: on.moved, set: on.set });
  const controls = liveControls(buttons, hints, { send: on.send, train: on.train, stepped: () => tabs.open(STEP_TAB) });
  return {
    root,
    charts,
    title,
    timePlace,
    bars,
    /** @param {Parameters<typeof samples.show>} next */
    sample(...next) {
      sampled = next;
      drawSamples();
    },
    diagram,
    controls,
    figures,
    status: liveStatus(status),
    tiles: liveTiles(tiles, hints),
    stage: liveStage({ plane, pictures }, { root, hints, again: on.again, relabelled: on.relabelled }),
    tabs: { add: figures.add, clear: figures.clear },
    beta: slider,
    hints,
    recolour() {
      void charts.then((made) => made?.recolour());
      figures.recolour();
    },
  };
}
