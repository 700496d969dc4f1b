/** Opens a run's latents and decoder at once; what was opened for an older request is dropped. */

import { openDecoder } from "./decoder.js";
import { readLatents } from "./latents.js";
import { fetchBytes } from "../shared/vendor.js";

/** @typedef {import("../maths/codes.js").Latents} Latents */
/** @typedef {import("../maths/prior.js").Mixture} Mixture */
/** @typedef {import("./decoder.js").Decoder} Decoder */

/**
 * @typedef {object} Receivers
 * @property {(latents: Latents, mixture: Mixture | null) => void} latents
 * @property {(decoder: Decoder) => void} decoder
 * @property {(which: "latents" | "decoder", error: unknown) => void} problem
 */

/**
 * @param {string} url
 * @returns {Promise<Mixture>}
 */
const readMixture = async (url) => JSON.parse(new TextDecoder().decode(await fetchBytes(url)));

/** @param {Receivers} on */
export function runFiles(on) {
  /** @type {import("./decoder.js").Decoder | null} */
  let decoder = null;
  let turn = 0;

  /**
   * @template Opened
   * @param {"latents" | "decoder"} which
   * @param {Promise<Opened>} opening
   * @param {(opened: Opened) => void} use
   * @param {(opened: Opened) => void} drop
   */
  async function receive(which, opening, use, drop) {
    const mine = turn;
    try {
      const opened = await opening;
      if (mine === turn) use(opened);
      else drop(opened);
    } catch (error) {
      if (mine === turn) on.problem(which, error);
    }
  }

  /** @param {import("./decoder.js").Decoder | null} next */
  function replace(next) {
    const old = decoder;
    decoder = next;
    if (next) on.decoder(next);
    void old?.close();
  }

  return {
    /** @param {{runUrl: string, version: string | number, split: "test" | "all", hasOwnPrior: boolean}} wanted */
    open({ runUrl, version, split, hasOwnPrior }) {
      turn += 1;
      const query = version === "" ? "" : `?v=${encodeURIComponent(version)}`;
      const latents = fetchBytes(`${runUrl}/latents.safetensors${query}`).then((buffer) => readLatents(buffer, split));
      const opened = Promise.all([latents, hasOwnPrior ? readMixture(`${runUrl}/prior.json${query}`) : null]);
      void receive(
        "latents",
        opened,
        ([codes, mixture]) => on.latents(codes, mixture),
        () => undefined,
      );
      void receive("decoder", openDecoder(`${runUrl}/decoder.onnx${query}`), replace, (late) => void late.close());
    },
    close() {
      turn += 1;
      replace(null);
    },
  };
}
