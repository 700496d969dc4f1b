/**
 * The time machine: a slider over the steps of a training that were kept, which moves the mark on the curves, the latent
 * plane, the reconstructions and the picture of a held point together. The server computes nothing for it but the list.
 *
 * START HERE: `show` brings a frame to all parts. time_machine_scene.js says what a frame shows, time_machine_files.js
 * fetches, time_machine_player.js holds the slider.
 */

import { download } from "../shared/download.js";
import { latest } from "../shared/pace.js";
import { frameFiles } from "./files.js";
import { filmOf } from "./export.js";
import { timeParts } from "./parts.js";
import { framePlayer } from "./player.js";
import { groundOf } from "./plot.js";
import { scene } from "./scene.js";
import { axesWords, conditionWords, frameWords, withoutDecoderWords } from "./words.js";
import { fetchBytes, loadGifenc } from "../shared/vendor.js";

/**
 * @typedef {object} TimeOptions
 * @property {string} runUrl @property {string[]} colours by class
 * @property {() => import("../shared/theme.js").Theme} theme
 * @property {(epoch: number | null) => void} mark where the curves are to be marked; null: nowhere
 * @property {(has: boolean) => void} appear told whether there is anything to show
 */
/** @typedef {ReturnType<typeof scene>} Scene */

/** @param {HTMLElement} place @param {TimeOptions} options */
export function timeMachine(place, { runUrl, colours, theme, mark, appear }) {
  const files = frameFiles(runUrl);
  const parts = timeParts(place, colours, { label: tellLabel, turned: () => (sayAxes(), show(at, false)), ground: () => void showGround(null), held: () => void showHeld(null), save: () => void save() });
  const player = framePlayer(parts.player, (next, isPlaying) => show(next, isPlaying));
  /** @type {Scene | null} */
  let now = null;
  let [at, isSeen, isHeld, isMissed] = [0, false, false, false];

  /** @type {string[]} */
  let classNames = [];
  let label = 0;

  /** A conditional model is asked for another class. @param {number} next */
  function tellLabel(next) {
    label = next;
    now?.setLabel(label);
    show(at, false);
  }

  const offerLabels = () => parts.labels(now?.list.isConditional ? classNames : []);

  /** Bring a frame to all parts; nothing while nobody sees it. @param {number} next @param {boolean} isPlaying */
  function show(next, isPlaying) {
    at = next;
    mark(now && !player.isAtEnd() ? now.list.frames[at].epoch : null);
    isMissed = !isSeen;
    if (isMissed) return;
    void showFrame(isPlaying);
    void showHeld(null);
    void showGround(null);
  }

  const showFrame = latest(async (/** @type {boolean} */ isPlaying) => {
    if (!now) return;
    const [cloud, reconstructions] = await told(Promise.all([now.cloud(at, parts.isTurned()), now.reconstructions(at)]));
    if (!isHeld) {
      parts.plot.hold(await now.middle(parts.isTurned()));
      isHeld = true;
      void showHeld(null);
    }
    parts.plot.show(cloud, isPlaying);
    parts.pictures.show(now.inputs, reconstructions);
  });

  function sayAxes() {
    if (now) parts.axes([axesWords(now.list, parts.isTurned()), conditionWords(now.list)].filter(Boolean).join(" "));
  }

  const showHeld = latest(async () => {
    if (!now || !isHeld) return;
    const [mine, held, isTurned] = [at, parts.plot.held(), parts.isTurned()];
    const { list } = now;
    const made = await told(now.picture(mine, isTurned, held));
    if (mine === at) parts.held(made, now.code(mine, isTurned, held), list.frames[mine].hasDecoder ? "" : withoutDecoderWords(list.frames));
  });

  const showGround = latest(async () => {
    if (!now || !parts.hasGround()) return parts.plot.ground(null);
    const [mine, isTurned, { shape }] = [at, parts.isTurned(), now];
    const isStale = () => mine !== at || isTurned !== parts.isTurned();
    const manifold = await told(now.manifold(mine, isTurned, isStale));
    if (!isStale()) parts.plot.ground(manifold && groundOf(manifold, shape, theme()));
  });

  /** What could not be fetched or opened is said, and tried again with the next frame. @template Result @param {Promise<Result>} work */
  async function told(work) {
    try {
      const result = await work;
      parts.status("");
      return result;
    } catch (error) {
      parts.status(`This frame could not be shown: ${error instanceof Error ? error.message : error}.`);
      throw error;
    }
  }

  async function save() {
    const [mine, isTurned, held] = [now, parts.isTurned(), parts.plot.held()];
    if (!mine) return;
    const { frames } = mine.list;
    player.stop();
    parts.saving(true);
    try {
      const moment = async (/** @type {number} */ number) => {
        const manifold = parts.hasGround() ? await mine.manifold(number, isTurned, () => false) : null;
        return {
          cloud: await mine.cloud(number, isTurned), ground: manifold && groundOf(manifold, mine.shape, theme()), held, hasPoints: parts.hasPoints(),
          picture: await mine.picture(number, isTurned, held), words: frameWords(frames[number], number, frames.length),
          inputs: mine.inputs, reconstructions: await mine.reconstructions(number),
        };
      };
      const progress = (/** @type {number} */ done) => parts.status(`Frame ${done} of ${frames.length}`);
      const gif = await filmOf(await loadGifenc(), frames.length, moment, colours, theme(), progress);
      download(`${runUrl.split("/").pop()}-training.gif`, new Blob([/** @type {BlobPart} */ (gif)], { type: "image/gif" }));
      parts.status(`Saved: ${frames.length} frames, ${(gif.length / 1e6).toFixed(1)} MB.`);
    } catch (error) {
      parts.status(`The animation could not be made: ${error instanceof Error ? error.message : error}.`);
    }
    parts.saving(false);
  }

  const refresh = latest(async (/** @type {number} */ changed) => {
    const list = JSON.parse(new TextDecoder().decode(await fetchBytes(`${runUrl}/frames?v=${changed}`)));
    if (!list.frames.length) return appear(false);
    now = scene(files, list, await files.subset());
    now.setLabel(label);
    offerLabels();
    parts.mayTurn(list.isTurned);
    sayAxes();
    appear(true);
    player.list(list.frames);
  });

  const watcher = new IntersectionObserver((entries) => {
    isSeen = entries[entries.length - 1].isIntersecting;
    if (isSeen && isMissed) show(at, false);
  });
  watcher.observe(place);

  return {
    /** Other frames are there; it is open when this is done. */
    refresh,
    /** What the classes are called. @param {string[]} names */
    name(names) {
      classNames = names;
      offerLabels();
    },
    /** Another theme. */
    recolour: () => void showGround(null),
    /** The run was taken up at an earlier step: what was fetched may no longer be true. */
    reset: () => files.forget(),
    destroy() {
      player.stop();
      watcher.disconnect();
      parts.plot.destroy();
      files.forget();
    },
  };
}
