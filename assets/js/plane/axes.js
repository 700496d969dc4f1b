/** The map's axes and square grid lines, as SVG so that they follow the theme. */

import { ticksBetween } from "../shared/numbers.js";
import { d3 } from "../shared/vendor.js";
import { toData } from "../maths/viewport.js";

const PIXELS_PER_TICK = 85;

/**
 * @param {SVGSVGElement} svg
 * @param {{left: number, top: number}} margin
 */
export function axes(svg, margin) {
  const root = d3.select(svg).append("g").attr("transform", `translate(${margin.left},${margin.top})`);
  const [bottom, left] = [root.append("g").attr("class", "axis"), root.append("g").attr("class", "axis")];
  const [uName, vName] = [
    root.append("text").attr("class", "axis-name"),
    root.append("text").attr("class", "axis-name"),
  ];

  /**
   * @param {import("d3").Selection<SVGGElement, unknown, null, undefined>} group
   * @param {import("d3").Axis<import("d3").NumberValue>} axis
   */
  function draw(group, axis) {
    group.call(axis.tickSizeOuter(0).tickPadding(8));
    group.selectAll(".tick").classed("zero", (value) => value === 0);
  }

  return {
    /** Shows no axes: those of a cloud are drawn with its points. */
    hide() {
      for (const group of [bottom, left]) group.selectAll("*").remove();
      for (const name of [uName, vName]) name.text("");
    },
    /**
     * @param {import("../maths/viewport.js").View} view
     * @param {number} width
     * @param {number} height
     * @param {readonly [string, string]} names
     */
    show(view, width, height, names) {
      const [[u0, v1], [u1, v0]] = [toData(view, 0, 0), toData(view, width, height)];
      const step = d3.tickStep(0, Math.max(width, height) / view.scale, Math.max(width, height) / PIXELS_PER_TICK);
      const format = d3.format(`.${Math.max(0, -Math.floor(Math.log10(step) + 1e-9))}~f`);
      const label = (/** @type {import("d3").NumberValue} */ value) => format(Number(value)).replace("-", "−");
      const x = d3.scaleLinear([u0, u1], [0, width]);
      const y = d3.scaleLinear([v0, v1], [height, 0]);
      bottom.attr("transform", `translate(0,${height})`);
      draw(
        bottom,
        d3
          .axisBottom(x)
          .tickValues(ticksBetween(u0, u1, step))
          .tickSizeInner(-height)
          .tickFormat(label),
      );
      draw(
        left,
        d3
          .axisLeft(y)
          .tickValues(ticksBetween(v0, v1, step))
          .tickSizeInner(-width)
          .tickFormat(label),
      );
      uName
        .attr("x", width / 2)
        .attr("y", height + 38)
        .attr("text-anchor", "middle")
        .text(names[0]);
      vName
        .attr("transform", `translate(-36,${height / 2}) rotate(-90)`)
        .attr("text-anchor", "middle")
        .text(names[1]);
    },
  };
}
