/** The planes that the browser adds to those of the options. */

import { withCloud } from "./cloud/cloud_plane.js";
import { withEmbeddings } from "./embeddings.js";
import { withPickedPlane } from "./picked_plane.js";

/**
 * @param {import("./options.js").Options} options
 * @param {import("../maths/codes.js").Latents | null} latents
 */
export const withMadePlanes = (options, latents) =>
  withCloud(withPickedPlane(withEmbeddings(options), latents), latents);
