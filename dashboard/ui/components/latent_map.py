"""The Python half of the latent map: sends run and planes to the browser, which loads, draws and decodes."""

import re
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, NamedTuple

from dashboard.ui.addresses import page_path, run_path
from dashboard.ui.components.assets import component
from dashboard.ui.palette import class_colours
from dashboard.ui.session import find_run, numbers_from_address, title_of
from dashboard.ui.task import OF_MAP, ControlState
from vae_core.file_cache import cached_by_file
from vae_core.files import read_tensors
from vae_core.measures.projection import Plane, map_planes, principal_plane
from vae_core.runs.map_options import map_options
from vae_core.runs.run import Run

_COMPONENT = component("latent_map", "streamlit/map.js")
_SIDE_BY_SIDE = component("latent_maps", "streamlit/maps.js")


LAYERS = {  # key: name, as in assets/js/map/layers
    "points": "Points",
    "grid": "Manifold grid",
    "density": "Density of all codes",
    "prior": "Prior: 1, 2, 3 sd",
    "holes": "Holes",
    "ellipses": "Posteriors: 1 sd",
    "outlines": "Class outlines",
}
GRID_SIDES = (4, 40)
# The t-SNE and UMAP views; a plane through three images, by their rows in the data set; a cloud of three dimensions.
MADE_IN_BROWSER = re.compile(r"tsne|umap|at(-[0-9]{1,8}){3}|cloud((-[0-9]{1,4}){3})?")
MOST_TURN = (180, 90)  # degrees of a cloud, to the right and above
MOST_CORNERS = 40  # of a selected area, at most


class View(NamedTuple):
    """The settings of a map; a visitor may change all of them."""

    plane: str = ""  # its key; empty: the first one
    layers: tuple[str, ...] = ("points",)
    colour: str = "class"  # the quantity that colours the points
    grid_side: int = 20  # images on a side of the manifold grid
    grid: str = "even"  # in the window; or "quantile", of the prior
    split: str = "test"  # or "all"
    area: tuple[tuple[float, float], ...] = ()  # of the selected images: its corners on the plane
    image: int | None = None  # the dragged image's row in the data set
    turn: tuple[int, int] | None = None  # of the cloud, in degrees to the right and above; None: its start

    def to_address(self) -> dict[str, str]:
        """Returns the page's address parameters, which `view_from_address` reads."""
        parameters = {
            "plane": self.plane,
            "layers": ",".join(self.layers) or "none",
            "colour": self.colour,
            "side": str(self.grid_side),
            "grid": self.grid,
            "split": self.split,
            "area": ";".join(f"{u},{v}" for u, v in self.area),
            "image": "" if self.image is None else str(self.image),
            "turn": "" if self.turn is None else ",".join(map(str, self.turn)),
        }
        return {name: value for name, value in parameters.items() if value}


def view_from_address(query: Callable[[str], str]) -> View:
    """Returns the view that an address describes; invalid parameters are ignored."""
    asked, side = query("layers"), query("side")
    layers = tuple(layer for layer in LAYERS if layer in asked.split(",")) if asked else View().layers
    in_range = side.isdecimal() and side.isascii() and len(side) < 4 and GRID_SIDES[0] <= int(side) <= GRID_SIDES[1]
    return View(
        plane=query("plane"),
        layers=layers,
        colour=query("colour") or View().colour,
        grid_side=int(side) if in_range else View().grid_side,
        grid="quantile" if query("grid") == "quantile" else "even",
        split="all" if query("split") == "all" else "test",
        area=_area(query("area")),
        image=int(image) if (image := query("image")).isdecimal() and image.isascii() and len(image) < 9 else None,
        turn=_turn(numbers_from_address(query("turn"), 2)),
    )


def _turn(angles: Any) -> tuple[int, int] | None:
    """Returns two angles of a cloud; None unless they are whole degrees within their limits."""
    if not isinstance(angles, list) or len(angles) != 2 or not all(isinstance(each, int | float) for each in angles):
        return None
    are_whole = all(-most <= each <= most and each == int(each) for each, most in zip(angles, MOST_TURN, strict=True))
    return (int(angles[0]), int(angles[1])) if are_whole else None


