/** The camera as a Streamlit component: choices in, `shots` out. */

import { triggerView } from "./trigger_view.js";
import mount from "../data/camera.js";

export default triggerView(mount, "shots");
