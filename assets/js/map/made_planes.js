/** The planes that the browser adds to those of the options. */

import { withPickedPlane } from "./picked_plane.js";
import { withTsne } from "./tsne.js";

/**
 * @param {import("./options.js").Options} options
 * @param {import("../maths/codes.js").Latents | null} latents
 */
export const withMadePlanes = (options, latents) => withPickedPlane(withTsne(options), latents);
