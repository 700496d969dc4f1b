/** The pictures by name. A new one is a file here and one line. */

import { fallingSamples } from "./falling_samples.js";
import { noiseChannel } from "./noise_channel.js";
import { pixelLoss } from "./pixel_loss.js";
import { posterior } from "./posterior.js";
import { roundTrip } from "./round_trip.js";

/** @type {Record<string, () => import("./frame.js").Picture>} */
export const PICTURES = {
  posterior: () => posterior,
  falling_samples: fallingSamples,
  noise_channel: () => noiseChannel,
  pixel_loss: () => pixelLoss,
  round_trip: roundTrip,
};
