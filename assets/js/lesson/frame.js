/** The frame of a lesson's picture: the plot, its sliders and handles, and the report when a movement ends. */

import { element } from "../shared/dom.js";
import { newsFilter, releaser } from "../shared/release.js";
import { assetUrl } from "../shared/resources.js";
import { arrived, styleSheets } from "../shared/styles.js";
import { svgElement } from "../shared/svg.js";
import { readTheme } from "../shared/theme.js";
import { pictureFiles, recorded } from "./picture_files.js";
import { plotPanel } from "./plot.js";

/** @typedef {Record<string, number>} Values */
/**
 * @typedef {object} Control
 * @property {string} key
 * @property {string} words
 * @property {number} low
 * @property {number} high
 * @property {number} step in decades where `is_log`
 * @property {boolean} [is_log] the slider moves evenly in the logarithm
 */
/**
 * @typedef {object} Handle a place that can be dragged
 * @property {number} panel its number
 * @property {number} x
 * @property {number} y in data coordinates
 * @property {string} words
 * @property {(place: [number, number], values: Values) => Values} drag returns the values that the place gives
 */
/**
 * @typedef {object} Shown what a picture paints for its values
 * @property {import("./plot.js").Frame[]} frames
 * @property {(panels: import("./plot.js").Panel[]) => void} paint
 * @property {Handle[]} [handles]
 * @property {[string, string][]} [key] classes and names of the curves
 * @property {string} [readout] one line of numbers below the plot
 */
/**
 * @typedef {object} Stage what a picture's tools use
 * @property {() => void} again paints
 * @property {() => any} data
 * @property {(values: Values) => void} move changes values, as the end of a movement
 */
/**
 * @typedef {object} Picture
 * @property {(values: Values, data: any) => Shown} show pure; only its `paint` acts
 * @property {(frame: Stage) => {tools: Node[], destroy: () => void}} [start] its further tools
 */
/**
 * @typedef {object} Options
 * @property {Control[]} controls
 * @property {Values} values
 * @property {any} data
 * @property {string} alt
 * @property {(values: Values) => void} onChange after a movement
 */

const PAUSE_MS = 400; // after the last key or step of a slider
const RADIUS = 9; // of a handle
const REACH = 22; // of a handle for a finger: a target of 44 pixels

/**
 * @param {Node & ParentNode} parent
 * @param {Picture} picture
 * @param {Options} options
 */
export function mountFrame(parent, picture, options) {
  const svg = /** @type {SVGSVGElement} */ (svgElement("svg", { role: "img", "aria-label": options.alt }));
  const readout = element("p", { class: "readout", "aria-live": "off" });
  const key = element("p", { class: "key" });
  const rows = options.controls.map((control) => slider(control, (value) => moved({ [control.key]: value }, false)));
  const sliders = element("div", { class: "lesson-sliders" }, ...rows.map(({ label }) => label));
  const plot = element("div", { class: "lesson-plot" }, svg);
  const root = element("div", { class: "lesson-picture" }, sliders);
  let [data, values, frame] = [options.data, { ...options.values }, 0];
  let painted = /** @type {import("./picture_files.js").Painted} */ ({ panels: [], key: [] });
  const news = newsFilter(options.values);
  const report = releaser((/** @type {Values} */ now) => (news.sent(now), options.onChange(now)), PAUSE_MS);
  const extra = picture.start?.({ again: paint, data: () => data, move: (next) => moved(next, true) });
  if (extra) root.append(element("div", { class: "lesson-tools" }, ...extra.tools));
  plot.append(pictureFiles(root, svg, key, () => painted));
  root.append(plot, key, readout);
  const sheets = showStyled(parent, root);

  const dots = draggedDots(svg, {
    drag: (handle, place) => moved(handle.drag(place, values), false),
    dropped: () => moved({}, true),
  });

  /**
   * @param {Values} next
   * @param {boolean} isEnd
   */
  function moved(next, isEnd) {
    values = { ...values };
    for (const control of options.controls)
      if (control.key in next) values[control.key] = allowed(control, next[control.key]);
    paint();
    if (isEnd) report.now(values);
    else report.soon(() => values);
  }

  function paint() {
    const [width, height] = [Math.max(280, plot.clientWidth), plot.clientHeight];
    if (!height) return; // not shown yet: the observer paints then
    root.classList.toggle("is-dark", readTheme(root).isDark);
    resize(svg, width, height);
    const shown = picture.show(values, data);
    svg.replaceChildren();
    const panels = shown.frames.map((frame) => plotPanel(svg, { width, height }, frame));
    painted = paintNoted(shown, panels);
    dots.show(panels, shown.handles ?? []);
    readout.textContent = shown.readout ?? "";
    key.replaceChildren(...(shown.key ?? []).map(([look, words]) => keyEntry(look, words)));
    for (const { control, show } of rows) show(values[control.key]);
  }

  const observer = new ResizeObserver(paint);
  observer.observe(plot);

  return {
    /**
     * Takes the server's data, and its values unless they repeat what was reported or a person drags; then paints.
     * @param {Options} next
     */
    refresh(next) {
      svg.setAttribute("aria-label", next.alt);
      if (news.isNews(next.values) && !dots.areHeld()) values = { ...next.values };
      data = next.data;
      // Also where nothing changed: a new theme calls here, and its colours apply from the next frame on.
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(paint);
    },
    destroy() {
      report.cancel();
      cancelAnimationFrame(frame);
      observer.disconnect();
      extra?.destroy();
      for (const part of [...sheets, root]) part.remove();
    },
  };
}

