/**
 * The live view of a training: it listens to the run's events and adds what is new. Closing it changes nothing in the run.
 *
 * START HERE: `mount` builds the parts and `listen` says what each event does to them. live_stream.js keeps the connection.
 */

import { element } from "../shared/dom.js";
import { liveCharts } from "./charts.js";
import { liveControls } from "./controls.js";
import { latest } from "../shared/pace.js";
import { shown } from "./points.js";
import { liveDiagram } from "./diagram.js";
import { livePictures, liveSamples } from "../plane/picture_rows.js";
import { liveScatter } from "./scatter.js";
import { liveStatus } from "./status.js";
import { liveStream } from "./stream.js";
import { parseSafetensors } from "../run/safetensors.js";
import { readTheme } from "../shared/theme.js";
import { timeMachine } from "../time_machine/time_machine.js";
import { fetchBytes } from "../shared/vendor.js";

const HIDDEN_MS = 30_000; // in the background before the view lets go of its connection

/**
 * @typedef {object} LiveOptions
 * @property {string} runUrl
 * @property {string[]} colours by class
 * @property {import("./charts.js").Baseline[]} baselines
 * @property {import("./controls.js").Settings | null} settings what can be changed while it trains; null: whoever looks may not
 * @property {import("./controls.js").Send} [send] told what somebody asks of the training
 * @property {(summary: any) => void} [onEnd] told once, when the training is over
 */
/** @typedef {ReturnType<typeof partsIn>} Parts */

/**
 * Put a live view into `parent`, an element or a shadow root.
 * @param {Node & ParentNode} parent @param {LiveOptions} options
 * @returns {{refresh: () => void, destroy: () => void}}
 */
export default function mount(parent, options) {
  const root = element("div", { class: "live-view", "data-testid": "live-view" });
  const styles = ["view.css", "../time_machine/time_machine.css"].map((name) => element("link", { rel: "stylesheet", href: new URL(name, import.meta.url).href }));
  parent.append(...styles, root);
  const parts = partsIn(root, options);
  const refresh = () =>
    void requestAnimationFrame(() => {
      void parts.charts.then((charts) => charts?.recolour());
      parts.time.recolour();
    });
  styles.forEach((style) => style.addEventListener("load", refresh));
  const themeQuery = matchMedia("(prefers-color-scheme: dark)");
  themeQuery.addEventListener("change", refresh);
  const stop = listen(parts, options);
  return {
    refresh,
    destroy() {
      stop();
      themeQuery.removeEventListener("change", refresh);
      parts.scatter.destroy();
      parts.time.destroy();
      void parts.charts.then((charts) => charts?.destroy());
      root.remove();
      styles.forEach((style) => style.remove());
    },
  };
}

/** The parts below one another; what has nothing to show yet is not there. @param {HTMLElement} root @param {LiveOptions} options */
function partsIn(root, { runUrl, colours, baselines, settings, send }) {
  const [status, steering, slow, curves, strip, drawn, plane, past] = ["live-status", "live-steering", "live-slow", "live-charts", "live-part", "live-part", "live-part live-latent", "live-part time-machine"].map((name) => element("div", { class: name }));
  const heatKey = element("p", { class: "live-caption live-heat", "data-testid": "live-heat" });
  const thin = element("p", { class: "live-caption" }, "Thin: training batches. Thick: validation, once an epoch. Drag to zoom in, double-click to zoom out.");
  const closeUp = element("button", { type: "button", class: "live-switch", "aria-pressed": "false" }, "Close-up");
  const press = (/** @type {boolean} */ is) => closeUp.setAttribute("aria-pressed", String(is));
  const [curvesBox, timeBox, picturesBox] = [
    section("Curves", curves, heatKey, thin),
    section("Time machine", past),
    element("div", {}, section("Reconstructions", strip), section("Prior samples", drawn), section("Latent space", plane)),
  ];
  // They open from the top down, each as large as it stays: nothing moves that somebody looks at already.
  const below = element("div", {}, timeBox, picturesBox);
  curvesBox.hidden = timeBox.hidden = picturesBox.hidden = below.hidden = true;
  root.append(status, steering, slow, curvesBox, below);
  const controls = settings && send ? liveControls(steering, settings, send) : null;
  curvesBox.firstElementChild?.append(closeUp);
  const charts = liveCharts(curves, () => readTheme(root), baselines, { zoomed: () => press(false), heat: (words, nats) => showHeat(heatKey, words, nats) }).catch((error) => {
    curves.replaceChildren(`The curves could not be shown: ${error.message}. Reload the page.`);
    return null;
  });
  closeUp.addEventListener("click", () => {
    const is = closeUp.getAttribute("aria-pressed") !== "true";
    press(is);
    void charts.then((made) => made?.closeUp(is));
  });
  const time = timeMachine(past, {
    runUrl, colours, theme: () => readTheme(root),
    mark: (epoch) => void charts.then((made) => made?.point(epoch)),
    appear: (has) => void (timeBox.hidden = !has),
  });
  return { time, status: liveStatus(status), controls, diagram: liveDiagram(slow), charts, curvesBox, below, pictures: livePictures(strip), samples: liveSamples(drawn), scatter: liveScatter(plane, colours, runUrl), picturesBox };
}

