/** The map's elements and their order; other modules give them their behaviour, latent_map.css their places. */

import { element } from "../shared/dom.js";
import { assetUrl } from "../shared/resources.js";
import { arrived, styleSheets } from "../shared/styles.js";

const HELP =
  "Latent map. Arrow keys move the marker, with Shift in finer steps. Enter chooses the nearest image. " +
  "The question mark lists all keys.";

/** @typedef {ReturnType<typeof mapShell>} Shell */

/**
 * Names the plane for those who do not see it: what it is, and what its keys do.
 * @param {HTMLElement} overlay
 * @param {readonly number[]} [dims] of a cloud
 */
export function nameOverlay(overlay, dims) {
  const named = dims?.map((dimension) => `z${dimension + 1}`);
  overlay.setAttribute("aria-roledescription", named ? "three-dimensional view" : "two-dimensional slider");
  const help =
    `Cloud of codes in ${named?.slice(0, 2).join(", ")} and ${named?.[2]}. Arrow keys turn it, with Shift in finer ` +
    "steps; plus and minus zoom. Enter chooses the nearest image. The question mark lists all keys.";
  overlay.setAttribute("aria-label", named ? help : HELP);
}

/**
 * @param {string} name class of a part
 * @param {Record<string, unknown>} [properties]
 */
const part = (name, properties = {}) => element("div", { class: name, ...properties });

/** Returns the buttons above the plane. */
function toolButtons() {
  const tool = (/** @type {string} */ sign, /** @type {string} */ name, /** @type {string} */ kind = "") =>
    element("button", { type: "button", class: `tool ${kind}`, title: name, "aria-label": name }, sign);
  return {
    zoomIn: tool("+", "Zoom in"),
    zoomOut: tool("−", "Zoom out"),
    reset: tool("Reset", "Reset view to all points"),
    undo: tool("↶", "Undo the marker's last move"),
    redo: tool("↷", "Redo the marker's last move"),
    lasso: tool("Lasso", "Select images with a lasso"),
    box: tool("Box", "Select images with a box", "is-extra"),
    save: tool("PNG", "Save the plane as a PNG image"),
    full: tool("", "Show the map in full screen", "is-full"),
    help: tool("?", "Keys of the map", "is-extra"),
  };
}

/** Returns the layers of the plot: axes, then canvases at the same place. */
function plotParts() {
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
    "data-testid": "map",
  });
  nameOverlay(overlay);
  const message = part("message", { role: "status", "data-testid": "map-message" });
  const advice = part("advice", { "aria-hidden": "true", "data-testid": "advice" });
  const plot = part("plot", { "data-testid": "plane" });
  plot.append(svg, backdrop, points, overlay, message, advice);
  return { plot, axes: svg, backdrop, points, overlay, message, advice };
}

/** @param {Node & ParentNode} parent an element or a shadow root */
export function mapShell(parent) {
  const tools = toolButtons();
  const inPlot = plotParts();
  const [planeChoice, colourChoice] = [part("plane-choice"), part("colour-choice")];
  const toolbar = part("toolbar");
  toolbar.append(planeChoice, element("div", { class: "tools", role: "toolbar" }, ...Object.values(tools)));
  tools.zoomIn.parentElement?.setAttribute("aria-label", "Tools of the plane");
  const legend = part("legend", { role: "group", "aria-label": "Classes" });
  const bar = part("bar", { hidden: true, "data-testid": "colour-bar" });
  const key = part("key");
  key.append(colourChoice, legend, bar);
  const hint = element("p", { class: "hint", role: "status", "data-testid": "layer-notes" });
  const stage = part("stage");
  stage.append(toolbar, key, inPlot.plot, hint);
  const picture = element("section", { class: "here", "aria-label": "Decoded image" });
  const tabs = part("tabs");
  const panel = element("aside", { class: "panel", "aria-label": "Chosen image and layers" });
  const live = part("only-heard", { "aria-live": "polite", "data-testid": "z-live" });
  const layout = part("layout");
  layout.append(stage, picture, tabs, panel);
  const root = part("latent-map", { "data-testid": "latent-map", hidden: true });
  root.append(layout, live);
  const sheets = styleSheets([assetUrl("js/plane/controls.css"), assetUrl("js/map/latent_map.css")]);
  const styled = arrived(sheets).then((areThere) => {
    // Without style the canvases would be below each other: a message is better.
    if (!areThere) root.textContent = "The map could not be shown: a style sheet could not be loaded. Reload the page.";
    root.hidden = false;
  });
  parent.append(...sheets, root);
  return {
    ...{ root, sheets, styled, ...inPlot, tools, planeChoice, colourChoice, legend, bar, hint },
    ...{ picture, tabs, panel, live },
  };
}