def _area(text: str) -> tuple[tuple[float, float], ...]:
    """Returns the corners in an address; none if one of them is invalid."""
    corners = [numbers_from_address(corner, 2) for corner in text.split(";")[:MOST_CORNERS]]
    return tuple((corner[0], corner[1]) for corner in corners if corner) if all(corners) else ()


class MapState(NamedTuple):
    """A visitor's changes to a map: where the marker was released, and the view; None for no change."""

    z: list[float] | None
    view: View | None


def check_map_control(name: str, text: str) -> None:
    """Raises a ValueError unless a task can set a control of the map to this value; empty: its start."""
    if name not in OF_MAP:
        raise ValueError(f"the map has no control {name!r}; choose from {', '.join(OF_MAP)}")
    if name == "run" and text:
        find_run(text)
    wrong = [layer for layer in text.split(",") if name == "layers" and text and layer not in (*LAYERS, "none")]
    if wrong:
        raise ValueError(f"the map has no layer {wrong[0]!r}; choose from {', '.join(LAYERS)}, none")


def latent_map(
    run: Run,
    key: str,
    z: list[float] | None = None,
    view: View | None = None,
    fills_window: bool = False,
    layers: ControlState = "free",
    below: int = 0,
) -> MapState:
    """Shows the map of `run` with the marker at `z`; returns the visitor's changes, which the browser sends on release only.

    With `fills_window` the map is as high as the window allows, less `below` pixels for what follows it; else it has a
    height of its own. `layers` is what a task makes of the layers' switches.
    """
    options = _run_options(run) | {"fillsWindow": fills_window, "layersControl": layers}
    # With a page's own parts below it, the map is too low for the link; Home has it in its first row.
    options |= {"below": below} if below else {"drawUrl": page_path("data", source="draw")}
    result = _COMPONENT(
        key=f"{key}-{run.id}",
        data=options | _view_options(view or View(), [plane["key"] for plane in options["planes"]]) | {"z": z},
        default={"z": z, "view": None},
        on_z_change=lambda: None,
        on_view_change=lambda: None,
    )
    return MapState(result.z, result.view and _view(result.view))


def latent_maps(runs: list[Run], key: str, image: int | None) -> int | None:
    """Shows the maps of runs on the same images side by side; returns the image dragged last, which all maps show."""
    result = _SIDE_BY_SIDE(
        key=f"{key}-{'-'.join(run.id for run in runs)}",
        data={"maps": [_run_options(run) | {"title": title_of(run)} for run in runs], "image": image},
        default={"image": image},
        on_image_change=lambda: None,
    )
    held: int | None = result.image
    return held


def _run_options(run: Run) -> dict[str, Any]:
    """Returns the data of a run that the browser needs."""
    options = map_options(run, run_path(run.id), planes(run))
    return options | {"colours": class_colours(len(options["classNames"])), "embeddings": computed_views()}


def computed_views() -> list[str]:
    """Returns the keys of the views that the server computes; the package of UMAP is optional."""
    return ["tsne", "umap"] if find_spec("umap") else ["tsne"]


def _view_options(view: View, keys: list[str]) -> dict[str, Any]:
    return {
        "plane": view.plane if view.plane in keys or MADE_IN_BROWSER.fullmatch(view.plane) else keys[0],
        "layers": list(view.layers),
        "colour": view.colour,
        "gridSide": view.grid_side,
        "grid": view.grid,
        "split": view.split,
        "area": [list(corner) for corner in view.area],
        "image": view.image,
        "angle": None if view.turn is None else list(view.turn),
    }


def _view(sent: dict[str, Any]) -> View:
    area = tuple((u, v) for u, v in sent["area"])
    return View(
        plane=sent["plane"],
        layers=tuple(sent["layers"]),
        colour=sent["colour"],
        grid_side=sent["gridSide"],
        grid=sent["grid"],
        split=sent["split"],
        area=area,
        image=sent["image"],
        turn=_turn(sent["angle"]),
    )


def planes(run: Run) -> list[dict[str, Any]]:
    """Returns the planes that a map of this run offers, JSON-ready."""
    return map_planes(run.config.latent_dim, lambda: _principal_plane(run))


@cached_by_file("latents.safetensors", entries=64)
def _principal_plane(run: Run) -> Plane:
    return principal_plane(read_tensors(run.path / "latents.safetensors")[0]["mean"])
