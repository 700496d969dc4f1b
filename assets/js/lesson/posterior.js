/** One latent dimension: its posterior, the prior, and the three parts of the KL divergence. */

import { readable } from "../shared/numbers.js";
import { namedBars } from "./plot.js";
import { curve, normalDensity, klParts } from "./gaussians.js";

const RANGE = /** @type {const} */ ([-6, 6]);

/** @type {import("./frame.js").Picture} */
export const posterior = {
  show({ mean, sd }) {
    const parts = klParts(mean, sd);
    const peak = normalDensity(mean, mean, sd);
    const beside = normalDensity(mean + sd, mean, sd);
    const bars = /** @type {[string, number, string][]} */ ([
      ["mean²/2", parts.mean, "first"],
      ["(sd² − 1)/2", parts.variance, "first"],
      ["−log sd", parts.log, "first"],
      ["KL, their sum", parts.total, "second"],
    ]);
    const values = bars.map(([, value]) => value);
    return {
      frames: [
        {
          ...{ share: [0, 0.54], x: RANGE, y: [0, Math.max(0.8, 1.15 * peak)] },
          ...{ title: "Posterior and prior", xName: "z", yName: "density" },
        },
        {
          ...{ share: [0.54, 1], y: [0, bars.length] },
          x: [Math.min(-1, 1.1 * Math.min(...values)), Math.max(2, 1.1 * Math.max(...values))],
          ...{ title: "KL and its parts", xName: "nats", hasNoHeights: true },
        },
      ],
      paint([left, right]) {
        left.area(
          curve((z) => normalDensity(z, mean, sd), RANGE),
          "first",
        );
        left.line(
          curve((z) => normalDensity(z, 0, 1), RANGE),
          "dashed",
        );
        left.line(
          curve((z) => normalDensity(z, mean, sd), RANGE, 601),
          "first",
        );
        namedBars(
          right,
          bars.map(([name, value, look]) => [`${name} = ${readable(value)}`, 0, value, look]),
        );
      },
      handles: [
        { panel: 0, x: mean, y: peak, words: "Drag: mean", drag: ([z]) => ({ mean: z }) },
        {
          ...{ panel: 0, x: mean + sd, y: beside, words: "Drag: standard deviation" },
          drag: ([z], values) => ({ sd: z - values.mean }),
        },
      ],
      key: [
        ["dashed", "prior N(0, 1)"],
        ["first", "posterior; drag its two rings"],
      ],
      readout: `KL divergence: ${parts.total.toFixed(3)} nats = ${(parts.total / Math.LN2).toFixed(3)} bits`,
    };
  },
};
