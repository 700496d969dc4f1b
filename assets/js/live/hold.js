/** Hold a point and watch its picture sharpen: a puck in the latent plane, and what the newest decoder makes of it. */

import { element } from "../shared/dom.js";
import { labelChoice } from "../plane/label_choice.js";
import { liveDecoder } from "./decoder.js";
import { centreOf, heldCode, heldWords } from "../plane/fitted_plane.js";
import { livePuck } from "../plane/held_point.js";
import { paint } from "../shared/picture.js";

const HINT = "Drag the ring, then hold still: each new decoder draws its picture again.";

/**
 * @param {HTMLElement} area the window of the latent plane @param {HTMLElement} beside where the picture stands @param {string} runUrl
 */
export function liveHold(area, beside, runUrl) {
  const picture = element("canvas", { class: "live-held", role: "img", "aria-label": "What the newest decoder makes of the held point", "data-testid": "live-held" });
  const [words, hint] = [element("p", { class: "live-place", "aria-live": "polite", "data-testid": "live-place" }), element("p", { class: "live-caption" }, HINT)];
  const choice = labelChoice((label) => (decoder.setLabel(label), void draw()));
  picture.hidden = true;
  beside.append(picture, element("div", {}, words, choice.row, hint));
  let isConditional = false;
  /** @type {string[]} */
  let names = [];
  /** @type {{centre: Float32Array, dims: [number, number]} | null} */
  let plane = null;
  const puck = livePuck(area, () => (say(), void draw()));
  const decoder = liveDecoder(runUrl, {
    changed(is) {
      isConditional = is;
      offerLabels();
      hint.textContent = HINT;
      void draw();
    },
    problem: (why) => void (hint.textContent = `The held point has no picture: ${why}.`),
  });
  const observer = new IntersectionObserver(([{ isIntersecting }]) => decoder.watched(isIntersecting));
  observer.observe(area);

  async function draw() {
    const place = puck.place();
    if (!plane || !place) return;
    const images = await decoder.decode(heldCode(plane.centre, plane.dims, place)).catch(() => null);
    if (!images) return;
    picture.hidden = false;
    paint(picture, images.data, images.shape.slice(1));
  }

  function offerLabels() {
    choice.offer(isConditional ? names : []);
  }

  function say() {
    const place = puck.place();
    if (plane && place) words.textContent = heldWords(plane.centre.length, plane.dims, place);
  }

  return {
    look: puck.look,
    isHeld: puck.isHeld,
    decoder: decoder.show,
    /** There are other codes. @param {Float32Array} mean (N, D) @param {number} size D @param {[number, number]} dims those of the plane */
    codes(mean, size, dims) {
      plane = { centre: centreOf(mean, size), dims };
      if (!puck.place()) puck.put([plane.centre[dims[0]], size > 1 ? plane.centre[dims[1]] : 0]);
      say();
      void draw();
    },
    /** @param {string[]} classNames */
    name(classNames) {
      names = classNames;
      offerLabels();
    },
    destroy() {
      observer.disconnect();
      decoder.close();
    },
  };
}
