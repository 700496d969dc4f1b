/**
 * The time machine: a slider over the steps of a training that were kept. Left of its right end it brings a frame to
 * the
 * stage: plane, reconstructions and held point as they were then. The server computes nothing for it but the list.
 *
 * START HERE: `show` brings a frame to the stage. scene.js says what a frame shows, files.js fetches, player.js holds
 * the slider.
 */

import { element } from "../shared/dom.js";
import { latest } from "../shared/pace.js";
import { frameFiles } from "./files.js";
import { framePlayer } from "./player.js";
import { filmButton } from "./film_button.js";
import { scene } from "./scene.js";
import { axesWords, conditionWords, placeOfEpoch, withoutDecoderWords } from "./words.js";
import { fetchBytes } from "../shared/vendor.js";

/** @typedef {import("../run/safetensors.js").Tensor} Tensor */
/** @typedef {import("../maths/viewport.js").Extent} Extent */
/** @typedef {{manifold: import("../plane/manifold.js").Manifold, shape: readonly number[]}} Pictures of the plane */
/**
 * @typedef {object} Moment what a stage shows
 * @property {import("./plot.js").Cloud} cloud
 * @property {import("../maths/plane.js").Plane} plane
 * @property {ArrayLike<number>} base (D,) the code that is moved within the plane
 * @property {Tensor} inputs
 * @property {Tensor} reconstructions
 * @property {boolean} isLive whether it is the last moment
 * @property {boolean} canTurn
 * @property {boolean} isConditional
 * @property {string} words how the plane is to be read
 * @property {string} missing why the held point has no picture
 * @property {(z: Float32Array) => Promise<import("../run/decoder.js").Batch | null>} picture of a code
 * @property {(isStale: () => boolean, window: Extent | null) => Promise<Pictures | null>} ground what the decoder makes
 *   of the plane
 */
/**
 * @typedef {object} Stage the one place where moments are shown
 * @property {(moment: Moment, mayGlide: boolean) => void} show
 * @property {(text: string) => void} say
 * @property {(play: (() => void) | null) => void} offerPlay a button that plays, on the plane; null: none
 * @property {() => boolean} isTurned
 * @property {() => boolean} hasGround
 * @property {() => boolean} hasPoints
 * @property {() => [number, number] | null} held
 * @property {() => number} label
 * @property {(names: readonly string[]) => void} labels
 * @property {() => string[]} colours
 * @property {() => import("../shared/theme.js").Theme} theme
 */
/**
 * @typedef {object} TimeOptions
 * @property {string} runUrl
 * @property {boolean} hasCircle whether the prior is the standard normal one
 * @property {boolean} isRecorded whether the plane shows a button that plays it
 * @property {Stage} stage
 * @property {(epoch: number | null) => void} mark what moment is shown; null: the last one
 * @property {() => void} live show the last moment
 * @property {() => string} last what the last moment is called
 * @property {(control: HTMLElement, text: string, term?: string) => void} explain lets a control explain itself
 */

/**
 * Returns a frame as the stage shows it.
 * @param {ReturnType<typeof scene>} past
 * @param {number} at
 * @param {boolean} isTurned
 * @returns {Promise<Moment>}
 */
async function pastMoment(past, at, isTurned) {
  const { list } = past;
  const [cloud, reconstructions] = await Promise.all([past.cloud(at, isTurned), past.reconstructions(at)]);
  const plane = past.plane(at, isTurned);
  return {
    cloud,
    plane,
    base: plane.origin,
    inputs: past.inputs,
    reconstructions,
    isLive: false,
    canTurn: list.isTurned,
    isConditional: list.isConditional,
    words: [axesWords(list, isTurned), conditionWords(list)].filter(Boolean).join(" "),
    missing: list.frames[at].hasDecoder ? "" : withoutDecoderWords(list.frames),
    picture: (z) => past.picture(at, z),
    ground: async (isStale, window) => {
      const manifold = await past.manifold(at, isTurned, isStale, window);
      return manifold && { manifold, shape: past.shape };
    },
  };
}

/**
 * @param {HTMLElement} place
 * @param {TimeOptions} options
 */
export function timeMachine(place, { runUrl, hasCircle, isRecorded, stage, mark, live, last, explain }) {
  const files = frameFiles(runUrl);
  const row = element("div", { class: "time-player" });
  place.replaceChildren(row);
  const player = framePlayer(row, show, last, (canPlay) => stage.offerPlay(canPlay && isRecorded ? play : null));
  const film = filmButton(stage, runUrl, () => now, player.stop);
  row.append(film);
  explain(player.play, "Plays the kept steps, from the first to the last.", "time machine");
  explain(film, "Saves the kept steps as an animated picture.");
  /** @type {ReturnType<typeof scene> | null} */
  let now = null;
  let at = 0;
  /** @type {string[]} */
  let classNames = [];

  /** Plays from the button on the plane. That button disappears, so the focus moves to the one that stops. */
  function play() {
    player.start();
    player.play.focus({ preventScroll: true });
  }

  /**
   * Bring a frame to the stage, or the last moment.
   * @param {number} next
   * @param {boolean} isPlaying
   */
  function show(next, isPlaying) {
    at = next;
    const isPast = Boolean(now) && !player.isAtEnd();
    mark(now && isPast ? now.list.frames[at].epoch : null);
    if (isPast) void showFrame(isPlaying);
    else live();
  }

  const showFrame = latest(async (/** @type {boolean} */ isPlaying) => {
    if (!now || player.isAtEnd()) return;
    const [mine, isTurned] = [at, stage.isTurned() && now.list.isTurned];
    const past = now;
    past.setLabel(stage.label());
    try {
      const moment = await pastMoment(past, mine, isTurned);
      if (player.isAtEnd()) return;
      stage.show(moment, isPlaying);
      stage.say("");
    } catch (error) {
      stage.say(`This frame could not be shown: ${error instanceof Error ? error.message : error}.`);
    }
  });

  const refresh = latest(async (/** @type {number} */ changed) => {
    const list = JSON.parse(new TextDecoder().decode(await fetchBytes(`${runUrl}/frames?v=${changed}`)));
    if (!list.frames?.length) return;
    now = scene(files, list, await files.subset(), hasCircle);
    film.disabled = false;
    stage.labels(list.isConditional ? classNames : []);
    player.list(list.frames);
  });

  return {
    /** Other frames are there. */
    refresh,
    isPast: () => Boolean(now) && !player.isAtEnd(),
    /**
     * Show the kept step nearest to a moment; the last moment where none is later.
     * @param {number} epoch
     */
    point(epoch) {
      const frames = player.frames();
      if (frames.length > 1) player.go(placeOfEpoch(frames, epoch));
    },
    /** The last moment has another name now. */
    rename() {
      if (player.frames().length) player.list(player.frames());
    },
    /** The frame again, as a switch asks for it. */
    again: () => show(at, false),
    /**
     * Sets the names of the classes.
     * @param {string[]} names
     */
    name(names) {
      classNames = names;
      if (now) stage.labels(now.list.isConditional ? classNames : []);
    },
    /** The run was taken up at an earlier step: what was fetched may no longer be true. */
    reset: () => files.forget(),
    destroy() {
      player.stop();
      stage.offerPlay(null);
      files.forget();
    },
  };
}
