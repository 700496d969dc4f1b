/** The live view as a Streamlit component: data in, `ended` out once when the training is over. */

import mount from "./live_view.js";

/** @typedef {{data: any, parentElement: Node & ParentNode, setTriggerValue: (name: string, value: unknown) => void}} Component */

/** A theme change calls again for the same parent, without cleaning up. @type {WeakMap<Node, {url: string, view: ReturnType<typeof mount>, turn: number}>} */
const mounted = new WeakMap();

/** @param {Component} component @returns {() => void} */
export default function streamlitLive(component) {
  const { parentElement: parent, data } = component;
  const known = mounted.get(parent);
  if (known && known.url !== data.runUrl) known.view.destroy();
  const isSame = known?.url === data.runUrl;
  const view = isSame && known ? known.view : mount(parent, { ...data, onEnd: () => data.isOver || component.setTriggerValue("ended", true) });
  if (isSame) view.refresh();
  const turn = (known?.turn ?? 0) + 1;
  mounted.set(parent, { url: data.runUrl, view, turn });
  return () => {
    // The clean-up of a call that a later one replaced must leave the later one alone.
    if (mounted.get(parent)?.turn !== turn) return;
    mounted.delete(parent);
    view.destroy();
  };
}
