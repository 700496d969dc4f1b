/** The pad of a drawn class as a Streamlit component: choices in, `glyphs` out as a trigger, sent once. */

import { mountOnce } from "./mount_once.js";
import mount from "../data/class_pad.js";

/**
 * @typedef {object} Component
 * @property {import("../data/class_pad.js").PadOptions} data
 * @property {Node & ParentNode} parentElement
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */
/** @typedef {{view: ReturnType<typeof mount>, component: Component}} Mounted */

const mountPad = mountOnce((/** @type {Mounted} */ { view }) => view.destroy());

/**
 * @param {Component} component
 * @returns {() => void}
 */
export default function streamlitPad(component) {
  return mountPad(component.parentElement, (known) => {
    if (known) {
      known.component = component;
      known.view.update(component.data);
      return known;
    }
    /** @type {{view?: ReturnType<typeof mount>, component: Component}} */
    const entry = { component };
    entry.view = mount(component.parentElement, component.data, (found) =>
      entry.component.setTriggerValue("glyphs", found),
    );
    return /** @type {Mounted} */ (entry);
  });
}
