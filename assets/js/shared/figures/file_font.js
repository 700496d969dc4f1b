/** The letters of saved figures. */

export const FILE_FONT = "Arial, Helvetica, sans-serif"; // the page's letters are not in a file
