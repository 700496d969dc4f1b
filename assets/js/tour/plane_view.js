/** The plane of the tour: decoded images, points, the prior's circles and the marker. */

import { fit, extentOf } from "../maths/viewport.js";
import { dimensionPlane } from "../maths/plane.js";
import { drawGaussian } from "../plane/contours.js";
import { liveMarker } from "../plane/held_point.js";
import { pixelRatio, pointLayer, pointStyle, sized } from "../plane/canvases.js";
import { decodeManifold, drawManifold, gridCodes, manifoldSheet, windowLattice } from "../plane/manifold.js";
import { element } from "../shared/dom.js";
import { latestWins } from "../shared/queue.js";
import { watchSize } from "../shared/size_watch.js";
import { readTheme } from "../shared/theme.js";
import { toData } from "../maths/viewport.js";

/** @typedef {import("./digits_script.js").Scene} Scene */
/** @typedef {import("./models.js").Models} Models */

const ON_A_SIDE = 20; // decoded images
const PLANE = dimensionPlane(2);
const PRIOR = /** @type {const} */ ({ centre: [0, 0], radii: [1, 1], angle: 0 });

/**
 * @param {HTMLElement} place
 * @param {Models} models
 * @param {import("./models.js").Given} given
 * @param {(place: [number, number]) => void} moved the marker, by the visitor
 */
export function planeView(place, models, given, moved) {
  const [ground, points, circles] = [0, 1, 2].map(() => element("canvas", { class: "tour-layer" }));
  const area = element("div", { class: "tour-layer tour-area" });
  const axes = ["first number →", "second number →"].map((words) => element("span", { class: "tour-axis" }, words));
  place.append(ground, points, circles, ...axes, area);
  const layer = pointLayer(points);
  const marker = liveMarker(area, moved, "tour-marker");
  const wholeExtent = extentOf(models.digits.places);
  let [size, theme] = [[0, 0], readTheme(place)];
  /** @type {Scene | null} */
  let scene = null;
  let [drawn, grounded] = ["", ""]; // what the points and the decoded images show now

  /** @param {Scene} now */
  function viewOf({ source, reach }) {
    const extent = source === "digits" ? wholeExtent : { u: [-reach, reach], v: [-reach, reach] };
    return fit(/** @type {import("../maths/viewport.js").Extent} */ (extent), size[0], size[1]);
  }

  const decodeGround = latestWins(async (/** @type {{now: Scene, key: string}} */ { now, key }) => {
    const view = viewOf(now);
    const [[u0, v1], [u1, v0]] = [toData(view, 0, 0), toData(view, size[0], size[1])];
    const lattice = windowLattice({ u: [u0, u1], v: [v0, v1] }, ON_A_SIDE);
    const codes = gridCodes(PLANE, [0, 0], lattice);
    const decoder = await models.decoder(now.source, now.level);
    const manifold = await decodeManifold(decoder, codes, 2, lattice, given.shape, () => key !== grounded);
    if (!manifold) return;
    const context = sized(ground, size[0], size[1]);
    drawManifold(context, manifoldSheet(manifold, given.shape, theme.ink), manifold, view);
  });

  /** @param {Scene} now */
  function drawGround(now) {
    ground.style.opacity = String(now.ground);
    const key = `${now.source} ${Math.round(now.level)} ${now.reach} ${size}`;
    // Decoded once the plane rests: not while codes and axes move.
    if (!now.ground || key === grounded || (now.source === "levels" && now.level % 1 && now.ground < 0.2)) return;
    grounded = key;
    sized(ground, size[0], size[1]);
    void decodeGround({ now, key }).catch(() => (grounded = ""));
  }

  /** @param {Scene} now */
  function drawPoints(now) {
    points.style.opacity = String(now.points);
    const key = `${now.source} ${now.source === "digits" ? "" : `${now.level} ${now.reach}`} ${size} ${theme.text}`;
    if (key === drawn) return;
    drawn = key;
    const view = viewOf(now);
    const { places, labels } = now.source === "digits" ? models.digits : models.cloud(now.level);
    const style = pointStyle(labels.length, 1);
    if (now.source === "levels") style.radius *= 1.3;
    const isShown = () => true;
    layer.draw({ places, labels, isShown, tints: labels, colours: given.colours, selected: null }, view, style);
    const context = sized(circles, size[0], size[1]);
    if (now.source === "levels")
      drawGaussian(context, view, { ...PRIOR, centre: [0, 0], radii: [1, 1] }, [1, 2, 3], [5, 5], theme);
    marker.look(view, size[0], size[1]);
  }

  function draw() {
    if (!scene || !size[0]) return;
    drawPoints(scene);
    drawGround(scene);
  }

  function resize() {
    size = [place.clientWidth, place.clientHeight];
    if (!size[0] || !size[1]) return;
    [points.width, points.height] = size.map((side) => Math.round(side * pixelRatio()));
    [drawn, grounded] = ["", ""];
    draw();
  }
  const stopWatching = watchSize(place, resize);

  return {
    /**
     * @param {Scene} next
     * @param {[number, number]} at of the marker
     */
    show(next, at) {
      scene = next;
      draw();
      if (!marker.isHeld()) marker.put(at);
    },
    recolour() {
      theme = readTheme(place);
      resize();
    },
    destroy: stopWatching,
  };
}
