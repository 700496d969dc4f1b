/** One latent dimension: its posterior, the prior, and the three parts of the KL divergence. */

import { curve, normalDensity, klParts } from "./gaussians.js";

const RANGE = /** @type {const} */ ([-6, 6]);

/** @type {import("./frame.js").Picture} */
export const posterior = {
  show({ mean, sd }) {
    const parts = klParts(mean, sd);
    const peak = normalDensity(mean, mean, sd);
    const beside = normalDensity(mean + sd, mean, sd);
    const bars = /** @type {[string, number][]} */ ([
      ["mean²/2", parts.mean],
      ["(sd² − 1)/2", parts.variance],
      ["−log sd", parts.log],
      ["sum: KL", parts.total],
    ]);
    const values = bars.map(([, value]) => value);
    return {
      frames: [
        {
          ...{ share: [0, 0.54], x: RANGE, y: [0, Math.max(0.8, 1.15 * peak)] },
          ...{ title: "Posterior and prior", xName: "z", yName: "density" },
        },
        {
          ...{
            share: [0.54, 1],
            x: [0, 4],
            y: [Math.min(-1, 1.25 * Math.min(...values)), Math.max(2, 1.2 * parts.total)],
          },
          ...{ title: "KL divergence and its parts, nats", hasNoTicks: true },
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
        bars.forEach(([name, value], at) => {
          right.bar(at + 0.15, at + 0.85, value, at === 3 ? "second" : "first");
          right.text(at + 0.5, Math.max(0, value), value.toFixed(2).replace("-", "−")).setAttribute("dy", "-4");
          right.text(at + 0.5, Math.min(0, value), name).setAttribute("dy", "15");
        });
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
