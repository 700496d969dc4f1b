/**
 * Follows one run: listens to its events and brings what is new to the parts of the cockpit. Stopping changes nothing
 * in the run.
 *
 * START HERE: `follow` says what each event does. stream.js keeps the connection.
 */

import { liveDecoder } from "./decoder.js";
import { squaredError } from "../maths/effective_beta.js";
import { latest } from "../shared/pace.js";
import { lastMoments } from "./moment.js";
import { generalisationGap, isSaving, reportAt } from "./points.js";
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
 * @property {boolean} isOwn whether this visitor may steer it
 * @property {boolean} hasCircle whether its prior is the standard normal one
 * @property {boolean} isRecorded a bundled one, shown before the first training
 * @property {number | null} beta it began with; null: it has none
 * @property {import("../maths/effective_beta.js").KlWeight} klWeight
 * @property {number} valuesPerImage
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
 * @typedef {object} Followed what is known of the run so far
 * @property {Report[]} reports
 * @property {number[] | null} klPerDim of the last report
 * @property {number | null} pointed the epoch that the time machine shows; null: the last moment
 * @property {Record<string, import("../run/safetensors.js").Tensor> | null} tensors of the last moment
 * @property {import("./stage.js").Moment | null} moment the last one
 * @property {number} changed when the last moment's pictures were written
 * @property {boolean} isPaused
 * @property {string} status that the server has sent; empty before
 * @property {number} resumedAt the step at which the run was resumed last; -1: never
 * @property {boolean} isClosed
 * @property {boolean} isConditional
 */

/** @returns {Followed} */
const blank = () => ({
  ...{ reports: [], klPerDim: null, pointed: null, tensors: null, moment: null, changed: 0 },
  ...{ status: "", resumedAt: -1, isPaused: false, isClosed: false, isConditional: false },
});

/**
 * Empties the parts for a run, from its start.
 * @param {Parts} parts
 * @param {RunShown} run
 */
function clearParts({ stage, title, status, tiles, bars, beta, diagram, tabs, charts }, run) {
  stage.begin(run.colours);
  title.textContent = title.title = run.title;
  stage.legend(run.classes);
  status.reset();
  tiles.reset();
  bars.show(undefined);
  bars.posteriors(null);
  beta.fit(null);
  diagram.hide();
  tabs.clear();
  void charts.then((made) => made?.clear(run.baselines));
  void charts.then((made) => made?.point(null));
}

/**
 * Shows the figures and bars of the moment that the time machine shows, or of the last one.
 * @param {Parts} parts
 * @param {RunShown} run
 * @param {Followed} state
 */
function showFigures({ tiles, bars, beta }, { klWeight, valuesPerImage }, { reports, pointed, tensors }) {
  const until = pointed ?? Infinity;
  const report = reportAt(reports, until) ?? reports[0];
  if (!report) return;
  const past = reports.filter(({ epoch }) => epoch <= until + 1e-9);
  const validated = past.findLast(({ validation }) => validation)?.validation ?? null;
  tiles.show(report, validated, generalisationGap(past));
  const terms = report.train ?? validated;
  const fitted = validated ?? terms;
  beta.fit(fitted && squaredError(klWeight.fixedSd, valuesPerImage, fitted.reconstruction));
  if (terms) bars.show(terms.kl_per_dim);
  bars.posteriors(pointed === null ? (tensors?.log_var ?? null) : null);
  if (pointed === null) beta.now(report.beta);
}

/**
 * Shows the pictures of the last moment, on the stage unless a past moment is there.
 * @param {Parts} parts
 * @param {Followed} state
 * @param {import("./moment.js").Tensors} tensors
 * @param {ReturnType<typeof lastMoments>} nextMoment
 * @param {boolean} isPast
 */
function showTensors({ stage, bars, sample }, state, tensors, nextMoment, isPast) {
  const next = nextMoment(tensors, state.klPerDim, stage.isHeld(), state.isConditional);
  Object.assign(state, { tensors, moment: next.moment });
  if (!isPast) {
    stage.show(next.moment, next.isSamePlane);
    bars.posteriors(tensors.log_var ?? null);
  }
  sample(tensors.samples, Boolean(state.klPerDim));
}

/**
 * Shows the numbers of the last step of a paused training.
 * @param {Parts} parts
 * @param {RunShown} run
 * @param {Followed} state
 * @param {number} when it was written
 */
async function fetchStep({ diagram }, run, state, when) {
  const bytes = await fetchBytes(`${run.url}/step.json?v=${when}`);
  if (state.isPaused && !state.isClosed) diagram.show(JSON.parse(new TextDecoder().decode(bytes)));
}

/**
 * Returns the receivers of reports, of events and of the run's state.
 * @param {Parts} parts
 * @param {RunShown} run
 * @param {Followed} state
 * @param {FollowOn} on
 * @returns {Pick<import("./stream.js").Receivers, "reports" | "events" | "state">}
 */
