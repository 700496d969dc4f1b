/** The browser's camera: holding a button takes pictures of one of two things. They go to this server only. */

import { base64, concatenated } from "./bytes.js";
import { shots } from "./shots.js";
import { element } from "../shared/dom.js";
import { assetUrl } from "../shared/resources.js";
import { styleSheets } from "../shared/styles.js";

const INTERVAL_MS = 125; // eight shots a second: 40 take five seconds, in which a hand can turn the thing
const ASKED = { video: { width: { ideal: 320 }, height: { ideal: 240 } } };
const NOT_SECURE =
  "Browsers give pages a camera only at https addresses and at http://localhost. " +
  "Open Latent Lab on this computer, or ask who runs the server for https.";
/** @type {Record<string, string>} by the error's name */
const REASONS = {
  NotAllowedError:
    "The browser does not allow the camera here. Allow it beside the address, then turn the camera on again.",
  NotFoundError: "The browser found no camera on this computer.",
  NotReadableError: "Another program uses the camera; close it, then turn the camera on again.",
};

/** @typedef {{names: [string, string], most: number, side: number, set: string}} CameraOptions side: a shot's pixels */
/** @typedef {{counts: number[], side: number, images: string}} Shots RGB in base64, those of the first thing first */

/**
 * @param {Node & ParentNode} parent
 * @param {CameraOptions} start
 * @param {(shots: Shots) => void} onChange when a button is let go, and after shots were deleted
 */
export default function mount(parent, start, onChange) {
  let options = start;
  /** @type {MediaStream | null} */
  let stream = null;
  let [isGone, isAsking] = [false, false];
  const video = element("video", { class: "camera-video", playsinline: true, "aria-label": "Camera picture" });
  video.muted = true;
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const power = element("button", { type: "button", class: "tool", onclick: () => void turn() }, "Turn camera on");
  const parts = start.names.map(() =>
    shots({ video, side: start.side, interval: INTERVAL_MS, most: start.most, onChange: report }),
  );
  const root = element(
    "div",
    { class: "own-data camera", "data-testid": "camera" },
    element("div", { class: "camera-picture" }, video, power),
    ...parts.map(({ root }) => root),
    element(
      "p",
      { class: "own-data-hint" },
      "Pictures go to this server only. They are stored only after you press Add data set.",
    ),
    problem,
  );
  const sheets = styleSheets([assetUrl("js/plane/controls.css"), assetUrl("js/data/data.css")]);
  parent.append(...sheets, root);

  async function turn() {
    if (stream) return stop();
    problem.hidden = true;
    if (isBlocked()) return location.assign(withCamera());
    if (isAsking) return; // a second click would open a second stream
    isAsking = true;
    try {
      if (!navigator.mediaDevices?.getUserMedia) throw new Error(NOT_SECURE);
      const opened = await navigator.mediaDevices.getUserMedia(ASKED);
      if (isGone) return end(opened);
      stream = video.srcObject = opened;
      opened.getVideoTracks().forEach((track) => track.addEventListener("ended", stop)); // unplugged
      await video.play();
      show();
    } catch (error) {
      stop();
      problem.textContent = REASONS[/** @type {Error} */ (error).name] ?? /** @type {Error} */ (error).message;
      problem.hidden = false;
    } finally {
      isAsking = false;
    }
  }

  function stop() {
    if (stream) end(stream);
    stream = video.srcObject = null;
    show();
  }

  function report() {
    if (isGone) return;
    const taken = parts.map((part) => part.taken());
    onChange({
      counts: taken.map(({ length }) => length),
      side: options.side,
      images: base64(concatenated(taken.flat())),
    });
  }

  function show() {
    power.textContent = stream ? "Turn camera off" : "Turn camera on";
    parts.forEach((part, at) => part.show(options.names[at], stream !== null));
  }

  show();
  return {
    /** @param {CameraOptions} next */
    update(next) {
      if (next.set !== options.set) parts.forEach((part) => part.clear());
      options = next;
      show();
    },
    destroy() {
      isGone = true;
      parts.forEach((part) => part.stop());
      stop();
      [root, ...sheets].forEach((part) => part.remove());
    },
  };
}

/** @param {MediaStream} stream */
const end = (stream) => stream.getTracks().forEach((track) => track.stop());

/** Tells whether the permissions policy blocks the camera, as it does where the document was loaded as another page. */
function isBlocked() {
  const policy = /** @type {any} */ (document).featurePolicy;
  return Boolean(policy && window.isSecureContext && !policy.allowsFeature("camera"));
}

/** Returns the address under which the server allows the camera: that of this page, loaded again. */
function withCamera() {
  const address = new URL(location.href);
  address.searchParams.set("source", "camera");
  address.searchParams.set("camera", "1"); // another address than that of now, else the browser would only scroll
  return address.href;
}
