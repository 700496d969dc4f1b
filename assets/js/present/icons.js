/** Icons of the buttons, as SVG in the colour of the text. */

const PATHS = {
  letters: [
    "M2 19 7 5h2.4l5 14h-2.3l-1.2-3.6H5.5L4.3 19zM6.2 13.4h4L8.2 7.3z",
    "M15.5 19l3.1-9h1.7l3.2 9h-1.7l-.8-2.3h-3.2L17 19zm2.8-3.8h2.2l-1.1-3.3z",
  ],
  present: [
    "M3 4h18v2h-1v10h-7v1.6l3.5 3.4-1.4 1.4L12 19.2l-3.1 3.2L7.5 21l3.5-3.4V16H4V6H3z" + "m3 2v8h12V6z",
    "M10 7.5l5 2.5-5 2.5z",
  ],
  person: [
    "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zm0 2a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
    "M4 20c0-4 3.6-6.5 8-6.5s8 2.5 8 6.5v1H4zm2.2-1h11.6c-.6-2.2-3-3.5-5.8-3.5S6.800 16.800 6.200 19z",
  ],
  theme: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2.2v13.6a6.8 6.8 0 0 1 0-13.6z"],
  full: ["M4 4h6v2H6v4H4zm10 0h6v6h-2V6h-4zM4 14h2v4h4v2H4zm14 0h2v6h-6v-2h4z"],
  leave: ["M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4L12 13.4 6.4 19 5 17.6 10.6 12 5 6.4z"],
};

/** @param {string} name @param {Record<string, string>} attributes */
function svgElement(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/**
 * Returns an icon on a square of 24 units.
 * @param {keyof typeof PATHS} name
 */
export function icon(name) {
  const svg = svgElement("svg", { viewBox: "0 0 24 24", width: "20", height: "20", "aria-hidden": "true" });
  svg.append(...PATHS[name].map((d) => svgElement("path", { d, fill: "currentColor" })));
  return svg;
}
