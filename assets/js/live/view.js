/**
 * The cockpit: settings in reach, one plane, one strip of reconstructions, curves with the time machine, on one screen.
 *
 * START HERE: `mount` makes the parts, `update` says which run they show. shell.js has their places, follow.js fills
 * them.
 */

import { element } from "../shared/dom.js";
import { follow } from "./follow.js";
import { liveShell } from "./shell.js";
import { PLAY } from "./stage_parts.js";
import { arrived, LETTERS_CHANGED, styleSheets } from "../shared/styles.js";
import { fitHeight } from "../shared/window_height.js";

/** @typedef {import("./follow.js").RunShown} RunShown */
/**
 * @typedef {object} Form what Train would train
 * @property {number | null} beta null: the model has none
 * @property {boolean} canTrain
 * @property {import("../maths/effective_beta.js").KlWeight} klWeight
 * @property {"free" | "locked" | "hidden"} betaControl what a task makes of the slider
 */
/**
 * @typedef {object} Shown what Python says
 * @property {Form} form
 * @property {RunShown | null} run
 * @property {boolean} canResume
 * @property {Record<string, string>} words of the glossary, by term
 * @property {string} note shown instead of the run's own message: why something was refused
 */
/** @typedef {{send: import("./controls.js").Send, ended: () => void}} To what goes to Python */

const LEAST = 520; // pixels of height, below which the page scrolls
const STEERS = ["running", "paused", "queued", "starting"];
const RECORDED = `“${PLAY}” shows how it learned; “Train” starts your own.`;

/**
 * @typedef {object} State of the cockpit
 * @property {Shown} shown
 * @property {string} status of the run that is shown
 * @property {boolean} hasEnded whether that run ended while it was shown
 * @property {ReturnType<typeof follow> | null} followed
 * @property {import("./points.js").Report[]} reports of the run that is shown
 */

/**
 * @param {State} state
 * @returns {import("./controls.js").Standing}
 */
function standingOf({ shown: { run, form, canResume }, status }) {
  const isOver = !run || run.isRecorded;
  return { status: isOver ? "" : status, isOwn: Boolean(run?.isOwn), canTrain: form.canTrain, canResume };
}

/**
 * Follows the run that is shown now, and no longer the one before.
 * @param {State} state
 * @param {import("./shell.js").Parts} parts
 * @param {To} to
 * @param {() => void} stand updates the buttons
 */
function start(state, parts, to, stand) {
  state.followed?.stop();
  const { run, note } = state.shown;
  parts.status.note(note);
  parts.beta.forget();
  // "queued" until the first event; otherwise the button would show Train once more, between Starting and Pause.
  Object.assign(state, { followed: null, reports: [], status: run && !run.isOver ? "queued" : "", hasEnded: false });
  if (!run) return;
  state.followed = follow(
    parts,
    { ...run },
    {
      reports: (all) => void (state.reports = all),
      ended(summary) {
        Object.assign(state, { hasEnded: true, status: summary.status });
        stand();
        if (!run.isOver) to.ended();
        if (run.isRecorded) parts.status.state("recorded", RECORDED);
      },
      state(now) {
        state.status = now;
        stand();
      },
      beta: (beta) => run.isOwn && !run.isOver && parts.beta.follow(beta),
    },
  );
  if (!run.isOver) parts.status.state("queued", "");
}

/**
 * Puts the cockpit into `parent`, an element or a shadow root.
 * @param {Node & ParentNode} parent
 * @param {Shown} first
 * @param {To} to
 */
export default function mount(parent, first, to) {
  const root = element("div", { class: "cockpit" });
  const view = element("div", { class: "live-view", "data-testid": "live-view" }, root);
  const sheets = styleSheets([new URL("view.css", import.meta.url).href]);
  parent.append(...sheets, view);
  /** @type {State} */
  const state = { shown: first, status: "", hasEnded: false, followed: null, reports: [] };
  const parts = liveShell(root, {
    words: () => state.shown.words,
    send: to.send,
    train() {
      parts.status.state("asked", ""); // at once, before the server answers
      to.send("train", parts.beta.value());
    },
    moved: (beta) => isSteered() && to.send("beta", beta),
    set: (beta) => to.send("beta", beta),
    again: () => state.followed?.time.again(),
    relabelled: () => state.followed?.relabel(),
    pointed: (epoch) => state.followed?.time.point(epoch),
    reports: () => state.reports,
    name: () => state.shown.run?.url.split("/").at(-1) ?? "run",
  });

  const isSteered = () => Boolean(state.shown.run?.isOwn) && STEERS.includes(state.status);

  /** Updates the buttons and the slider. */
  function stand() {
    parts.controls.stand(standingOf(state));
    const { run, form } = state.shown;
    const hasBeta = isSteered() ? run?.beta !== null : form.beta !== null;
    const use = isSteered() ? "steers the training" : "for the next training";
    const isLocked = form.betaControl !== "free";
    const words = hasBeta ? (isLocked ? "🔒 set by your teacher" : use) : "this model has no beta";
    const { klWeight } = isSteered() && run ? run : form;
    parts.beta.setKlWeight(klWeight);
    parts.beta.enable(hasBeta && !isLocked, words);
    parts.beta.hide(form.betaControl === "hidden");
  }

  const refresh = () => void requestAnimationFrame(() => (parts.recolour(), parts.stage.recolour()));
  const themeQuery = matchMedia("(prefers-color-scheme: dark)");
  themeQuery.addEventListener("change", refresh);
  document.addEventListener(LETTERS_CHANGED, refresh);
  void arrived(sheets).then(refresh);
  const stopFitting = fitHeight(view, LEAST);
  start(state, parts, to, stand);
  if (first.form.beta !== null) parts.beta.set(first.form.beta);
  stand();

  return {
    refresh,
    /**
     * Shows the new data from Python.
     * @param {Shown} next
     */
    update(next) {
      const before = state.shown;
      state.shown = next;
      const isOther = before.run?.url !== next.run?.url || (state.hasEnded && next.run !== null && !next.run.isOver);
      const isRefused = Boolean(next.note) && !isOther && parts.controls.isAsked();
      if (isOther || next.note) parts.controls.answered();
      if (isOther) start(state, parts, to, stand);
      if (isRefused) parts.status.state(next.run?.isRecorded ? "recorded" : state.status, "");
      parts.status.note(next.note);
      // A training's history has the beta in force, also of other tabs; the form has what this tab asked for.
      const isOfForm = isOther || !isSteered();
      if (next.form.beta !== null && next.form.beta !== before.form.beta && isOfForm) parts.beta.follow(next.form.beta);
      stand();
      refresh();
    },
    destroy() {
      state.followed?.stop();
      stopFitting();
      themeQuery.removeEventListener("change", refresh);
      document.removeEventListener(LETTERS_CHANGED, refresh);
      parts.controls.destroy();
      parts.hints.destroy();
      parts.stage.destroy();
      parts.figures.destroy();
      void parts.charts.then((charts) => charts?.destroy());
      view.remove();
      sheets.forEach((sheet) => sheet.remove());
    },
  };
}
