/**
 * The newest decoder of a training. When another comes it takes over between two pictures, and the old one is freed.
 */

import { openDecoder } from "../run/decoder.js";
import { latest } from "../shared/pace.js";
import { latestWins } from "../shared/queue.js";

/** @typedef {import("../run/decoder.js").Decoder} Decoder */
/** @typedef {import("../run/decoder.js").Batch} Batch */
/**
 * @typedef {object} Receivers
 * @property {(isConditional: boolean) => void} changed there is another decoder
 * @property {(words: string) => void} problem there is none
 */

/**
 * @param {string} runUrl
 * @param {Receivers} on
 * @param {(url: string) => Promise<Decoder>} [open]
 */
export function liveDecoder(runUrl, on, open = openDecoder) {
  /** @type {Decoder | null} */
  let decoder = null;
  /** @type {Promise<unknown>} what the decoder works on */
  let work = Promise.resolve();
  let [wanted, opened, label, isWatched, isClosed] = ["", "", 0, true, false];

  const swap = latest(async (/** @type {string} */ address) => {
    const next = await open(`${runUrl}/${address}`).catch((error) => {
      if (!decoder) on.problem(error.message);
      throw error;
    });
    if (isClosed) return next.close();
    const [old, oldWork] = [decoder, work];
    next.setLabel(label);
    [decoder, opened] = [next, address];
    on.changed(next.isConditional);
    await oldWork; // a session that is released while it computes takes the page's WebAssembly down with it
    await old?.close();
  });

  /** @param {Promise<Batch>} result */
  function noted(result) {
    work = Promise.allSettled([work, result]);
    return result;
  }

  function follow() {
    if (isWatched && wanted !== opened && !isClosed) void swap(wanted);
  }

  return {
    /** The picture of one code; null where a newer call took its place, or where there is no decoder yet. */
    decode: latestWins(async (/** @type {Float32Array} */ z) => {
      if (!decoder || isClosed) return null;
      return noted(decoder.decode(z, 1));
    }),
    /**
     * Decodes many codes, for the plane.
     * @param {Float32Array} z
     * @param {number} n
     */
    async decodeMany(z, n) {
      if (!decoder || isClosed) throw new Error("there is no decoder yet");
      return noted(decoder.decode(z, n));
    },
    isOpen: () => Boolean(decoder),
    /**
     * There is a new decoder at this address, below the run's.
     * @param {string} address
     */
    show(address) {
      wanted = address;
      if (address) follow();
    },
    /** @param {number} next what a conditional model is to draw */
    setLabel(next) {
      label = next;
      decoder?.setLabel(next);
    },
    /**
     * Fetches nothing while the cockpit is outside the window.
     * @param {boolean} is
     */
    watched(is) {
      isWatched = is;
      if (wanted) follow();
    },
    close() {
      isClosed = true;
      const old = decoder;
      decoder = null;
      void work.then(() => old?.close());
    },
  };
}
