/** The names of the files of a page's figures. */

/**
 * Returns the name of a figure's file, without its ending. Pure.
 * @param {string} heading of the page
 */
export function nameOfFigure(heading) {
  const words = heading.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return ["latent-lab", ...words, "figure"].join("-");
}

/** Returns that name for the page that is shown. */
export const figureName = () => nameOfFigure(document.querySelector("[data-testid=stMain] h1")?.textContent ?? "");
