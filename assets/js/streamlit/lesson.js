/** A lesson's picture as a Streamlit component: values and data in, `values` out after a movement. */

import { mountFrame } from "../lesson/frame.js";
import { PICTURES } from "../lesson/pictures.js";
import { mountOnce } from "./mount_once.js";

/**
 * @typedef {object} Component
 * @property {import("../lesson/frame.js").Options & {picture: string}} data without onChange
 * @property {Node & ParentNode} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 */
/** @typedef {{frame: ReturnType<typeof mountFrame>, picture: string, component: Component}} Mounted */

const mountPicture = mountOnce((/** @type {Mounted} */ { frame }) => frame.destroy());

/**
 * @param {Component} component
 * @returns {() => void}
 */
export default function streamlitLesson(component) {
  return mountPicture(component.parentElement, (known) => {
    if (known && known.picture === component.data.picture) {
      known.component = component;
      known.frame.refresh(component.data);
      return known;
    }
    known?.frame.destroy();
    return start(component);
  });
}

/**
 * @param {Component} component
 * @returns {Mounted}
 */
function start(component) {
  const { data, parentElement } = component;
  /** @type {Mounted} */
  const entry = {
    component,
    picture: data.picture,
    frame: mountFrame(parentElement, PICTURES[data.picture](), {
      ...data,
      onChange: (values) => entry.component.setStateValue("values", values),
    }),
  };
  return entry;
}
