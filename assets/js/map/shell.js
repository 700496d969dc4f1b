/** The map's elements and their order; other modules give them their behaviour. */

import { element } from "../shared/dom.js";
import { assetUrl } from "../shared/resources.js";
import { arrived, styleSheets } from "../shared/styles.js";

const HELP =
  "Latent map. Arrow keys move the marker, with Shift in finer steps. Enter chooses the nearest image. " +
  "The question mark lists all keys.";
const HINT =
  "Drag any point, or the marker, to decode along the way. " +
  "Drag empty space, or hold Shift, to move the map; scroll or pinch to zoom.";

/** @typedef {ReturnType<typeof shell>} Shell */

/** @param {Node & ParentNode} parent an element or a shadow root */
export function shell(parent) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "axes");
  svg.setAttribute("aria-hidden", "true");
  const [backdrop, points] = [
    element("canvas", { class: "layer" }),
    element("canvas", { class: "layer", "data-testid": "points" }),
  ];
  const overlay = element("canvas", {
    class: "layer overlay",
    tabindex: 0,
    role: "application",
    "aria-roledescription": "two-dimensional slider",
    "aria-label": HELP,
    "data-testid": "map",
  });
  const tool = (/** @type {string} */ sign, /** @type {string} */ name) =>
    element("button", { type: "button", class: "tool", title: name, "aria-label": name }, sign);
  const tools = {
    zoomIn: tool("+", "Zoom in"),
    zoomOut: tool("−", "Zoom out"),
    reset: tool("Reset view", "Reset view to all points"),
    undo: tool("↶", "Undo the marker's last move"),
    redo: tool("↷", "Redo the marker's last move"),
    lasso: tool("Lasso", "Select images with a lasso"),
    box: tool("Box", "Select images with a box"),
    help: tool("?", "Keys of the map"),
  };
  const message = element("div", { class: "message", role: "status", "data-testid": "map-message" });
  const plot = element(
    "div",
    { class: "plot" },
    svg,
    backdrop,
    points,
    overlay,
    element("div", { class: "tools" }, ...Object.values(tools)),
    message,
  );
  const legend = element("div", { class: "legend", role: "group", "aria-label": "Classes" });
  const bar = element("div", { class: "bar", hidden: true, "data-testid": "colour-bar" });
  const hint = element("p", { class: "hint" }, HINT);
  const panel = element("aside", { class: "panel", "aria-label": "Decoded image and settings" });
  const below = element("div", { class: "below" });
  const live = element("div", { class: "only-heard", "aria-live": "polite", "data-testid": "z-live" });
  const root = element(
    "div",
    { class: "latent-map", "data-testid": "latent-map", hidden: true },
    element("div", { class: "layout" }, element("div", { class: "stage" }, legend, bar, plot, hint), panel, below),
    live,
  );
  const sheets = styleSheets([assetUrl("js/plane/controls.css"), assetUrl("js/map/latent_map.css")]);
  const styled = arrived(sheets).then((areThere) => {
    // Without style the canvases would be below each other: a message is better.
    if (!areThere) root.textContent = "The map could not be shown: a style sheet could not be loaded. Reload the page.";
    root.hidden = false;
  });
  parent.append(...sheets, root);
  return {
    root,
    sheets,
    styled,
    plot,
    axes: svg,
    backdrop,
    points,
    overlay,
    tools,
    message,
    legend,
    bar,
    panel,
    below,
    live,
  };
}
