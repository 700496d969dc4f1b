/** The pad of a drawn class as a Streamlit component: choices in, `glyphs` out. */

import { triggerView } from "./trigger_view.js";
import mount from "../data/class_pad.js";

export default triggerView(mount, "glyphs");
