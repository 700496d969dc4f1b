/**
 * The interpolate page: paths from one image to another, attribute vectors, analogies, a grid between four images.
 * Everything is computed in the page; the caller receives what belongs into the address.
 *
 * START HERE: `mount` opens the run and shows it; scene.js joins the parts, rows.js defines the paths.
 */

import { CLASS_COLOURS } from "../shared/classes.js";
import { openRun } from "./run.js";
import { interpolateScene } from "./scene.js";
import { interpolateShell } from "./shell.js";

/**
 * @typedef {object} Options
 * @property {string} runUrl
 * @property {readonly [number, number, number]} shape [C, H, W]
 * @property {readonly string[]} classNames
 * @property {readonly string[]} colours by class, #rrggbb
 * @property {import("../maths/plane.js").Plane} plane that the map shows
 * @property {boolean} isConditional whether encoder and decoder are conditioned on the label
 * @property {string} prior its name; "standard" is N(0, I)
 * @property {Partial<import("./state.js").Address>} address where to begin
 * @property {(address: import("./state.js").Address) => void} onChange a person chose something else
 */

const DEFAULTS = { colours: CLASS_COLOURS, onChange: () => undefined };

/**
 * @param {Node & ParentNode} parent an element or a shadow root
 * @param {Omit<Options, keyof typeof DEFAULTS> & Partial<Options>} given
 * @returns {{refresh: () => void, destroy: () => void}}
 */
export default function mount(parent, given) {
  const options = { ...DEFAULTS, ...given };
  const parts = interpolateShell(parent);
  /** @type {ReturnType<typeof interpolateScene> | null} */
  let scene = null;
  let isGone = false;
  const refresh = () => scene?.refresh();
  const theme = matchMedia("(prefers-color-scheme: dark)");
  theme.addEventListener("change", refresh);
  // The theme's colours reach the canvas only once the style sheets are there.
  Promise.all([openRun(options.runUrl, options.shape), parts.styled]).then(
    ([run]) => (isGone ? run.close() : void (scene = interpolateScene(parts, options, run))),
    explain,
  );

  /** @param {Error} error */
  function explain(error) {
    parts.root.dataset.state = "error";
    const advice = "Reload the page, or choose another run.";
    parts.message.textContent = `The run could not be opened: ${error.message}. ${advice}`;
  }

  return {
    refresh,
    destroy() {
      isGone = true;
      theme.removeEventListener("change", refresh);
      scene?.destroy();
      parts.root.remove();
      parts.sheets.forEach((sheet) => sheet.remove());
    },
  };
}
