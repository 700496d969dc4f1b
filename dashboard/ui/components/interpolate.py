"""The Python half of the Interpolate page: sends run and address to the browser, which decodes and draws."""

import re
from typing import Any

from dashboard.ui.addresses import run_path
from dashboard.ui.components.assets import component
from dashboard.ui.components.latent_map import planes
from dashboard.ui.palette import class_colours
from dashboard.ui.session import numbers_from_address, query
from vae_core.runs.map_options import interpolate_options
from vae_core.runs.run import Run

_COMPONENT = component("interpolate", "streamlit/interpolate.js")
_ASKED = {
    "mode": re.compile(r"ways|attribute|analogy|corners"),
    "n": re.compile(r"\d{1,2}"),
    "from": re.compile(r"-[1-5]|\d{1,4}"),
    "to": re.compile(r"-[1-5]|\d{1,4}"),
    "label": re.compile(r"\d{1,4}"),
}
_IMAGES = {"ways": "ab", "attribute": "a", "analogy": "abc", "corners": "abcd"}  # the images that each mode starts from


def interpolate(run: Run) -> dict[str, str] | None:
    """Shows the page of `run` as the address says; returns the new address parameters, None before any change."""
    options = interpolate_options(run, run_path(run.id), planes(run))
    result = _COMPONENT(
        key=f"interpolate-{run.id}",
        data=options | {"colours": class_colours(len(options["classNames"])), "address": _asked(run.config.latent_dim)},
        default={"address": None},
        on_address_change=lambda: None,
    )
    return _words(result.address, options["isConditional"]) if result.address else None


def _asked(latent_dim: int) -> dict[str, Any]:
    """Returns the address parameters without invalid ones; the browser checks the images and classes."""
    asked: dict[str, Any] = {name: query(name) for name, form in _ASKED.items() if form.fullmatch(query(name))}
    asked |= {name: query(name) for name in "abcd" if _names_an_image(query(name), latent_dim)}
    return asked | {"beyond": query("beyond") == "true"}


def _names_an_image(text: str, latent_dim: int) -> bool:
    """Tells whether the text is the number of an image, or z and a code's numbers."""
    if re.fullmatch(r"\d{1,9}", text, re.ASCII):
        return True
    return text.startswith("z") and numbers_from_address(text[1:], latent_dim) is not None


def _words(address: dict[str, Any], is_conditional: bool) -> dict[str, str]:
    """Returns the parameters of an address that its mode and model use."""
    mode = str(address["mode"])
    kept = ["mode", "n", *_IMAGES.get(mode, ""), *(("from", "to") if mode == "attribute" else ())]
    kept += ["label"] if is_conditional else []
    words = {name: str(address[name]) for name in kept}
    return words | ({"beyond": "true"} if address["beyond"] and mode != "corners" else {})
