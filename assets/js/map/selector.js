/** Selecting points with a lasso or a box, and the section that tells what was selected. */

import { element } from "../shared/dom.js";
import { paint } from "../shared/picture.js";
import { keepGroup } from "../run/groups.js";
import { boxOf, meanOf, rowsOf, rowsWithin, simplified, summaryOf, toCsv } from "../maths/selection.js";
import { className } from "./state.js";

const MOST_PICTURES = 48;

/** @typedef {"lasso" | "box" | null} Mode */
/** @typedef {import("../maths/selection.js").Place} Place */

/**
 * @param {HTMLElement} place the section's
 * @param {Record<"lasso" | "box", HTMLElement>} buttons
 * @param {import("./state.js").State} state
 * @param {ReturnType<typeof import("./map_view.js").mapView>} view
 * @param {(label: number) => boolean} isShown
 * @param {(area: Place[]) => void} onSelect a person selected an area; empty: nothing
 */
export function selector(place, buttons, state, view, isShown, onSelect) {
  /** @type {Mode} */
  let mode = null;
  /** @type {Place[]} */
  let drawn = [];
  const words = element("p", { class: "notes", role: "status", "data-testid": "selection" });
  const pictures = element("div", { class: "thumbnails" });
  const download = element("button", { type: "button", class: "tool", onclick: () => save() }, "Download as CSV");
  const clear = element("button", { type: "button", class: "tool", onclick: () => onSelect([]) }, "Clear");
  const section = element(
    "section",
    { class: "section", "aria-label": "Selected images", hidden: true },
    element("h3", {}, "Selected images"),
    words,
    element("div", { class: "row" }, download, clear),
    pictures,
  );
  place.append(section);
  for (const each of /** @type {const} */ (["lasso", "box"])) {
    buttons[each].addEventListener("click", () => setMode(mode === each ? null : each));
  }

  /** @param {Mode} next */
  function setMode(next) {
    mode = next;
    for (const each of /** @type {const} */ (["lasso", "box"]))
      buttons[each].setAttribute("aria-pressed", String(mode === each));
  }

  /** Show which points the area of the options holds. */
  function show() {
    const { latents, places, options } = state;
    const area = options.area;
    const isAny = latents !== null && area.length > 2;
    const selected = isAny ? rowsWithin(places, area, (row) => isShown(latents.labels[row])) : null;
    state.selected = selected;
    view.tint({ selected });
    section.hidden = !isAny;
    if (!isAny || !selected) return;
    words.textContent = wordsOf(summaryOf(latents, selected));
    if (rowsOf(selected).length)
      keepGroup(options.runUrl, { count: rowsOf(selected).length, mean: meanOf(latents, rowsOf(selected)) });
    download.hidden = !rowsOf(selected).length;
    void showPictures(latents, rowsOf(selected).slice(0, MOST_PICTURES));
  }

  /** @param {ReturnType<typeof summaryOf>} summary */
  function wordsOf({ count, classes, kl, reconstruction }) {
    if (!count) return "No image lies in this area. Draw another one, or clear it.";
    const parts = classes
      .slice(0, 6)
      .map(([label, times]) => `${times.toLocaleString("en")} × ${className(state, label)}`);
    const means = [
      kl !== null && `mean KL ${kl.toFixed(1)} nats`,
      reconstruction !== null && `mean reconstruction error ${reconstruction.toFixed(1)} nats`,
    ].filter(Boolean);
    return `${count.toLocaleString("en")} image${count === 1 ? "" : "s"}: ${parts.join(", ")}${classes.length > 6 ? ", …" : ""}. ${means.length ? `${means.join(", ")}.` : ""}`;
  }

  /**
   * @param {import("../maths/codes.js").Latents} latents
   * @param {number[]} rows
   */
  async function showPictures(latents, rows) {
    const area = state.options.area;
    const canvases = rows.map((row) =>
      element("canvas", {
        class: "picture",
        width: 1,
        height: 1,
        role: "img",
        "aria-label": className(state, latents.labels[row]),
      }),
    );
    pictures.replaceChildren(...canvases);
    await Promise.all(
      rows.map(async (row, i) => {
        const image = await state.chunks.image(latents.index[row]).catch(() => null);
        if (image && area === state.options.area) paint(canvases[i], image, state.options.shape);
      }),
    );
  }

  function save() {
    const { latents, selected, options } = state;
    if (!latents || !selected) return;
    const url = URL.createObjectURL(new Blob([toCsv(latents, selected, options.classNames)], { type: "text/csv" }));
    element("a", { href: url, download: "selected-images.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  function finish() {
    view.mark({ lasso: [] });
    const area = simplified(drawn);
    drawn = [];
    setMode(null);
    onSelect(area.length > 2 ? area : []);
  }

  return {
    show,
    /**
     * The same handlers, but while a lasso or a box is wanted, a drag draws it.
     * @param {import("./gestures.js").Handlers} handlers
     * @returns {import("./gestures.js").Handlers}
     */
    wrap: (handlers) => ({
      ...handlers,
      grab(x, y, isCoarse) {
        if (!mode) return handlers.grab(x, y, isCoarse);
        drawn = [view.placeAt(x, y)];
        return true;
      },
      drag(x, y) {
        if (!drawn.length) return handlers.drag(x, y);
        const here = view.placeAt(x, y);
        drawn = mode === "box" ? boxOf(drawn[0], here) : [...drawn, here];
        view.mark({ lasso: drawn });
      },
      drop: () => (drawn.length ? finish() : handlers.drop()),
    }),
  };
}
