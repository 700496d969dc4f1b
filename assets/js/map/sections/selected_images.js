/** The images selected with the lasso or the box: what they have in common, their pictures, and a table of them. */

import { meanOf, rowsOf, rowsWithin, selectionSummary, toCsv } from "../../maths/selection.js";

import { keepGroup } from "../../run/groups.js";
import { element } from "../../shared/dom.js";
import { download } from "../../shared/download.js";
import { paint } from "../../shared/picture.js";
import { className } from "../state.js";
import { areaTool } from "./area_tool.js";

const NONE = "Press Lasso or Box above the plane, then draw around points. Their images appear here.";
const MOST_PICTURES = 48;
const MOST_CLASSES = 6; // that are named

/** @typedef {import("../../maths/selection.js").Place} Place */
/** @typedef {import("../../maths/codes.js").Latents} Latents */

/**
 * @param {{lasso: HTMLElement, box: HTMLElement}} tools
 * @param {import("./section_tabs.js").SectionTabs} tabs
 * @param {import("../state.js").MapStore} map
 * @param {import("../map_view.js").MapView} view
 * @param {(label: number) => boolean} isShown
 * @param {(area: Place[]) => void} onSelect a person selected an area; empty: nothing
 */
export function selectedImages(tools, tabs, map, view, isShown, onSelect) {
  const { state } = map;
  const words = element("p", { class: "notes", role: "status", "data-testid": "selection" });
  const pictures = element("div", { class: "thumbnails" });
  const csv = element("button", { type: "button", class: "tool", onclick: () => save() }, "Download as CSV");
  const clear = element("button", { type: "button", class: "tool", onclick: () => onSelect([]) }, "Clear selection");
  const actions = element("div", { class: "row" }, csv, clear);
  tabs.panel("Selection").append(words, actions, pictures);

  const key = (/** @type {readonly Place[]} */ area) => JSON.stringify(area);
  let known = "[]"; // the area of which the tab was opened

  /** Selects the shown points in the area of the options. */
  function show() {
    const { latents, places, options } = state;
    const isAny = latents !== null && options.area.length > 2;
    const selected = isAny ? rowsWithin(places, options.area, (row) => isShown(latents.labels[row])) : null;
    map.set({ selected });
    actions.hidden = !isAny;
    if (!isAny || !selected) {
      [words.textContent, known] = [NONE, "[]"];
      return pictures.replaceChildren();
    }
    if (key(options.area) !== known) tabs.open("Selection");
    known = key(options.area);
    const rows = rowsOf(selected);
    words.textContent = summaryInWords(selectionSummary(latents, selected));
    if (rows.length) keepGroup(options.runUrl, { count: rows.length, mean: meanOf(latents, rows) });
    csv.hidden = !rows.length;
    void showPictures(latents, rows.slice(0, MOST_PICTURES));
  }

  /** @param {ReturnType<typeof selectionSummary>} summary */
  function summaryInWords({ count, classes, kl, reconstruction }) {
    if (!count) return "No image lies in this area. Draw another one, or clear it.";
    const named = classes.slice(0, MOST_CLASSES).map(([label, times]) => {
      return `${times.toLocaleString("en")} × ${className(state, label)}`;
    });
    const means = [
      ...(kl === null ? [] : [`mean KL ${kl.toFixed(1)} nats`]),
      ...(reconstruction === null ? [] : [`mean reconstruction error ${reconstruction.toFixed(1)} nats`]),
    ];
    const all = [...named, ...(classes.length > MOST_CLASSES ? ["…"] : [])].join(", ");
    const images = `${count.toLocaleString("en")} image${count === 1 ? "" : "s"}`;
    return `${images}: ${all}. ${means.length ? `${means.join(", ")}.` : ""}`;
  }

  /**
   * @param {Latents} latents
   * @param {number[]} rows
   */
  async function showPictures(latents, rows) {
    const { area, shape } = state.options;
    const canvases = rows.map((row) => {
      const name = className(state, latents.labels[row]);
      return element("canvas", { class: "picture", width: 1, height: 1, role: "img", "aria-label": name });
    });
    pictures.replaceChildren(...canvases);
    await Promise.all(
      rows.map(async (row, i) => {
        const image = await state.chunks.image(latents.index[row]).catch(() => null);
        if (image && area === state.options.area) paint(canvases[i], image, shape);
      }),
    );
  }

  function save() {
    const { latents, selected, options } = state;
    if (!latents || !selected) return;
    download("selected-images.csv", new Blob([toCsv(latents, selected, options.classNames)], { type: "text/csv" }));
  }

  // The points, the plane or the classes shown have changed.
  map.on(["pick"], show);
  return { show, wrap: areaTool(tools, view, onSelect) };
}
