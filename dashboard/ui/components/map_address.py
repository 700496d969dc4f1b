"""Parameters of the map's address that this run's map cannot show, each with what is shown instead."""

import re
from collections.abc import Callable, Sequence

from dashboard.ui.components.latent_map import (
    GRID_SIDES,
    LAYERS,
    MADE_IN_BROWSER,
    computed_views,
    planes,
    view_from_address,
)
from dashboard.ui.session import numbers_from_address
from vae_core.runs.run import Run

_COLOUR = re.compile(r"class|kl|reconstruction|split|factor-(\d{1,4})")
_SHOWN = 40  # letters of a value in a sentence


def misread_view(query: Callable[[str], str], run: Run) -> dict[str, str]:
    """Returns a sentence for each parameter that is not understood: its value, what is allowed, what is used instead."""
    view, latent_dim, keys = view_from_address(query), run.config.latent_dim, [plane["key"] for plane in planes(run)]
    checks: dict[str, tuple[Callable[[str], bool], str]] = {
        "plane": (lambda text: _is_plane(text, latent_dim, keys), _plane_words(latent_dim, keys)),
        "layers": (_are_layers, f"it must list layers from {', '.join(LAYERS)}, or be none; unknown ones are ignored"),
        "colour": (
            lambda text: _is_colour(text, run),
            "it must be class, kl, reconstruction, split, or a factor; class is used",
        ),
        "side": (
            lambda text: text == str(view.grid_side),
            f"it must be a whole number from {GRID_SIDES[0]} to {GRID_SIDES[1]}; {view.grid_side} is used",
        ),
        "grid": (lambda text: text in ("even", "quantile"), "it must be even or quantile; even is used"),
        "split": (lambda text: text in ("test", "all"), "it must be test or all; test is used"),
        "area": (lambda text: bool(view.area), "it must be corners as u,v;u,v;u,v; no image is selected"),
        "image": (lambda text: view.image is not None, "it must be the row of an image; none is marked"),
        "turn": (
            lambda text: view.turn is not None,
            "it must be whole degrees from -180 to 180 and from -90 to 90, as 30,-20; the cloud is seen from its start",
        ),
        "z": (
            lambda text: numbers_from_address(text, latent_dim) is not None,
            f"it must be {latent_dim} numbers with commas between them; the marker is at its start",
        ),
    }
    return {
        name: f"{name} is {query(name)[:_SHOWN]!r}; {words}."
        for name, (is_valid, words) in checks.items()
        if query(name) and not is_valid(query(name))
    }


def _is_plane(text: str, latent_dim: int, keys: Sequence[str]) -> bool:
    if text in (*keys, *computed_views()):
        return True
    if not text.startswith("cloud"):
        return text.startswith("at-") and MADE_IN_BROWSER.fullmatch(text) is not None
    dims = [int(part) for part in text.split("-")[1:] if part.isdecimal()]
    are_there = len({*dims}) == len(dims) and all(1 <= dim <= latent_dim for dim in dims)
    return MADE_IN_BROWSER.fullmatch(text) is not None and latent_dim >= 3 and are_there


def _plane_words(latent_dim: int, keys: Sequence[str]) -> str:
    cloud = f", or cloud and three different dimensions from 1 to {latent_dim}" if latent_dim >= 3 else ""
    return f"it must be {keys[0]}, another plane of the list{cloud}; {keys[0]} is shown"


def _are_layers(text: str) -> bool:
    return all(layer in (*LAYERS, "none") for layer in text.split(","))


def _is_colour(text: str, run: Run) -> bool:
    found = _COLOUR.fullmatch(text)
    if found is None or found[1] is None:
        return found is not None
    return 1 <= int(found[1]) <= len(run.trained_on.factor_names)
