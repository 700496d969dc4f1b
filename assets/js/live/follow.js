/**
 * Follows one run: listens to its events and brings what is new to the parts of the cockpit. Stopping changes nothing
 * in the run.
 *
 * START HERE: `follow` says what each event does. stream.js keeps the connection.
 */

import { liveDecoder } from "./decoder.js";
import { latest } from "../shared/pace.js";
import { lastMoments } from "./moment.js";
import { reportAt } from "./points.js";
import { liveStream } from "./stream.js";
import { parseSafetensors } from "../run/safetensors.js";
import { timeMachine } from "../time_machine/time_machine.js";
import { fetchBytes } from "../shared/vendor.js";

const HIDDEN_MS = 30_000; // in the background before the view lets go of its connection

/**
 * @typedef {object} RunShown
 * @property {string} url
 * @property {string} title
 * @property {string[]} colours by class
 * @property {import("./charts.js").Baseline[]} baselines
 * @property {string[]} classes names
 * @property {boolean} isOver
 * @property {boolean} isOwn whether whoever looks may steer it
 * @property {boolean} hasCircle whether its prior is the standard normal one
 * @property {boolean} isRecorded a bundled one, shown before the first training
 * @property {number | null} beta it began with; null: it has none
 */
/**
 * @typedef {object} FollowOn what the cockpit needs to hear
 * @property {(all: Report[]) => void} reports all reports so far, in a list that grows
 * @property {(summary: any) => void} ended
 * @property {(status: string) => void} state
 * @property {(beta: number) => void} beta that was set in the run
 */
/** @typedef {import("./shell.js").Parts} Parts */
/** @typedef {import("./points.js").Report} Report */

/**
 * @param {Parts} parts
 * @param {RunShown} run
 * @param {FollowOn} on
 */
export function follow(parts, run, on) {
  const { stage, status, tiles, bars, charts, tabs, samples, diagram } = parts;
  /** @type {Report[]} */
  let reports = [];
  /** @type {Record<string, import("../run/safetensors.js").Tensor> | null} */
  let tensors = null;
  let [changed, isPaused, isClosed, isConditional] = [0, false, false, false];
  let [pointed, klPerDim] = [/** @type {number | null} */ (null), /** @type {number[] | null} */ (null)];
  begin();
  const decoder = liveDecoder(run.url, {
    changed(is) {
      isConditional = is;
      decoder.setLabel(stage.label());
      if (is && !time.isPast()) stage.labels(run.classes);
      if (!time.isPast()) stage.decoderChanged();
    },
    problem: (why) => stage.say(`The held point has no picture: ${why}.`),
  });
  const nextMoment = lastMoments(decoder, run.hasCircle);
  /** @type {import("./stage.js").Moment | null} */
  let moment = null;
  const time = timeMachine(parts.timePlace, {
    runUrl: run.url,
    hasCircle: run.hasCircle,
    stage,
    mark: point,
    live: () => moment && stage.show(moment, false),
    last: () => (run.isRecorded || run.isOver ? "End" : "Live"),
  });
  time.name(run.classes);

  function begin() {
    [reports, klPerDim, pointed] = [[], null, null];
    on.reports(reports);
    stage.begin(run.colours);
    parts.title.textContent = parts.title.title = run.title;
    stage.legend(run.classes);
    status.reset();
    tiles.reset();
    bars.show(null);
    bars.posteriors(null);
    diagram.hide();
    tabs.clear();
    void charts.then((made) => made?.clear(run.baselines));
    void charts.then((made) => made?.point(null));
  }

  /**
   * Curves, figures and bars show that moment; null: the last one.
   * @param {number | null} epoch
   */
  function point(epoch) {
    pointed = epoch;
    void charts.then((made) => made?.point(epoch));
    figures();
  }

  function figures() {
    const until = pointed ?? Infinity;
    const report = reportAt(reports, until) ?? reports[0];
    if (!report) return;
    const validated = reports.findLast(({ epoch, validation }) => validation && epoch <= until)?.validation ?? null;
    tiles.show(report, validated);
    const terms = report.train ?? validated;
    if (terms) bars.show(terms.kl_per_dim);
    bars.posteriors(pointed === null ? (tensors?.log_var ?? null) : null);
    if (pointed === null) parts.beta.now(report.beta);
  }

  const showPictures = latest(async (/** @type {number} */ when) => {
    tensors = parseSafetensors(await fetchBytes(`${run.url}/live.safetensors?v=${when}`)).tensors;
    if (isClosed) return;
    const next = nextMoment(tensors, klPerDim, stage.isHeld(), isConditional);
    moment = next.moment;
    if (!time.isPast()) {
      stage.show(moment, next.isSamePlane);
      bars.posteriors(tensors.log_var ?? null);
    }
    samples.show(tensors.samples, Boolean(klPerDim));
  });

  const showStep = latest(async (/** @type {number} */ when) => {
    const bytes = await fetchBytes(`${run.url}/step.json?v=${when}`);
    if (isPaused && !isClosed) diagram.show(JSON.parse(new TextDecoder().decode(bytes)));
  });

  const stream = liveStream(run.url, {
    reports(fresh) {
      if (isClosed) return;
      reports.push(...fresh);
      klPerDim = fresh.findLast(({ train }) => train)?.train?.kl_per_dim ?? klPerDim;
      status.add(fresh[fresh.length - 1]);
      tabs.add(fresh);
      void charts.then((made) => !isClosed && made?.add(fresh));
      figures();
    },
    events(events) {
      if (events.some(({ event }) => event === "step")) isPaused = true;
      for (const { event, value } of events) if (event === "beta") on.beta(Number(value));
      void charts.then((made) => !isClosed && made?.mark(events));
    },
    state(now) {
      isPaused = now.status === "paused";
      if (!isPaused) diagram.hide();
      status.state(now.status, now.message);
      on.state(now.status);
    },
    reset() {
      begin();
      moment = null;
      time.reset();
    },
    live(now) {
      decoder.show(now.decoder);
      if (now.changed === changed) return;
      changed = now.changed;
      void showPictures(changed);
      if (isPaused) void showStep(changed);
    },
    frames: (when) => void time.refresh(when),
    end(summary) {
      run.isOver = true;
      time.rename();
      status.state(summary.status, summary.message);
      diagram.hide();
      on.ended(summary);
    },
    connection: status.connection,
  });
  const stopWatching = whileVisible(stream);
  const observer = new IntersectionObserver(([{ isIntersecting }]) => decoder.watched(isIntersecting));
  observer.observe(parts.root);
  return {
    time,
    /** Another class was chosen of a conditional model. */
    relabel() {
      decoder.setLabel(stage.label());
      if (time.isPast()) time.again();
      else if (moment) stage.show({ ...moment, isLive: true }, false);
    },
    stop() {
      isClosed = true;
      observer.disconnect();
      stopWatching();
      stream.close();
      decoder.close();
      time.destroy();
    },
  };
}

/**
 * Lets go of the connection while nobody looks.
 * @param {ReturnType<typeof liveStream>} stream
 * @returns {() => void} stops doing so
 */
function whileVisible(stream) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const changed = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(stream.pause, HIDDEN_MS);
    else stream.resume();
  };
  const events = /** @type {[EventTarget, string][]} */ ([
    [document, "visibilitychange"],
    [window, "online"],
  ]);
  events.forEach(([target, name]) => target.addEventListener(name, changed));
  return () => {
    clearTimeout(timer);
    events.forEach(([target, name]) => target.removeEventListener(name, changed));
  };
}
