/** The settings of the interpolate page: mode, steps, label, attribute; they change the address. */

import { element } from "../shared/dom.js";
import { attributeChooser } from "./attribute.js";
import { choice } from "./choice.js";
import { MODES } from "./state.js";

/**
 * @param {import("./shell.js").Shell} parts
 * @param {import("./page_state.js").Page} page
 */
export function settings(parts, page) {
  const { options, run, state, set, change } = page;
  const { classNames } = options;
  const names = /** @type {[string, string][]} */ (Object.entries(MODES).map(([key, { name }]) => [key, name]));
  const modes = choice(parts.modes, "mode", names, (mode) => {
    change({ mode: /** @type {import("./state.js").Mode} */ (mode) });
  });
  attributeChooser(parts.attribute, classNames, page.groupNames, state.address, change);
  parts.steps.addEventListener("input", () => change({ n: Number(parts.steps.value) }));
  parts.beyond.input.addEventListener("change", () => change({ beyond: parts.beyond.input.checked }));
  parts.condition.hidden = !options.isConditional;
  if (options.isConditional) parts.label.append(...classNames.map((each, i) => element("option", { value: i }, each)));
  parts.label.addEventListener("change", () => change({ label: Number(parts.label.value) }));

  return {
    /** Shows the settings of the address. */
    show() {
      const { n, beyond, mode } = state.address;
      [parts.steps.value, parts.stepsShown.textContent] = [String(n), String(n)];
      parts.beyond.input.checked = beyond;
      modes.set(mode);
    },
    /** Conditions decoder and encoder on the address's label; without one, on the class of A. */
    showLabel() {
      if (state.address.label < 0) {
        const row = run.all.index.indexOf(Number(state.contents.a.address));
        set({ address: { ...state.address, label: Math.max(0, run.all.labels[row] ?? 0) } });
      }
      const { label } = state.address;
      parts.label.value = String(label);
      run.decoder.setLabel(label);
      run.encoder.setLabel(label);
    },
    /** Shows which settings the mode has. */
    showMode() {
      const { mode } = state.address;
      parts.root.dataset.mode = mode;
      parts.attribute.hidden = mode !== "attribute";
      for (const part of [parts.film, parts.beyond.label]) part.hidden = mode === "corners";
    },
  };
}
