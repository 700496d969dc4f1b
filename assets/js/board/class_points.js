/** The runs of a class in the rate-distortion plane: points, axes, lines of equal -ELBO, names. Pure. */

/** @typedef {import("./board_cards.js").Card} Card */
/**
 * @typedef {object} Path a run's way through the plane
 * @property {string} name of the student
 * @property {string} state
 * @property {[number, number][]} points rate and distortion in nats, oldest first; the last one is where it is now
 */
/** @typedef {{rate: [number, number], distortion: [number, number]}} Ranges */

const SKIPPED = 0.6; // of a path at its start, which would stretch the axes to an untrained model
const LEAST_ROOM = 2; // nats; less would enlarge the noise of one run
const ROOM = 0.08; // of an axis, on each side of the points

/**
 * Returns the images on which most students train; they alone can be compared in nats.
 * @param {Card[]} cards
 */
export function commonImages(cards) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { images } of cards) if (images) counts.set(images, (counts.get(images) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? "";
}

/**
 * Returns the path of each run on these images that has a rate.
 * @param {Card[]} cards
 * @param {string} images
 * @returns {Path[]}
 */
export function pathsOf(cards, images) {
  const measured = cards.filter((card) => card.images === images && card.beta !== null && card.elbo?.length);
  return measured.map(({ name, state, elbo = [], reconstruction = [] }) => ({
    name,
    state,
    points: elbo.map((total, at) => [Math.max(0, total - reconstruction[at]), reconstruction[at]]),
  }));
}

/**
 * Returns the ranges of the axes: every path, without its start.
 * @param {Path[]} paths
 * @returns {Ranges}
 */
export function rangesOfPaths(paths) {
  const shown = paths.flatMap(({ points }) => points.slice(Math.floor(SKIPPED * points.length)));
  const range = (/** @type {number[]} */ values) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = Math.max(LEAST_ROOM, ROOM * (high - low));
    return /** @type {[number, number]} */ ([Math.max(0, low - room), high + room]);
  };
  if (!shown.length) return { rate: [0, 1], distortion: [0, 1] };
  return { rate: range(shown.map(([rate]) => rate)), distortion: range(shown.map(([, distortion]) => distortion)) };
}

/**
 * Returns about `count` round numbers in a range.
 * @param {[number, number]} range
 * @param {number} count
 */
export function ticksOf([low, high], count) {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((each) => each >= rough) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  const ticks = [];
  for (let at = first; at * step <= high + 1e-9 * step; at++) ticks.push(Number((at * step).toPrecision(12)));
  return ticks;
}

/**
 * Returns lines of equal -ELBO = rate + distortion, each by its ends inside the ranges.
 * @param {Ranges} ranges
 * @param {number} count
 */
export function equalElbo({ rate: [left, right], distortion: [low, high] }, count) {
  return ticksOf([left + low, right + high], count).flatMap((elbo) => {
    const [start, end] = [Math.max(left, elbo - high), Math.min(right, elbo - low)];
    return end > start ? [{ elbo, from: [start, elbo - start], to: [end, elbo - end] }] : [];
  });
}

/**
 * Returns the names to write beside dots: a dot that others cover has the number of the others after its name, and they
 * have none. Students with the same settings and the same seed get the same dot.
 * @param {{x: number, y: number}[]} dots in pixels
 * @param {string[]} names
 * @param {number} reach pixels within which a dot covers another
 */
export function namesOfDots(dots, names, reach) {
  /** @type {{at: number, count: number}[]} */
  const firsts = [];
  dots.forEach(({ x, y }, at) => {
    const first = firsts.find(({ at: other }) => Math.hypot(dots[other].x - x, dots[other].y - y) < reach);
    if (first) first.count += 1;
    else firsts.push({ at, count: 0 });
  });
  const counted = new Map(firsts.map(({ at, count }) => [at, count ? `${names[at]} +${count}` : names[at]]));
  return names.map((_, at) => counted.get(at) ?? "");
}

/**
 * Returns the places of names beside their dots that cover no name, no dot and no edge; null for a name without room.
 * @param {{x: number, y: number, width: number}[]} dots in pixels, `width` of the name
 * @param {{width: number, height: number, line: number, gap: number}} room size of the plane, of a line and of a gap
 * @returns {({x: number, y: number} | null)[]} the left end of each name, and its middle line
 */
export function namePlaces(dots, { width, height, line, gap }) {
  const taken = dots.map(({ x, y }) => ({ left: x - gap / 2, right: x + gap / 2, y }));
  return dots.map((dot) => {
    const sides = [dot.x + gap, dot.x - gap - dot.width];
    const places = [0, -line, line].flatMap((shift) => sides.map((x) => ({ x, y: dot.y + shift })));
    const free = places.find(
      ({ x, y }) =>
        x >= 0 &&
        x + dot.width <= width &&
        y >= line / 2 &&
        y <= height - line / 2 &&
        !taken.some((other) => Math.abs(other.y - y) < line && other.left < x + dot.width && other.right > x),
    );
    if (free) taken.push({ left: free.x, right: free.x + dot.width, y: free.y });
    return free ?? null;
  });
}
