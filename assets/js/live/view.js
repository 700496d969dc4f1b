/**
 * The cockpit: settings in reach, one plane, one strip of reconstructions, curves with the time machine, on one screen.
 *
 * START HERE: `mount` makes the parts, `update` says which run they show. shell.js has their places, follow.js fills
 * them.
 */

import { element } from "../shared/dom.js";
import { follow } from "./follow.js";
import { shell } from "./shell.js";
import { arrived, styleSheets } from "../shared/styles.js";

/** @typedef {import("./follow.js").RunShown} RunShown */
/**
 * @typedef {object} Form what Train would train
 * @property {number | null} beta null: the model has none
 * @property {boolean} canTrain
 */
/**
 * @typedef {object} Shown what Python says
 * @property {Form} form
 * @property {RunShown | null} run
 * @property {boolean} canResume
 * @property {string} note shown instead of the run's own message: why something was refused
 */
/** @typedef {{send: import("./controls.js").Send, ended: () => void}} To what goes to Python */

const LEAST = 520; // pixels of height, below which the page scrolls
const STEERS = ["running", "paused", "queued", "starting"];
const RECORDED = "Press Play below to watch it learn, or Train to start your own.";
const BELOW = 8; // pixels under the cockpit

/**
 * Put the cockpit into `parent`, an element or a shadow root.
 * @param {Node & ParentNode} parent
 * @param {Shown} first
 * @param {To} to
 */
export default function mount(parent, first, to) {
  const root = element("div", { class: "cockpit" });
  const view = element("div", { class: "live-view", "data-testid": "live-view" }, root);
  const sheets = styleSheets([new URL("view.css", import.meta.url).href]);
  parent.append(...sheets, view);
  /** @type {ReturnType<typeof follow> | null} */
  let followed = null;
  let [shown, status, hasEnded] = [first, "", false];
  /** @type {import("./points.js").Report[]} */
  let reports = [];
  const parts = shell(root, {
    send: to.send,
    train() {
      parts.status.state("asked", ""); // at once, before the server answers
      to.send("train", parts.beta.value());
    },
    moved: (beta) => isSteered() && to.send("beta", beta),
    set: (beta) => to.send("beta", beta),
    again: () => followed?.time.again(),
    relabelled: () => followed?.relabel(),
    pointed: (epoch) => followed?.time.point(epoch),
    reports: () => reports,
  });

  const isSteered = () => Boolean(shown.run?.isOwn) && STEERS.includes(status);

  /** What the buttons and the slider do now. */
  function stand() {
    const { run, form, canResume } = shown;
    const isOver = !run || run.isRecorded;
    parts.controls.stand({
      status: isOver ? "" : status,
      isOwn: Boolean(run?.isOwn),
      canTrain: form.canTrain,
      canResume,
    });
    const hasBeta = isSteered() ? run?.beta !== null : form.beta !== null;
    parts.beta.enable(
      hasBeta,
      !hasBeta ? "this model has no KL" : isSteered() ? "steers the training" : "for the next training",
    );
  }

  function start() {
    followed?.stop();
    followed = null;
    const { run } = shown;
    reports = [];
    // "queued" until the first event; otherwise the button would show Train once more, between Starting and Pause.
    [status, hasEnded] = [run && !run.isOver ? "queued" : "", false];
    if (!run) return;
    followed = follow(
      parts,
      { ...run },
      {
        reports: (all) => void (reports = all),
        ended(summary) {
          hasEnded = true;
          status = summary.status;
          stand();
          if (!run.isOver) to.ended();
          if (run.isRecorded) parts.status.state("recorded", RECORDED);
        },
        state(now) {
          status = now;
          stand();
        },
        beta: (beta) => run.isOwn && !run.isOver && parts.beta.follow(beta),
      },
    );
    if (!run.isOver) parts.status.state("queued", "");
    if (shown.note) parts.status.say(shown.note);
  }

  /** As high as the window allows from here on: what is above it may wrap or go. */
  function fit() {
    const scroller = /** @type {HTMLElement} */ (view.closest("[data-testid=stMain]") ?? document.documentElement);
    const top = view.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    view.style.setProperty("--height", `${Math.max(LEAST, Math.floor(scroller.clientHeight - top - BELOW))}px`);
  }

  const refresh = () => void requestAnimationFrame(() => (parts.recolour(), parts.stage.recolour()));
  const themeQuery = matchMedia("(prefers-color-scheme: dark)");
  themeQuery.addEventListener("change", refresh);
  void arrived(sheets).then(refresh);
  window.addEventListener("resize", fit);
  const above = new ResizeObserver(fit);
  for (let at = view.parentElement; at && at.dataset.testid !== "stMain"; at = at.parentElement) above.observe(at);
  fit();
  start();
  if (shown.form.beta !== null) parts.beta.set(shown.form.beta);
  stand();

  return {
    refresh,
    /**
     * What Python says now.
     * @param {Shown} next
     */
    update(next) {
      const before = shown;
      shown = next;
      const isOther = before.run?.url !== next.run?.url || (hasEnded && next.run !== null && !next.run.isOver);
      const isRefused = Boolean(next.note) && !isOther && parts.controls.isAsked();
      if (isOther || next.note) parts.controls.answered();
      if (isOther) start();
      if (isRefused) parts.status.state(next.run?.isRecorded ? "recorded" : status, "");
      if (next.note) parts.status.say(next.note);
      if (next.form.beta !== null && next.form.beta !== before.form.beta) parts.beta.follow(next.form.beta);
      stand();
      refresh();
    },
    destroy() {
      followed?.stop();
      above.disconnect();
      themeQuery.removeEventListener("change", refresh);
      window.removeEventListener("resize", fit);
      parts.controls.destroy();
      parts.stage.destroy();
      parts.figures.destroy();
      void parts.charts.then((charts) => charts?.destroy());
      view.remove();
      sheets.forEach((sheet) => sheet.remove());
    },
  };
}