function historyReceivers(parts, run, state, on) {
  const { charts, diagram, status, tabs } = parts;
  const saves = () => isSaving(state.reports.at(-1), state.resumedAt, state.status);
  return {
    reports(fresh) {
      if (state.isClosed) return;
      state.reports.push(...fresh);
      state.klPerDim = fresh.findLast(({ train }) => train)?.train?.kl_per_dim ?? state.klPerDim;
      status.add(fresh[fresh.length - 1], saves());
      if (saves()) on.state("saving");
      tabs.add(fresh);
      void charts.then((made) => !state.isClosed && made?.add(fresh));
      showFigures(parts, run, state);
    },
    events(events) {
      if (events.some(({ event }) => event === "step")) state.isPaused = true;
      for (const { event, step } of events) if (event === "resumed" || event === "recovered") state.resumedAt = step;
      for (const { event, value } of events) if (event === "beta") on.beta(Number(value));
      void charts.then((made) => !state.isClosed && made?.mark(events));
    },
    state(now) {
      state.isPaused = now.status === "paused";
      state.status = now.status;
      if (!state.isPaused) diagram.hide();
      if (saves()) status.state("saving", state.reports.at(-1)?.message ?? "");
      else status.state(now.status, now.message);
      on.state(saves() ? "saving" : now.status);
    },
  };
}

/**
 * @param {Parts} parts
 * @param {RunShown} run
 * @param {FollowOn} on
 */
export function follow(parts, run, on) {
  const { stage, charts, diagram } = parts;
  const state = blank();
  begin();
  const decoder = liveDecoder(run.url, {
    changed(is) {
      state.isConditional = is;
      decoder.setLabel(stage.label());
      if (is && !time.isPast()) stage.labels(run.classes);
      if (!time.isPast()) stage.decoderChanged();
    },
    problem: (why) => stage.say(`The marker has no picture: ${why}.`),
  });
  const nextMoment = lastMoments(decoder, run.hasCircle);
  const time = timeMachine(parts.timePlace, {
    runUrl: run.url,
    hasCircle: run.hasCircle,
    isRecorded: Boolean(run.isRecorded),
    stage,
    mark: point,
    explain: parts.hints.control,
    live: () => state.moment && stage.show(state.moment, false),
    last: () => (run.isRecorded || run.isOver ? "End" : "Live"),
  });
  time.name(run.classes);

  function begin() {
    Object.assign(state, { reports: [], klPerDim: null, pointed: null, moment: null, resumedAt: -1 });
    on.reports(state.reports);
    clearParts(parts, run);
  }

  /**
   * Curves, figures and bars show that moment; null: the last one.
   * @param {number | null} epoch
   */
  function point(epoch) {
    state.pointed = epoch;
    void charts.then((made) => made?.point(epoch));
    showFigures(parts, run, state);
  }

  const showStep = latest((/** @type {number} */ when) => fetchStep(parts, run, state, when));
  const showPictures = latest(async (/** @type {number} */ when) => {
    const { tensors } = parseSafetensors(await fetchBytes(`${run.url}/live.safetensors?v=${when}`));
    if (!state.isClosed) showTensors(parts, state, tensors, nextMoment, time.isPast());
  });

  const stream = liveStream(run.url, {
    ...historyReceivers(parts, run, state, on),
    reset() {
      begin();
      time.reset();
    },
    live(now) {
      decoder.show(now.decoder);
      if (now.changed === state.changed) return;
      state.changed = now.changed;
      void showPictures(now.changed);
      if (state.isPaused) void showStep(now.changed);
    },
    frames: (when) => void time.refresh(when),
    end(summary) {
      run.isOver = true;
      time.rename();
      parts.status.state(summary.status, summary.message);
      diagram.hide();
      on.ended(summary);
    },
    connection: parts.status.connection,
  });
  const stopWatching = whileVisible(stream, decoder, parts.root);
  return {
    time,
    /** Another class was chosen of a conditional model. */
    relabel() {
      decoder.setLabel(stage.label());
      if (time.isPast()) time.again();
      else if (state.moment) stage.show({ ...state.moment, isLive: true }, false);
    },
    stop() {
      state.isClosed = true;
      stopWatching();
      stream.close();
      decoder.close();
      time.destroy();
    },
  };
}

/**
 * Closes the connection while the page is hidden, and decodes only while the cockpit is in the window.
 * @param {ReturnType<typeof liveStream>} stream
 * @param {ReturnType<typeof liveDecoder>} decoder
 * @param {HTMLElement} root
 * @returns {() => void} stops doing so
 */
function whileVisible(stream, decoder, root) {
  const observer = new IntersectionObserver(([{ isIntersecting }]) => decoder.watched(isIntersecting));
  observer.observe(root);
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
    observer.disconnect();
    clearTimeout(timer);
    events.forEach(([target, name]) => target.removeEventListener(name, changed));
  };
}
