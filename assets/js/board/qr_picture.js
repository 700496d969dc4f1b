/** A QR code as a picture: black on white in every theme, because many readers fail on inverted codes. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {object} Qr
 * @property {number} size modules on a side, with the quiet zone
 * @property {string} outline the path of the dark modules
 */

/** @param {string} words the text alternative */
export function qrPicture(words) {
  const root = document.createElementNS(SVG, "svg");
  const path = root.appendChild(document.createElementNS(SVG, "path"));
  root.setAttribute("class", "qr-code");
  root.setAttribute("role", "img");
  root.setAttribute("aria-label", words);
  root.setAttribute("shape-rendering", "crispEdges");
  root.dataset.testid = "qr";
  return {
    root,
    /** @param {Qr | null} qr none: nothing is shown */
    show(qr) {
      root.style.display = qr ? "" : "none";
      root.setAttribute("viewBox", `0 0 ${qr?.size ?? 1} ${qr?.size ?? 1}`);
      path.setAttribute("d", qr?.outline ?? "");
    },
  };
}
