/** The pictures by name. A new one is a file here and one line. */

import { betaSweep } from "./beta_sweep.js";
import { fallingSamples } from "./falling_samples.js";
import { generation } from "./generation.js";
import { latentModel } from "./latent_model.js";
import { linearLab } from "./linear_lab.js";
import { noiseChannel } from "./noise_channel.js";
import { pixelLoss } from "./pixel_loss.js";
import { posterior } from "./posterior.js";
import { roundTrip } from "./round_trip.js";

/** @type {Record<string, () => import("./frame.js").Picture>} */
export const PICTURES = {
  beta_sweep: betaSweep,
  posterior: () => posterior,
  falling_samples: fallingSamples,
  generation,
  latent_model: () => latentModel,
  linear_lab: () => linearLab,
  noise_channel: () => noiseChannel,
  pixel_loss: () => pixelLoss,
  round_trip: roundTrip,
};
