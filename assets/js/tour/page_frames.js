/** The pages of a tour in their frames, and the ring around a part of the one that is shown. */

import { element } from "../shared/dom.js";

/** @typedef {import("./pages_stage.js").Chapter} Chapter */
/** @typedef {import("./pages_stage.js").PagesOn} PagesOn */

const PAGE = [1280, 720]; // pixels of the page in the frame: the smallest window that a page fits
const NARROW = 640; // pixels of the stage, below which a page has its own width
const AROUND = 5; // pixels between a part and its ring

/**
 * Returns the size of the page in the frame and its scale on the stage. Pure.
 * @param {number} width pixels that the stage leaves
 * @param {number} height
 */
export function frameSize(width, height) {
  if (width < NARROW) return { width, height, scale: 1 };
  const scale = Math.min(1, width / PAGE[0], height / PAGE[1]);
  return { width: PAGE[0], height: Math.round(Math.min(height / scale, 1.25 * PAGE[1])), scale };
}

/**
 * Returns the first element of a selector that is seen, also below shadow roots.
 * @param {Document | ShadowRoot} root
 * @param {string} selector
 * @returns {Element | null}
 */
function find(root, selector) {
  const seen = [...root.querySelectorAll(selector)].find((part) => part.checkVisibility());
  if (seen) return seen;
  for (const { shadowRoot } of root.querySelectorAll("*")) {
    const inner = shadowRoot && find(shadowRoot, selector);
    if (inner) return inner;
  }
  return null;
}

/**
 * @param {Chapter} chapter
 * @param {PagesOn} on
 */
function frameOf({ href, name }, on) {
  const frame = element("iframe", { class: "tour-frame", src: href || "./", title: `Page: ${name}` });
  frame.addEventListener("load", () => {
    const page = frame.contentDocument;
    page?.addEventListener("pointerdown", on.taken, true);
    page?.addEventListener("keydown", on.pressed);
  });
  return frame;
}

/**
 * @param {HTMLElement} place
 * @param {readonly Chapter[]} chapters
 * @param {PagesOn} on
 */
export function pageFrames(place, chapters, on) {
  /** @type {Map<number, HTMLIFrameElement>} the page that is shown, and the next one, which loads meanwhile */
  const frames = new Map();

  function fit() {
    const { width, height, scale } = frameSize(place.clientWidth, place.clientHeight);
    for (const frame of frames.values())
      Object.assign(frame.style, { width: `${width}px`, height: `${height}px`, scale: String(scale) });
  }

  return {
    fit,
    /** @param {number} chapter */
    of: (chapter) => frames.get(chapter),
    /** @param {number} chapter */
    open(chapter) {
      const wanted = [chapter, chapter + 1].filter((at) => at < chapters.length);
      for (const [at, frame] of frames)
        if (!wanted.includes(at)) {
          frame.remove();
          frames.delete(at);
        }
      for (const at of wanted) {
        const frame = frames.get(at) ?? frameOf(chapters[at], on);
        if (!frames.has(at)) place.prepend(frame);
        frames.set(at, frame);
        frame.classList.toggle("is-next", at !== chapter);
        frame.inert = at !== chapter;
      }
      fit();
    },
  };
}

/** @param {HTMLElement} place with the frames */
export function pageRing(place) {
  const ring = element("div", { class: "tour-ring", "data-testid": "tour-ring", hidden: true });
  place.append(ring);
  return {
    /**
     * Puts the ring around a part of a page; hides it where the part is not there, or not yet.
     * @param {HTMLIFrameElement | undefined} frame
     * @param {string} selector empty: no part
     */
    show(frame, selector) {
      const part = selector && frame?.contentDocument ? find(frame.contentDocument, selector) : null;
      ring.hidden = !part;
      if (!part || !frame) return;
      const { left, top, width, height } = part.getBoundingClientRect();
      const scale = Number(frame.style.scale);
      const [right, bottom] = [Math.min(left + width, frame.clientWidth), Math.min(top + height, frame.clientHeight)];
      Object.assign(ring.style, {
        left: `${left * scale - AROUND}px`,
        top: `${top * scale - AROUND}px`,
        width: `${(right - left) * scale + 2 * AROUND}px`,
        height: `${(bottom - top) * scale + 2 * AROUND}px`,
      });
    },
  };
}
