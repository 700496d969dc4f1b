/** The texts of the time machine, and the choice of its frame. Pure. */

/** @typedef {import("./files.js").FrameList} FrameList */
/** @typedef {import("./files.js").Listed} Listed */

const [PLAY_MS, CALM_MS] = [450, 1500]; // of a frame; where motion is to be reduced

/**
 * A step as it is read aloud and beside the slider.
 * @param {Listed} frame
 * @param {number} at
 * @param {number} count
 */
export function frameWords({ step, epoch }, at, count) {
  const when = step
    ? `Step ${step.toLocaleString("en")}, epoch ${epoch < 10 ? epoch.toFixed(2) : epoch.toFixed(1)}`
    : "Before the first step";
  return `${when} (frame ${at + 1} of ${count})`;
}

/**
 * Returns the slider's place when other frames are listed: the end if it was there, else at the step nearest by
 * factors.
 * @param {Listed[]} frames
 * @param {number | null} step of the frame that was shown; null: the end
 */
export function frameIndex(frames, step) {
  if (step === null) return frames.length - 1;
  const far = (/** @type {Listed} */ frame) => Math.abs(Math.log((frame.step + 1) / (step + 1)));
  return frames.reduce((best, frame, at) => (far(frame) < far(frames[best]) ? at : best), 0);
}

/**
 * The frame nearest to a moment; past the middle between the last two it is the last.
 * @param {Listed[]} frames
 * @param {number} epoch
 */
export const placeOfEpoch = (frames, epoch) =>
  frames.reduce(
    (best, frame, at) => (Math.abs(frame.epoch - epoch) < Math.abs(frames[best].epoch - epoch) ? at : best),
    0,
  );

/**
 * Returns the explanation of the axes.
 * @param {FrameList} list
 * @param {boolean} isTurned
 */
export function axesWords({ latentDim, hasPrior, isTurned: canTurn }, isTurned) {
  const plane =
    latentDim === 1
      ? "The one latent dimension, spread out upwards by class."
      : latentDim === 2
        ? ""
        : `The plane of the last frame's first two principal components, of ${latentDim} dimensions.`;
  const turned = hasPrior
    ? "Each frame is turned about the origin, or mirrored, to match the last one (Procrustes). Distances are unchanged."
    : "Each frame is moved, turned or mirrored to match the last one (Procrustes). Distances are unchanged.";
  const raw = canTurn
    ? "The axes as the network has them: it may turn or mirror its latent space while it learns."
    : `Frames of ${latentDim} dimensions are not turned onto the last one: that would take too long.`;
  return [plane, isTurned && canTurn ? turned : raw].filter(Boolean).join(" ");
}

/**
 * Returns the explanation of the label of a conditional model.
 * @param {FrameList} list
 */
export const conditionWords = ({ isConditional }) =>
  isConditional
    ? "Plane and marker are decoded with the chosen label, codes and reconstructions with each image's own."
    : "";

/**
 * Returns the reason for missing images.
 * @param {Listed[]} frames
 */
export function withoutDecoderWords(frames) {
  const having = frames.filter(({ hasDecoder }) => hasDecoder).map(({ step }) => step.toLocaleString("en"));
  const reason = "This network is too large to be kept in every frame.";
  if (!having.length) return `${reason} Points and reconstructions are kept; the marker cannot be decoded.`;
  const steps = `${having.length === 1 ? "step" : "steps"} ${having.join(", ")}`;
  return `${reason} The marker can be decoded at ${steps}.`;
}

/**
 * Returns the milliseconds for which a frame is shown.
 * @param {boolean} isCalm motion is to be reduced
 */
export const stayMs = (isCalm) => (isCalm ? CALM_MS : PLAY_MS);

/**
 * So many pictures side by side that decoding them takes a moment only.
 * @param {readonly number[]} shape C, H, W
 */
export function gridSide(shape) {
  const size = shape.reduce((product, length) => product * length, 1);
  return Math.max(6, Math.min(14, Math.floor(Math.sqrt(140_000 / size))));
}