/** The key to the heat strip's colours. @param {HTMLElement} place @param {string} words @param {number} nats */
function showHeat(place, words, nats) {
  place.hidden = !words;
  const scale = element("span", { class: "live-scale" }, "0 ", element("i", {}), ` ${shown(nats)} nats`);
  place.replaceChildren(`${words} `, scale);
}

/** @param {string} title @param {Node[]} parts */
function section(title, ...parts) {
  return element("section", { class: "live-section" }, element("h3", {}, title), ...parts);
}

/** @param {Parts} parts @param {LiveOptions} options */
function listen({ time, status, controls, diagram, charts, curvesBox, below, pictures, samples, scatter, picturesBox }, { runUrl, onEnd }) {
  /** @type {number[] | null} */
  let klPerDim = null;
  /** @type {Record<string, import("../run/safetensors.js").Tensor> | null} */
  let tensors = null;
  let changed = 0;
  let timeOpen = Promise.resolve();
  const showSamples = () => tensors && samples.show(tensors.samples, Boolean(klPerDim));
  const showPictures = latest(async (/** @type {number} */ when) => {
    tensors = parseSafetensors(await fetchBytes(`${runUrl}/live.safetensors?v=${when}`)).tensors;
    if (picturesBox.hidden) {
      const names = await classNames(runUrl);
      scatter.name(names);
      time.name(names);
      await timeOpen;
    }
    picturesBox.hidden = false;
    pictures.show(tensors.inputs, tensors.reconstructions);
    scatter.show(tensors.mean, tensors.label, klPerDim);
    showSamples();
  });
  let isPaused = false;
  const showStep = latest(async (/** @type {number} */ when) => {
    const bytes = await fetchBytes(`${runUrl}/step.json?v=${when}`);
    if (isPaused) diagram.show(JSON.parse(new TextDecoder().decode(bytes)));
  });
  const stream = liveStream(runUrl, {
    reports(reports) {
      curvesBox.hidden = false;
      klPerDim = reports.findLast(({ train }) => train)?.train?.kl_per_dim ?? klPerDim;
      showSamples();
      status.add(reports);
      void charts.then((made) => {
        made?.add(reports);
        below.hidden = false;
      });
    },
    events(events) {
      if (events.some(({ event }) => event === "step")) isPaused = true;
      events.forEach((event) => controls?.follow(event));
      void charts.then((made) => made?.mark(events));
    },
    state(now) {
      isPaused = now.status === "paused";
      if (!isPaused) diagram.hide();
      status.state(now.status, now.message);
      controls?.state(now.status);
    },
    reset() {
      status.reset();
      scatter.reset();
      time.reset();
      void charts.then((made) => made?.clear());
    },
    live(now) {
      scatter.decoder(now.decoder);
      if (now.changed === changed) return;
      changed = now.changed;
      void showPictures(changed);
      if (isPaused) void showStep(changed);
    },
    frames: (changed) => void (timeOpen = time.refresh(changed)),
    end(summary) {
      if (curvesBox.hidden) below.hidden = false; // there was no report at all
      status.state(summary.status, summary.message);
      controls?.state(summary.status);
      diagram.hide();
      onEnd?.(summary);
    },
    connection: status.connection,
  });
  const stopWatching = whileVisible(stream);
  return () => {
    stopWatching();
    stream.close();
  };
}

/** Lets go of the connection while nobody looks. @param {ReturnType<typeof liveStream>} stream @returns {() => void} stops doing so */
function whileVisible(stream) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const changed = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(stream.pause, HIDDEN_MS);
    else stream.resume();
  };
  const events = /** @type {[EventTarget, string][]} */ ([[document, "visibilitychange"], [window, "online"]]);
  events.forEach(([target, name]) => target.addEventListener(name, changed));
  return () => {
    clearTimeout(timer);
    events.forEach(([target, name]) => target.removeEventListener(name, changed));
  };
}

/** What the classes of a run's images are called; nothing where it does not say. @param {string} runUrl @returns {Promise<string[]>} */
async function classNames(runUrl) {
  const summary = JSON.parse(new TextDecoder().decode(await fetchBytes(`${runUrl}/summary.json`)));
  return summary.dataset?.class_names ?? [];
}
