/** Joins the interpolate page's parts around one state: the address, and the images A to D. */

import { clipOf, colourOf } from "../shared/classes.js";
import { element } from "../shared/dom.js";
import { saveCanvas } from "../shared/figures/canvas_file.js";
import { fullScreen } from "../shared/full_screen.js";
import { releaser } from "../shared/release.js";
import { skipLink } from "../shared/skip_link.js";
import { readTheme } from "../shared/theme.js";
import { fitHeight } from "../shared/window_height.js";
import { saveButtons } from "./save_buttons.js";
import { pageState } from "./page_state.js";
import { settings } from "./settings.js";
import { showing } from "./showing.js";
import { slotRow } from "./slot_row.js";
import { contentOfRow } from "./slots.js";
import { smallMap } from "./small_map/small_map.js";
import { MODES } from "./state.js";

const LEAST_HEIGHT = 520; // pixels; in lower windows the page scrolls
const PAUSE_MS = 400; // after the last change, the address is reported and the result is read aloud

/**
 * @param {import("./shell.js").Shell} parts
 * @param {import("./interpolate.js").Options} options
 * @param {import("./run.js").Run} run
 */
export function interpolateScene(parts, options, run) {
  const page = pageState(options, run);
  const { state, set, on } = page;
  const say = (/** @type {string} */ words) => void (parts.live.textContent = words);
  const slots = slotRow(parts, page);
  const map = smallMap(parts.map, options, run, {
    take: (row) => slots.take(contentOfRow(run, run.test, row, options.classNames)),
    drag: (mark, row) => slots.fill(mark, contentOfRow(run, run.test, row, options.classNames)),
    say,
  });
  const shown = showing(parts, page, map);
  const controls = settings(parts, page);
  const tell = releaser(() => (options.onChange(state.address), void speak()), PAUSE_MS);
  const source = {
    ...{ strips: shown.strips, moments: shown.moments },
    ...{ unit: () => MODES[state.address.mode].unit, name: () => `latent-lab-${state.address.mode}` },
  };
  saveButtons(parts.exports, source, options.shape, parts.root, say);
  parts.savePlane.addEventListener("click", () => void savePlane());
  const screen = fullScreen(parts.root, parts.full);
  const unlink = skipLink("Skip to the latent plane", map.overlay);
  const release = fitHeight(parts.root, LEAST_HEIGHT);

  async function savePlane() {
    await saveCanvas(map.canvas(), `${source.name()}-plane`);
    say("Plane saved.");
  }

  async function speak() {
    const words = await shown.inWords();
    if (words !== null) say(words);
  }

  function showLabel() {
    controls.showLabel();
    slots.showAll();
  }

  function showMode() {
    shown.film.stop();
    slots.showMode();
    controls.showMode();
    set({ share: state.address.mode === "ways" ? 0.5 : 1 });
  }

  function rebuild() {
    controls.show();
    return shown.rebuild(undefined);
  }

  function refresh() {
    parts.root.classList.toggle("is-dark", readTheme(parts.root).isDark);
    map.refresh();
  }

  // A file dropped beside a card must not take the page away.
  for (const kind of ["dragover", "drop"]) parts.root.addEventListener(kind, (event) => event.preventDefault());
  showLabel();
  showLegend(parts, options, run.test.dimensions);
  parts.body.hidden = false;
  showMode();
  void rebuild().then(shown.ready).then(rebuild);
  let before = state.address;
  on(["address"], () => {
    const { label, mode } = before;
    before = state.address;
    if (label !== state.address.label) showLabel();
    if (mode !== state.address.mode) showMode();
    void rebuild();
    tell.soon(() => undefined);
  });
  refresh();
  return {
    /** Follows the theme, which has changed or has just arrived. */
    refresh,
    destroy() {
      shown.film.stop();
      for (const end of [tell.cancel, screen.stop, unlink, release]) end();
      map.destroy();
      run.close();
    },
  };
}

/**
 * Shows the axes of the map, and the colours of its classes.
 * @param {import("./shell.js").Shell} parts
 * @param {import("./interpolate.js").Options} options
 * @param {number} dimensions
 */
function showLegend(parts, { plane, classNames, colours }, dimensions) {
  const axes = plane.names.filter(Boolean).join(" and ");
  const warning = "images that are near here may be far apart in the others";
  parts.caption.textContent =
    dimensions > 2
      ? `The plane of ${axes}, out of ${dimensions} dimensions: ${warning}.`
      : `${axes}; each point is a test image.`;
  const entry = (/** @type {string} */ name, /** @type {number} */ i) =>
    element("li", {}, element("span", { class: "dot", style: `--dot: ${colourOf(colours, i)}; ${clipOf(i)}` }), name);
  parts.classes.append(...classNames.map(entry));
}
