/** A view with one answer as a Streamlit component: data in, its value out as a trigger, sent once. */

import { mountOnce } from "./mount_once.js";

/**
 * @template Data
 * @typedef {object} Component
 * @property {Data} data
 * @property {Node & ParentNode} parentElement
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */

/**
 * Returns the component of a view; `trigger` is the name under which Python receives the value. The newest call of the
 * component sends it.
 * @template Data, Value
 * @param {(
 *   parent: Node & ParentNode,
 *   data: Data,
 *   onChange: (value: Value) => void,
 * ) => {update: (data: Data) => void, destroy: () => void}} mount
 * @param {string} trigger
 */
export function triggerView(mount, trigger) {
  /** @typedef {{view: ReturnType<typeof mount>, component: Component<Data>}} Mounted */
  const mountView = mountOnce((/** @type {Mounted} */ { view }) => view.destroy());
  return (/** @type {Component<Data>} */ component) =>
    mountView(component.parentElement, (known) => {
      if (known) {
        known.component = component;
        known.view.update(component.data);
        return known;
      }
      /** @type {{view?: ReturnType<typeof mount>, component: Component<Data>}} */
      const entry = { component };
      entry.view = mount(component.parentElement, component.data, (value) =>
        entry.component.setTriggerValue(trigger, value),
      );
      return /** @type {Mounted} */ (entry);
    });
}
