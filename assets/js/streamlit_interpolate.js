/** The interpolate page as a Streamlit component: data in, `address` out when a person chose something else. */

/** @typedef {{data: any, parentElement: Node & ParentNode, setStateValue: (name: string, value: unknown) => void}} Component */
/** @typedef {{page: {refresh: () => void, destroy: () => void}, component: Component, turn: number}} Mounted */

/** A theme change or new data calls again for the same parent, without cleaning up. @type {WeakMap<Node, Mounted>} */
const mounted = new WeakMap();

/** @param {Component} component @returns {Promise<() => void>} */
export default async function streamlitInterpolate(component) {
  const parent = component.parentElement;
  try {
    // Imported here, so that a file that does not arrive becomes words on the page.
    const { default: mount } = await import("./interpolate.js");
    const known = mounted.get(parent);
    if (known) Object.assign(known, { component, turn: known.turn + 1 }).page.refresh();
    else mounted.set(parent, start(component, mount));
  } catch (error) {
    const words = Object.assign(document.createElement("p"), { textContent: `This page could not be shown: ${error instanceof Error ? error.message : error}. Reload it.` });
    words.setAttribute("role", "alert");
    parent.append(words);
  }
  const turn = mounted.get(parent)?.turn;
  return () => {
    const now = mounted.get(parent);
    // The clean-up of a call that a later one replaced must leave the later one alone.
    if (!now || now.turn !== turn) return;
    mounted.delete(parent);
    now.page.destroy();
  };
}

/** @param {Component} component @param {(typeof import("./interpolate.js"))["default"]} mount @returns {Mounted} */
function start(component, mount) {
  /** @type {Mounted} */
  const entry = {
    component,
    turn: 1,
    page: mount(component.parentElement, { ...component.data, onChange: (address) => entry.component.setStateValue("address", address) }),
  };
  return entry;
}
