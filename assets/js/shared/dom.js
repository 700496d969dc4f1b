/** Small helpers to build elements. Text always goes in as text, never as HTML. */

/**
 * Returns an element with properties ("class", "aria-*", "data-*" and other attributes; "on..." listeners) and
 * children.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [properties]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

/**
 * Returns a switch with its text: a checkbox inside its label.
 * @param {string} words
 * @param {boolean} isOn
 * @param {(isOn: boolean) => void} onChange
 */
export function labelledSwitch(words, isOn, onChange) {
  const input = element("input", { type: "checkbox", role: "switch", class: "switch" });
  input.checked = isOn;
  input.addEventListener("change", () => onChange(input.checked));
  return { input, label: element("label", { class: "switch-row" }, input, element("span", {}, words)) };
}

/**
 * Returns a drawing context; throws an error where there is none.
 * @param {HTMLCanvasElement} canvas
 */
export function context2d(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser gives no 2-D canvas");
  return context;
}
