/** The camera as a Streamlit component: choices in, `shots` out as a trigger, sent once. */

import { mountOnce } from "./mount_once.js";
import mount from "../data/camera.js";

/**
 * @typedef {object} Component
 * @property {import("../data/camera.js").CameraOptions} data
 * @property {Node & ParentNode} parentElement
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */
/** @typedef {{view: ReturnType<typeof mount>, component: Component}} Mounted */

const mountCamera = mountOnce((/** @type {Mounted} */ { view }) => view.destroy());

/**
 * @param {Component} component
 * @returns {() => void}
 */
export default function streamlitCamera(component) {
  return mountCamera(component.parentElement, (known) => {
    if (known) {
      known.component = component;
      known.view.update(component.data);
      return known;
    }
    /** @type {{view?: ReturnType<typeof mount>, component: Component}} */
    const entry = { component };
    entry.view = mount(component.parentElement, component.data, (found) =>
      entry.component.setTriggerValue("shots", found),
    );
    return /** @type {Mounted} */ (entry);
  });
}
