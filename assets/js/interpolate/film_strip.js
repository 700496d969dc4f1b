/** One path as a film: its image of the moment, large, and its steps side by side, each with what is near it. */

import { element } from "../shared/dom.js";
import { readable } from "../shared/numbers.js";
import { paint } from "../shared/picture.js";

const REST_MS = 150; // a step that only passes by, as while one draws, fetches no neighbour

/** @typedef {import("./run.js").Note} Note */
/** @typedef {Note & {nearest: {index: number, name: string} | null}} StepNote */

/**
 * @param {{key: string, name: string}} row
 * @param {string} unit what the shares are called: t, strength
 * @param {(share: number) => void} choose a step was pressed
 */
export function filmStrip({ key, name }, unit, choose) {
  const now = element("canvas", { class: "picture", width: 1, height: 1, role: "img", "data-testid": `now-${key}` });
  const [nowShare, nowWords] = [element("strong"), element("span", { class: "near" })];
  const steps = element("ol", { class: "steps", "data-testid": `steps-${key}` });
  const [title, explained] = [element("span"), element("p", { class: "film-words" })];
  const isAlone = key === "attribute" || key === "analogy"; // then there is room for its explanation
  const explain = element("details", { class: "explain", open: isAlone }, element("summary", {}, "Explain"), explained);
  const reel = element("div", { class: "reel" }, steps);
  const root = element(
    "section",
    { class: `film film-${key}`, "data-testid": `film-${key}` },
    element("div", { class: "film-head" }, element("h2", {}, lineSample(), title), nowShare, nowWords, explain),
    element("div", { class: "film-body" }, element("div", { class: "now" }, now), reel),
  );
  const keepInSight = sightKeeper(reel);
  /** @type {ReturnType<typeof step>[]} */
  let shown = [];
  let marked = -1;

  return {
    root,
    /** @param {{name: string, words: string}} row */
    say(row) {
      [title.textContent, explained.textContent] = [row.name, row.words];
      root.setAttribute("aria-label", row.name);
    },
    /**
     * @param {import("./rows.js").Frame[]} frames
     * @param {StepNote[]} notes
     * @param {readonly number[]} shape
     * @param {(index: number) => Promise<ArrayLike<number>>} image
     */
    show(frames, notes, shape, image) {
      if (shown.length !== frames.length) {
        shown = frames.map(() => step(unit));
        steps.replaceChildren(...shown.map(({ item }) => item));
      }
      marked = -1; // this may be the first time, or the film comes back from another mode
      frames.forEach((frame, i) => shown[i].show(frame, notes[i], shape, image, choose));
    },
    /**
     * The picture at this moment.
     * @param {import("./rows.js").Frame} frame
     * @param {Note} note
     * @param {readonly number[]} shape
     */
    now(frame, note, shape) {
      paint(now, frame.picture, shape);
      now.setAttribute("aria-label", `${name} at ${unit} = ${readable(frame.share)}: ${note.words}`);
      nowShare.textContent = `${unit} = ${readable(frame.share)}`;
      nowWords.textContent = note.words;
    },
    /**
     * Marks the step nearest to a share. The reel follows only to another step, so that a person can look at the rest.
     * @param {number} share
     */
    mark(share) {
      const off = shown.map((each) => Math.abs(each.share() - share));
      const nearest = off.indexOf(Math.min(...off));
      if (nearest === marked) return;
      marked = nearest;
      shown.forEach(({ item }, i) => item.classList.toggle("is-now", i === nearest));
      if (shown[nearest]) keepInSight(shown[nearest].item);
    },
  };
}

/**
 * Returns what scrolls a row until a part of it is in sight, unless a finger scrolls the row.
 * @param {HTMLElement} row
 */
function sightKeeper(row) {
  let isHeld = false;
  for (const kind of /** @type {const} */ (["touchstart", "touchend", "touchcancel"]))
    row.addEventListener(kind, ({ touches }) => void (isHeld = touches.length > 0), { passive: true });

  /** @param {HTMLElement} part */
  return (part) => {
    if (isHeld || row.scrollWidth <= row.clientWidth) return;
    const [{ left, right }, seen] = [part.getBoundingClientRect(), row.getBoundingClientRect()];
    if (left >= seen.left && right <= seen.right) return;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    row.scrollBy({ left: (left + right - seen.left - seen.right) / 2, behavior: isCalm ? "auto" : "smooth" });
  };
}

/** Returns a sample of the path's line on the map: colour and dashes. */
function lineSample() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "line-sample");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  for (const [name, value] of Object.entries({ x1: 1, y1: 6, x2: 35, y2: 6 })) line.setAttribute(name, String(value));
  svg.append(line);
  return svg;
}

/** @param {string} unit */
function step(unit) {
  const [picture, thumb] = [0, 1].map(() =>
    element("canvas", { class: "picture", width: 1, height: 1, "aria-hidden": "true" }),
  );
  const [bar, percent, near, nearest, label] = [
    element("i"),
    element("span"),
    element("span", { class: "near" }),
    element("span"),
    element("strong"),
  ];
  const button = element("button", { type: "button", class: "step" }, picture, label);
  const support = element(
    "span",
    { class: "density", role: "img" },
    element("span", { class: "film-bar" }, bar),
    percent,
  );
  const neighbour = element(
    "span",
    { class: "neighbour", role: "img", title: "The training image with the nearest code" },
    thumb,
    nearest,
  );
  const item = element("li", {}, button, support, near, neighbour);
  let [share, turn] = [0, 0];
  /** @type {(share: number) => void} */
  let chosen = () => undefined;
  button.addEventListener("click", () => chosen(share));

  return {
    item,
    share: () => share,
    /**
     * @param {import("./rows.js").Frame} frame
     * @param {StepNote} note
     * @param {readonly number[]} shape
     * @param {(index: number) => Promise<ArrayLike<number>>} image
     * @param {(share: number) => void} choose
     */
    show(frame, note, shape, image, choose) {
      [share, chosen] = [frame.share, choose];
      const mine = ++turn;
      paint(picture, frame.picture, shape);
      label.textContent = readable(share);
      button.setAttribute("aria-label", `Go to ${unit} = ${readable(share)}`);
      bar.style.width = `${note.percent}%`;
      percent.textContent = `${note.percent} %`;
      support.title = `${note.percent} % of the test images lie in sparser regions`;
      support.setAttribute("aria-label", support.title);
      near.textContent = near.title = note.words;
      neighbour.setAttribute("aria-label", `Nearest training image: ${note.nearest?.name ?? "none"}`);
      nearest.textContent = note.nearest?.name ?? "";
      thumb.style.visibility = "hidden"; // its place stays, so that nothing jumps when it comes
      const { nearest: found } = note;
      if (found) setTimeout(() => mine === turn && void fill(found.index), REST_MS);

      /** @param {number} index */
      async function fill(index) {
        // Without its picture the neighbour still has its name.
        const pixels = await image(index).catch(() => null);
        if (!pixels || mine !== turn) return;
        paint(thumb, pixels, shape);
        thumb.style.visibility = "visible";
      }
    },
  };
}
