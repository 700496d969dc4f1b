"""The latent map's Python half: says which run and which planes; the browser loads, draws and decodes."""

from typing import Any, NamedTuple

import streamlit as st
import torch

from ui.assets import component
from ui.palette import class_colours
from vae_core.checkpoint import read_tensors
from vae_core.projection import Plane, dimension_plane, principal_plane
from vae_core.runs import Run

_COMPONENT = component("latent_map", "streamlit_map.js")
PAIRS = 12  # latent dimensions up to which a map offers every pair; beyond it, only neighbours


class MapState(NamedTuple):
    """What a visitor did to a map: where the puck was released, and the view; None where nothing was touched."""

    z: list[float] | None
    view: dict[str, Any] | None  # plane (its key); grid, points and prior (switches)


def latent_map(
    run: Run, key: str, z: list[float] | None = None, plane: str = "", grid: bool = False, prior: bool = False
) -> MapState:
    """Show the map of `run`, with the puck at `z`; what the visitor did to it, told on release only."""
    summary, offered = run.summary, planes(run)
    names = summary["dataset"]["class_names"]
    keys = [entry["key"] for entry in offered]
    result = _COMPONENT(
        key=f"{key}-{run.id}",
        data={
            "runUrl": f"/runs/{run.id}",
            "shape": summary["dataset"]["shape"],
            "classNames": names,
            "colours": class_colours(len(names)),
            "latentDim": run.config.latent_dim,
            "planes": offered,
            "plane": plane if plane in keys else keys[0],
            "z": z,
            "grid": grid,
            "prior": prior,
        },
        default={"z": z, "view": None},
        on_z_change=lambda: None,
        on_view_change=lambda: None,
    )
    return MapState(result.z, result.view)


def planes(run: Run) -> list[dict[str, Any]]:
    """The planes a map of this run offers, JSON-ready: principal components first where there are more than two."""
    size = run.config.latent_dim
    if size == 1:
        return [_plain("1-1", "z1", Plane(torch.zeros(1), torch.tensor([[1.0], [0.0]])), ["z1", ""])]
    pairs = [(a, b) for a in range(size) for b in range(a + 1, size) if size <= PAIRS or b == a + 1]
    kept = [
        _plain(f"{a + 1}-{b + 1}", f"z{a + 1} and z{b + 1}", dimension_plane(a, b, size), [f"z{a + 1}", f"z{b + 1}"])
        for a, b in pairs
    ]
    if size == 2:
        return kept
    return [_plain("pca", "Principal components", _principal_plane(run), ["PC 1", "PC 2"]), *kept]


@st.cache_data(max_entries=64, show_spinner=False)
def _principal_axes(path: str, changed: float) -> tuple[list[float], list[list[float]]]:
    plane = principal_plane(read_tensors(path)[0]["mean"])
    return plane.origin.tolist(), plane.axes.tolist()


def _principal_plane(run: Run) -> Plane:
    path = run.path / "latents.safetensors"
    origin, axes = _principal_axes(str(path), path.stat().st_mtime)
    return Plane(torch.tensor(origin), torch.tensor(axes))


def _plain(key: str, label: str, plane: Plane, names: list[str]) -> dict[str, Any]:
    return {"key": key, "label": label, "origin": plane.origin.tolist(), "axes": plane.axes.tolist(), "names": names}
