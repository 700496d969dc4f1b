"""The latent map's Python half: what it tells the browser."""

import json
import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.ui.components.latent_map import GRID_SIDES, LAYERS, MADE_IN_BROWSER, View, _view, view_from_address
from dashboard.ui.session import PRETRAINED
from tests.support.app_test import AppTest
from tests.support.paths import ROOT
from vae_core.runs.html_page import page
from vae_core.runs.run import Run

VISITORS = {
    "plane",
    "layers",
    "colour",
    "gridSide",
    "grid",
    "split",
    "area",
    "image",
    "angle",
    "z",
    "layersControl",
}  # what a visitor changes, in the file as in the app


@given(
    st.sets(st.sampled_from(list(LAYERS))),
    st.sampled_from(["class", "kl", "factor-2"]),
    st.integers(*GRID_SIDES),
    st.sampled_from(["even", "quantile"]),
    st.sampled_from(["test", "all"]),
    st.sampled_from([(), ((0.5, -1.0), (2.0, 3.25), (1e-05, 0.0))]),
    st.none() | st.integers(0, 10**7),
    st.none() | st.tuples(st.integers(-180, 180), st.integers(-90, 90)),
)
def test_a_view_written_into_the_address_comes_back(layers, colour, side, grid, split, area, image, turn):
    shown = tuple(layer for layer in LAYERS if layer in layers)
    view = View("1-2", shown, colour, side, grid, split, area, image, turn)
    address = view.to_address()
    assert view_from_address(lambda name: address.get(name, "")) == view


@pytest.mark.parametrize(
    "address",
    [
        {},
        {"side": "-1"},
        {"side": "99999999999"},
        {"side": "²"},
        {"grid": "hexagonal"},
        {"split": "secret"},
        {"colour": ""},
        {"layers": ""},
        {"area": "1,2;x"},
        {"area": "1,2,3"},
        {"area": "nan,1;2,3;4,5"},
        {"image": "-1"},
        {"image": "³"},
        {"turn": "30"},
        {"turn": "30,20,10"},
        {"turn": "181,0"},
        {"turn": "0,-91"},
        {"turn": "30.5,0"},
        {"turn": "nan,0"},
    ],
)
def test_what_the_address_says_that_is_no_view_is_passed_over(address):
    assert view_from_address(lambda name: address.get(name, "")) == View()


@pytest.mark.parametrize("sent", [None, "30,20", [30], [30, None], [30.5, 0], [900, 0], {"0": 30, "1": 20}])
def test_an_angle_of_the_browser_that_is_none_becomes_the_start(sent):
    plain = {"plane": "cloud", "layers": [], "colour": "class", "gridSide": 20, "grid": "even", "split": "test"}
    assert _view(plain | {"area": [], "image": None, "angle": sent}).turn is None
    assert _view(plain | {"area": [], "image": None, "angle": [-30, 20]}).turn == (-30, 20)


def test_planes_that_the_browser_makes_may_stand_in_an_address_and_no_others():
    for plane in ("tsne", "umap", "at-3-14-15", "cloud", "cloud-9-6-5"):
        assert MADE_IN_BROWSER.fullmatch(plane)
    for plane in ("", "at-3-14", "clouds", "cloud-1-2", "cloud-1-2-x", "cloud-1-2-3-4"):
        assert not MADE_IN_BROWSER.fullmatch(plane)


def test_the_page_and_the_browser_have_the_same_layers():
    folder = ROOT / "assets" / "js" / "map"
    listed = re.search(r"LAYERS = \[([^]]+)\]", (folder / "layers" / "registry.js").read_text())
    assert listed
    assert listed[1].split(", ") == list(LAYERS)
    for layer, name in LAYERS.items():
        assert f'  key: "{layer}",\n  name: "{name}",' in (folder / "layers" / f"{layer}.js").read_text()
    switches = (folder / "panel" / "layer_switches.js").read_text()
    assert f"({list(GRID_SIDES)})" in switches


def told_in_the_app(place):
    app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"))
    app.switch_page(f"{place}.py")
    app.query_params["run"] = "sprites-vae-6d"
    told = [json.loads(each.proto.json) for each in app.run().get("bidi_component")]
    return next(data for data in told if "runUrl" in data)


@pytest.mark.slow
@pytest.mark.parametrize(("place", "number"), [("map", 0), ("interpolate", 1)])
def test_a_run_taken_home_is_told_to_the_browser_as_in_the_app(runs, place, number):
    told = told_in_the_app(place)
    text = page(Run(PRETRAINED / "sprites-vae-6d")).decode()
    ours = json.loads(unescape(re.findall(r'data-options="([^"]+)"', text)[number]))
    visitors = VISITORS if place == "map" else {"address"}
    # Its own list of colours is the same, and it has no server that could compute views or keep drawn images.
    assert told.keys() - visitors - {"colours", "embeddings", "drawUrl"} == ours.keys() - visitors
    same = told.keys() & ours.keys() - visitors - {"runUrl", "planes", "plane"}
    assert {name: told[name] for name in same} == {name: ours[name] for name in same}
