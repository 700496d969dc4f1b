/** The buttons that save what is shown: as PNG, GIF or CSV. */

import { element } from "../shared/dom.js";
import { download } from "../shared/download.js";
import { pngOfCanvas } from "../shared/figures/canvas_file.js";
import { csvOf, gifOf, pngOf } from "./path_files.js";
import { readTheme } from "../shared/theme.js";
import { loadGifenc } from "../shared/vendor.js";

/**
 * @typedef {object} Source
 * @property {() => import("./path_files.js").Strip[]} strips
 * @property {() => Promise<Float32Array[][]>} moments of the animation: at each the pictures side by side
 * @property {() => string} unit of the strips' shares
 * @property {() => string} name of the files, without ending
 */

/**
 * @param {HTMLElement} place
 * @param {Source} source
 * @param {readonly number[]} shape
 * @param {HTMLElement} root
 * @param {(words: string) => void} say
 */
export function saveButtons(place, source, shape, root, say) {
  /**
   * @param {string} ending
   * @param {string} name
   * @param {string} title
   * @param {() => Promise<Blob>} make
   */
  const button = (ending, name, title, make) => {
    const save = async () => {
      made.disabled = true;
      try {
        download(`${source.name()}.${ending}`, await make());
        say(`${ending.toUpperCase()} saved.`);
      } catch (error) {
        say(`The ${ending.toUpperCase()} could not be made: ${error instanceof Error ? error.message : error}.`);
      }
      made.disabled = false;
    };
    const made = element(
      "button",
      {
        type: "button",
        class: "tool",
        title,
        "aria-label": `Save ${name}`,
        "data-testid": `save-${ending}`,
        onclick: () => void save(),
      },
      name,
    );
    return made;
  };

  const png = async () => pngOfCanvas(pngOf(source.strips(), shape, source.unit(), readTheme(root)));

  async function gif() {
    const [gifenc, moments] = await Promise.all([loadGifenc(), source.moments()]);
    return new Blob([/** @type {BlobPart} */ (gifOf(gifenc, moments, shape))], { type: "image/gif" });
  }

  place.append(
    element("span", {}, "Save"),
    button("png", "Strip", "All steps as one PNG image", png),
    button("gif", "GIF", "An animation, back and forth", gif),
    button(
      "csv",
      "CSV",
      "The codes of all steps as a table",
      async () => new Blob([csvOf(source.strips(), source.unit())], { type: "text/csv" }),
    ),
  );
}