/**
 * The dots that can be dragged, by one pointer at a time: a second finger takes none from the first.
 * @param {SVGSVGElement} svg
 * @param {{drag: (handle: Handle, place: [number, number]) => void, dropped: () => void}} on
 */
function draggedDots(svg, on) {
  let handles = /** @type {Handle[]} */ ([]); // those of the last paint
  /** @type {{handle: number, pointer: number, toData: (x: number, y: number) => [number, number]} | null} */
  let held = null;

  /**
   * @param {number} handle its number
   * @param {PointerEvent} event
   * @param {import("./plot.js").Panel} panel
   */
  function take(handle, event, { toData }) {
    event.preventDefault();
    if (held) return;
    held = { handle, pointer: event.pointerId, toData };
    svg.setPointerCapture(event.pointerId);
  }

  svg.addEventListener("pointermove", (event) => {
    const handle = held && handles[held.handle];
    if (held?.pointer !== event.pointerId || !handle) return;
    const box = svg.getBoundingClientRect();
    const scale = svg.viewBox.baseVal.width / box.width;
    on.drag(handle, held.toData((event.clientX - box.left) * scale, (event.clientY - box.top) * scale));
  });
  for (const end of ["pointerup", "pointercancel"])
    svg.addEventListener(end, (event) => {
      if (held?.pointer !== /** @type {PointerEvent} */ (event).pointerId) return;
      on.dropped();
      held = null;
    });
  // Each paint replaces the dots, and the touched one takes its touch-action along: the page would scroll after 15 px.
  const keep = (/** @type {TouchEvent} */ event) => void (held && event.preventDefault());
  svg.addEventListener("touchstart", keep, { passive: false });
  return {
    areHeld: () => held !== null,
    /**
     * @param {import("./plot.js").Panel[]} panels
     * @param {Handle[]} next
     */
    show(panels, next) {
      handles = next;
      // All reaches below all dots, so that a finger on a dot holds that one.
      const reaches = handles.map(({ panel, x, y }) => panels[panel].dot(x, y, "reach", REACH));
      handles.forEach((handle, number) => {
        const panel = panels[handle.panel];
        const hold = (/** @type {Event} */ event) => take(number, /** @type {PointerEvent} */ (event), panel);
        for (const dot of [reaches[number], handleDot(panel, handle)]) dot.addEventListener("pointerdown", hold);
      });
    },
  };
}

/**
 * @param {SVGSVGElement} svg
 * @param {number} width
 * @param {number} height
 */
function resize(svg, width, height) {
  const sizes = { viewBox: `0 0 ${width} ${height}`, width, height };
  for (const [name, value] of Object.entries(sizes)) svg.setAttribute(name, String(value));
}

/**
 * Paints, and returns the numbers of what was painted.
 * @param {Shown} shown
 * @param {import("./plot.js").Panel[]} panels
 */
function paintNoted({ frames, paint, key = [] }, panels) {
  const noted = panels.map(recorded);
  paint(noted.map(({ panel }) => panel));
  return { panels: noted.map(({ rows }, at) => ({ title: frames[at].title, rows })), key };
}

/**
 * Shows a picture once its style sheets have arrived: without them it is up to 93 px higher, and what is below moves.
 * Returns the sheets.
 * @param {Node & ParentNode} parent
 * @param {HTMLElement} root
 */
function showStyled(parent, root) {
  const sheets = styleSheets([assetUrl("js/lesson/lesson.css")]);
  root.style.display = "none";
  parent.append(...sheets, root);
  void arrived(sheets).then(() => void (root.style.display = ""));
  return sheets;
}

/**
 * @param {import("./plot.js").Panel} panel
 * @param {Handle} handle
 */
function handleDot(panel, { x, y, words }) {
  const dot = panel.dot(x, y, "handle", RADIUS);
  dot.append(Object.assign(svgElement("title", {}), { textContent: words }));
  return dot;
}

/**
 * Returns the allowed value of a control that is nearest; on a logarithmic one with two digits, so that 0.005 is 0.005.
 * @param {Control} control
 * @param {number} value
 */
export function allowed({ low, high, step, is_log: isLog }, value) {
  const within = Math.max(low, Math.min(high, value));
  if (!isLog) return onStep(within, low, step);
  return Number((10 ** onStep(Math.log10(within), Math.log10(low), step)).toPrecision(2));
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} step
 */
const onStep = (value, low, step) => Number((low + Math.round((value - low) / step) * step).toFixed(6));

/**
 * @param {Control} control
 * @param {(value: number) => void} onSlide
 */
function slider(control, onSlide) {
  const { words, step, is_log: isLog } = control;
  const [low, high] = [control.low, control.high].map((end) => (isLog ? Math.log10(end) : end));
  const input = element("input", { type: "range", min: low, max: high, step, "aria-label": words });
  const output = element("output", {});
  const label = element("label", { class: "lesson-slider" }, element("span", {}, words), input, output);
  input.addEventListener("input", () => onSlide(isLog ? 10 ** Number(input.value) : Number(input.value)));
  return {
    control,
    label,
    /** @param {number} value */
    show(value) {
      const place = isLog ? onStep(Math.log10(value), low, step) : value;
      if (Number(input.value) !== place) input.value = String(place);
      if (isLog) input.setAttribute("aria-valuetext", String(value));
      output.textContent = String(value).replace("-", "−");
    },
  };
}

/**
 * @param {string} look
 * @param {string} words
 */
function keyEntry(look, words) {
  const mark = /** @type {SVGSVGElement} */ (svgElement("svg", { width: 26, height: 10, "aria-hidden": "true" }));
  mark.append(svgElement("path", { class: `line ${look}`, d: "M1,5L25,5" }));
  return element("span", {}, mark, words);
}
