/** Opens the run's files, puts what was opened into the state, and reports what could not be. */

import { klPerDimension } from "../maths/colouring.js";
import { supportOf } from "../maths/support.js";
import { imageChunks } from "../run/image_chunks.js";
import { runFiles } from "../run/run_files.js";
import { withMadePlanes } from "./made_planes.js";
import { startAmong } from "./state.js";

/**
 * @param {import("./state.js").MapStore} map
 * @param {Pick<import("./controller.js").Tools, "parts" | "panel">} tools
 * @param {(isFirst: boolean) => void} onLatents codes have arrived, for the first time or again
 */
export function runLoader(map, { parts, panel }, onLatents) {
  const { state } = map;
  const files = runFiles({ latents: receive, decoder: (decoder) => map.set({ decoder }), problem });

  /**
   * @param {import("../maths/codes.js").Latents} latents
   * @param {import("../maths/prior.js").Mixture | null} mixture
   */
  function receive(latents, mixture) {
    const { latentDim } = state.options;
    if (latents.dimensions !== latentDim) {
      return problem("latents", new Error(`the codes have ${latents.dimensions} dimensions, not ${latentDim}`));
    }
    const isFirst = !state.latents;
    const options = withMadePlanes(state.options, latents);
    map.set({
      ...{ options, latents, mixture, klPerDimension: klPerDimension(latents) },
      ...{ support: supportOf(latents.codes, latents.labels), z: isFirst ? startAmong(options, latents) : state.z },
    });
    parts.message.textContent = "";
    panel.splits(latents.hasOthers);
    onLatents(isFirst);
  }

  /**
   * @param {"latents" | "decoder"} which
   * @param {unknown} error
   */
  function problem(which, error) {
    const reason = error instanceof Error ? error.message : String(error);
    const what = which === "decoder" ? "The decoder" : "The latent codes";
    const words = `${what} could not be loaded: ${reason}. Reload the page, or open the run's page.`;
    if (which === "decoder") panel.problem(words);
    else parts.message.textContent = words;
    parts.root.dataset.state = "error";
  }

  return {
    problem,
    close: files.close,
    /** Opens the files of the options' run; the chosen row may be another image in them. */
    open() {
      const { options, latents } = state;
      parts.root.dataset.state = "loading";
      if (!latents) parts.message.textContent = "Loading the latent codes …";
      map.set({ chunks: imageChunks(options.runUrl, options.shape), chosen: null });
      files.open(options);
    },
  };
}
