/** The points: one for each image, at the mean of its posterior. */

/** @type {import("./layer.js").Layer} */
export const points = {
  key: "points",
  name: "Points",
  letter: "p",
  meaning: "The code of each image: the mean of its posterior",
  paint: () => ({ points: true }),
  notes: () => "",
};
