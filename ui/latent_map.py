"""The latent map's Python half: says which run and which planes; the browser loads, draws and decodes."""

from typing import Any

import streamlit as st
import torch

from ui.assets import component
from ui.palette import class_colours
from vae_core.checkpoint import read_tensors
from vae_core.projection import Plane, dimension_plane, principal_plane
from vae_core.runs import Run

_COMPONENT = component("latent_map", "streamlit_map.js")


def latent_map(run: Run, z: list[float] | None = None, key: str = "map", **view: Any) -> list[float] | None:
    """Show the map of `run`, with the puck at `z`; where the puck was last released, as latent_dim numbers.

    `view` holds what else is chosen at the start: plane, grid (bool), split ("test" or "all").
    """
    summary = run.summary
    names = summary["dataset"]["class_names"]
    result = _COMPONENT(
        key=f"{key}-{run.id}",
        data={
            "runUrl": f"/runs/{run.id}", "shape": summary["dataset"]["shape"], "classNames": names,
            "colours": class_colours(len(names)), "latentDim": run.config.latent_dim, "planes": planes(run),
            "z": z, **view,
        },
        default={"z": z},
        on_z_change=lambda: None,
    )  # fmt: skip
    return result.z  # type: ignore[no-any-return]


def planes(run: Run) -> list[dict[str, Any]]:
    """The planes a map of this run offers, JSON-ready: principal components first where there are more than two."""
    size = run.config.latent_dim
    if size == 1:
        return [_plain("0", "z1", Plane(torch.zeros(1), torch.tensor([[1.0], [0.0]])), ["z1", ""])]
    kept = [_plain("0,1", "z1 and z2", dimension_plane(0, 1, size), ["z1", "z2"])]
    if size > 2:
        kept.insert(0, _plain("pca", "Principal components", _principal_plane(run), ["PC 1", "PC 2"]))
    return kept


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
