/** The sentence beside the marker on the support of its code: how near the data are, and of which class. */

import { supportWords } from "../maths/support.js";
import { className } from "./state.js";

/**
 * Returns a sentence on the images near the marker.
 * @param {Readonly<import("./state.js").State>} state
 */
export const supportNote = (state) => supportWords(state.support(state.z), (label) => `${className(state, label)}s`);
