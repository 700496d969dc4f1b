/** How the points look, and which layers are shown with them, as the options say. */

import { colourChoices, colouringOf } from "../maths/colouring.js";
import { priorOn } from "../maths/ellipse.js";
import { outlinesOf } from "../maths/outlines.js";
import { planeOf } from "./state.js";

/**
 * @param {import("./state.js").State} state
 * @param {ReturnType<typeof import("./backdrop.js").ground>} under
 * @param {object} tools
 * @param {ReturnType<typeof import("./map_view.js").mapView>} tools.view
 * @param {ReturnType<typeof import("./panel.js").panel>} tools.panel
 * @param {ReturnType<typeof import("./legend.js").legend>} tools.legend
 * @param {ReturnType<typeof import("./colour_bar.js").colourBar>} tools.bar
 */
export function appearance(state, under, { view, panel, legend, bar }) {
  return {
    /** Colour the points as chosen. */
    showColours() {
      const { latents, options } = state;
      const { colour, classNames, colours, factorNames } = options;
      state.colouring = latents && colouringOf(colour, latents, classNames, colours, factorNames);
      if (state.colouring) view.tint(state.colouring);
      panel.colours(colourChoices(latents, factorNames), state.colouring?.key ?? "class");
      legend.setNeutral(state.colouring !== null && state.colouring.key !== "class");
      bar.show(state.colouring);
    },

    /** Show the layers switched on; the grid is decoded apart. */
    showLayers() {
      const { latents, options, places } = state;
      const { layers, classNames, colours } = options;
      view.showPoints(layers.includes("points"));
      view.setUnderlays(under.painters(legend.isShown));
      const hasPrior =
        !planeOf(options).isView && layers.includes("prior") && latents?.isProbabilistic && !state.mixture;
      const outlines =
        layers.includes("outlines") && latents
          ? outlinesOf(places, latents.labels, classNames, colours, legend.isShown)
          : [];
      view.mark({ prior: hasPrior ? priorOn(planeOf(options)) : null, priorLines: under.priorLines(), outlines });
      panel.notes(under.words());
    },
  };
}
