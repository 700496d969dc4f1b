/** The shots of one thing: taken while its button, or the space bar on it, is held; with their count and thumbnails. */

import { context2d, element } from "../shared/dom.js";

const COLUMNS = 10; // of the thumbnails

/**
 * @param {{video: HTMLVideoElement, side: number, interval: number, most: number, onChange: () => void}} options
 */
export function shots({ video, side, interval, most, onChange }) {
  /** @type {Uint8Array[]} RGB, row by row */
  let taken = [];
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  let hasCamera = false;
  const camera = context2d(element("canvas", { width: side, height: side }));
  const sheet = element("canvas", { class: "shots-sheet", width: COLUMNS * side, height: (most / COLUMNS) * side });
  const hold = element("button", { type: "button", class: "tool shots-hold" }, "Hold to take shots");
  const name = element("strong");
  const count = element("output", { "data-testid": "shot-count" });
  const deleteButton = element(
    "button",
    { type: "button", class: "tool", onclick: () => (clear(), onChange()) },
    "Delete shots",
  );
  const root = element("div", { class: "shots" }, name, hold, count, deleteButton, sheet);

  function begin() {
    if (timer !== undefined || !hasCamera || taken.length >= most) return;
    hold.setAttribute("aria-pressed", "true");
    timer = setInterval(take, interval);
    take();
  }

  function stop() {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    hold.setAttribute("aria-pressed", "false");
    onChange();
    showCount();
  }

  function take() {
    const { videoWidth: width, videoHeight: height } = video;
    const square = Math.min(width, height);
    if (!square) return;
    camera.drawImage(video, (width - square) / 2, (height - square) / 2, square, square, 0, 0, side, side);
    const { data } = camera.getImageData(0, 0, side, side);
    taken.push(Uint8Array.from({ length: 3 * side * side }, (_, at) => data[4 * Math.floor(at / 3) + (at % 3)]));
    const place = taken.length - 1;
    context2d(sheet).drawImage(camera.canvas, (place % COLUMNS) * side, Math.floor(place / COLUMNS) * side);
    showCount();
    if (taken.length >= most) stop();
  }

  function clear() {
    taken = [];
    context2d(sheet).clearRect(0, 0, sheet.width, sheet.height);
    showCount();
  }

  function showCount() {
    count.textContent = `${taken.length} of ${most}`;
    deleteButton.disabled = !taken.length;
    // Not while it is held: a button that is disabled under a finger loses its events.
    if (timer === undefined) hold.disabled = !hasCamera || taken.length >= most;
  }

  hold.addEventListener("pointerdown", (event) => {
    hold.setPointerCapture(event.pointerId);
    begin();
  });
  for (const end of ["pointerup", "pointercancel", "blur"]) hold.addEventListener(end, stop);
  hold.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    begin();
  });
  hold.addEventListener("keyup", (event) => void (event.key === " " && stop()));
  hold.addEventListener("contextmenu", (event) => event.preventDefault()); // a finger that stays on the button
  return {
    root,
    clear,
    stop,
    taken: () => taken,
    /**
     * @param {string} words the name of the thing
     * @param {boolean} isOn whether the camera is
     */
    show(words, isOn) {
      hasCamera = isOn;
      if (!isOn) stop();
      name.textContent = words;
      hold.setAttribute("aria-label", `Hold to take shots of ${words}`);
      showCount();
    },
  };
}
