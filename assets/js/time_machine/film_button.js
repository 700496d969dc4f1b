/** The button that saves all frames of the time machine as an animated GIF. */

import { filmOf } from "./export.js";
import { groundOf } from "./plot.js";
import { frameWords } from "./words.js";
import { element } from "../shared/dom.js";
import { download } from "../shared/download.js";
import { loadGifenc } from "../shared/vendor.js";

/** @typedef {ReturnType<typeof import("./scene.js").scene>} Scene */
/** @typedef {import("./time_machine.js").Stage} Stage */

/**
 * Returns one frame of the film.
 * @param {Scene} scene
 * @param {Stage} stage whose held point and switches the film takes over
 * @param {number} at
 * @param {boolean} isTurned
 * @returns {Promise<import("./export.js").Moment>}
 */
async function filmMoment(scene, stage, at, isTurned) {
  const { frames } = scene.list;
  const cloud = await scene.cloud(at, isTurned);
  const held = stage.held() ?? cloud.prior ?? /** @type {[number, number]} */ ([0, 0]);
  const manifold = stage.hasGround() ? await scene.manifold(at, isTurned, () => false) : null;
  return {
    cloud,
    ground: manifold && groundOf(manifold, scene.shape, stage.theme()),
    held,
    hasPoints: stage.hasPoints(),
    picture: await scene.picture(at, scene.code(at, isTurned, held)),
    words: frameWords(frames[at], at, frames.length),
    inputs: scene.inputs,
    reconstructions: await scene.reconstructions(at),
  };
}

/**
 * @param {Stage} stage
 * @param {string} runUrl
 * @param {() => Scene | null} sceneNow null: no frame was fetched yet
 * @param {() => void} stopPlaying
 */
export function filmButton(stage, runUrl, sceneNow, stopPlaying) {
  const button = element(
    "button",
    {
      type: "button",
      class: "live-button time-save",
      disabled: true,
      title: "Save all frames as an animated GIF",
      "data-testid": "time-save",
      onclick: () => void save(),
    },
    "Save GIF",
  );

  async function save() {
    const scene = sceneNow();
    if (!scene) return;
    const isTurned = stage.isTurned() && Boolean(scene.list.isTurned);
    const count = scene.list.frames.length;
    stopPlaying();
    scene.setLabel(stage.label());
    button.disabled = true;
    try {
      const moment = (/** @type {number} */ at) => filmMoment(scene, stage, at, isTurned);
      const progress = (/** @type {number} */ done) => void (button.textContent = `${done} of ${count}`);
      const gif = await filmOf(await loadGifenc(), count, moment, stage.colours(), stage.theme(), progress);
      const content = new Blob([/** @type {BlobPart} */ (gif)], { type: "image/gif" });
      download(`${runUrl.split("/").pop()}-training.gif`, content);
      stage.say(`Saved: ${count} frames, ${(gif.length / 1e6).toFixed(1)} MB.`);
    } catch (error) {
      stage.say(`The animation could not be made: ${error instanceof Error ? error.message : error}.`);
    }
    button.textContent = "Save GIF";
    button.disabled = false;
  }

  return button;
}
