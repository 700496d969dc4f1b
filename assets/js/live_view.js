/**
 * The live view of a training: it listens to the run's events and adds what is new. Closing it changes nothing in the run.
 *
 * START HERE: `mount` builds the parts and `listen` says what each event does to them.
 */

import { element } from "./dom.js";
import { liveCharts } from "./live_charts.js";
import { livePictures } from "./live_pictures.js";
import { liveStatus } from "./live_status.js";
import { readTheme } from "./theme.js";
import { fetchBytes } from "./vendor.js";

/**
 * @typedef {object} LiveOptions
 * @property {string} runUrl
 * @property {string[]} colours by class
 * @property {import("./live_charts.js").Baseline[]} baselines
 * @property {(summary: any) => void} [onEnd] told once, when the training is over
 */

/**
 * Put a live view into `parent`, an element or a shadow root.
 * @param {Node & ParentNode} parent @param {LiveOptions} options
 * @returns {{refresh: () => void, destroy: () => void}}
 */
export default function mount(parent, options) {
  const [status, charts, pictures] = ["live-status", "live-charts", "live-pictures"].map((name) => element("div", { class: name }));
  const root = element("div", { class: "live-view", "data-testid": "live-view" }, status, charts, pictures);
  const style = element("link", { rel: "stylesheet", href: new URL("live_view.css", import.meta.url).href });
  parent.append(style, root);
  const parts = { status: liveStatus(status), pictures: livePictures(pictures, options.colours), charts: liveCharts(charts, readTheme(root), options.baselines) };
  parts.charts.catch((error) => charts.replaceChildren(`The curves could not be shown: ${error.message}. Reload the page.`));
  const refresh = () => void parts.charts.then((made) => made.recolour(readTheme(root)));
  style.addEventListener("load", refresh);
  const themeQuery = matchMedia("(prefers-color-scheme: dark)");
  themeQuery.addEventListener("change", refresh);
  const stop = listen(parts, options);
  return {
    refresh,
    destroy() {
      stop();
      themeQuery.removeEventListener("change", refresh);
      void parts.charts.then((made) => made.destroy());
      root.remove();
      style.remove();
    },
  };
}

/**
 * @param {{status: ReturnType<typeof liveStatus>, pictures: ReturnType<typeof livePictures>, charts: ReturnType<typeof liveCharts>}} parts
 * @param {LiveOptions} options
 */
function listen({ status, pictures, charts }, { runUrl, onEnd }) {
  const source = new EventSource(`${runUrl}/events`);
  /** @type {import("./live_points.js").Report[]} */
  let waiting = [];
  let [seen, frame] = [0, 0];
  /** @type {number[] | null} */
  let klPerDim = null;
  const draw = () => {
    frame = 0;
    const reports = waiting.splice(0);
    if (!reports.length) return;
    // All that came since the last frame goes into the curves at once, be it one report or the whole history.
    void charts.then((made) => made.add(reports));
    klPerDim = reports.at(-1)?.train?.kl_per_dim ?? klPerDim;
    status.report(/** @type {any} */ ({ ...reports.at(-1), validation: reports.findLast((report) => report.validation)?.validation }));
  };
  const soon = () => void (frame ||= requestAnimationFrame(draw));
  status.state("queued", "It starts as soon as the worker is free; the first points follow within seconds.");
  source.addEventListener("report", (event) => {
    const number = Number(event.lastEventId);
    if (number <= seen) return; // after a reconnection the server may repeat itself
    seen = number;
    waiting.push(JSON.parse(event.data));
    soon();
  });
  source.addEventListener("reset", () => {
    [seen, waiting] = [0, []];
    void charts.then((made) => made.clear());
  });
  source.addEventListener("live", (event) => {
    void fetchBytes(`${runUrl}/live.safetensors?v=${JSON.parse(event.data).step}`)
      .then((buffer) => pictures.show(buffer, klPerDim))
      .catch(() => undefined); // the next one comes in a second
  });
  source.addEventListener("end", (event) => {
    source.close();
    draw();
    const summary = JSON.parse(event.data);
    status.state(summary.status, summary.message);
    onEnd?.(summary);
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CONNECTING) status.state("running", "The connection was lost; trying again. The training goes on.");
    if (source.readyState === EventSource.CLOSED) status.state("failed", "The server does not know this run any more. Reload the page.");
  });
  return () => {
    source.close();
    cancelAnimationFrame(frame);
  };
}
