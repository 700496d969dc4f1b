/** The tabs below the decoded image: what moves the marker, and what explains the chosen or selected images. */

import { element } from "../../shared/dom.js";
import { tabbed } from "../../shared/tabs.js";

const NAMES = /** @type {const} */ (["Sliders", "Draw", "Selection", "Traverse", "Posterior"]);

/** @typedef {typeof NAMES[number]} Name */
/** @typedef {ReturnType<typeof sectionTabs>} SectionTabs */

/**
 * @param {HTMLElement} place
 * @param {HTMLElement} sliders
 */
export function sectionTabs(place, sliders) {
  const made = NAMES.map((name) => ({ name, panel: element("div", { class: `tab-${name.toLowerCase()}` }) }));
  /** @type {Partial<Record<Name, () => void>>} */
  const shown = {};
  made[0].panel.append(sliders);
  const tabs = tabbed(place, "Sliders, drawing and images", made, (at) => shown[NAMES[at]]?.());
  return {
    /** @param {Name} name */
    panel: (name) => made[NAMES.indexOf(name)].panel,
    /** @param {Name} name */
    open: (name) => tabs.open(NAMES.indexOf(name)),
    /** @param {Name} name */
    isOpen: (name) => tabs.now() === NAMES.indexOf(name),
    /**
     * Calls `show` each time the tab opens.
     * @param {Name} name
     * @param {() => void} show
     */
    whenOpen: (name, show) => void (shown[name] = show),
    /** @param {number} dimensions sliders are offered for three or more */
    fit: (dimensions) => {
      const wereOffered = !place.querySelector("[role=tab]")?.hasAttribute("hidden");
      tabs.offer(0, dimensions > 2);
      if (dimensions > 2 && !wereOffered) tabs.open(0);
    },
  };
}
