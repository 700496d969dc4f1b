"""The latent map's Python half: what it tells the browser."""

import json
import re
from html import unescape

from streamlit.testing.v1 import AppTest

from tests.test_architecture import ROOT
from ui.session import PRETRAINED
from vae_core.html import page
from vae_core.runs import Run

VISITORS = {"plane", "layers", "colour", "gridSide", "split", "z"}  # what a visitor changes, in the file as in the app


def test_a_run_taken_home_is_told_to_the_map_as_in_the_app(runs):
    app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=60)
    app.switch_page("map.py")
    app.query_params["run"] = "sprites-vae-6d"
    told = json.loads(app.run().get("bidi_component")[0].proto.json)
    text = page(Run(PRETRAINED / "sprites-vae-6d")).decode()
    ours = json.loads(unescape(re.search(r'data-options="([^"]+)"', text)[1]))
    assert told.keys() - VISITORS - {"colours"} == ours.keys() - VISITORS  # its own list of colours is the same
    for name in ("shape", "classNames", "latentDim", "factorNames", "plane"):
        assert told[name] == ours[name]
    assert [plane["label"] for plane in told["planes"]] == [plane["label"] for plane in ours["planes"]]
