"""The list of a run's frames for the browser, with the plane of the codes of each frame.

During training the latent space rotates and mirrors. So the plane of each frame is rotated until its codes match those
of the last frame (orthogonal Procrustes); nothing is scaled. The list has the plane before the rotation too.
"""

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from vae_core.config import config_from_json
from vae_core.file_cache import cached_by_file
from vae_core.files import DamagedRun, read_tensors
from vae_core.measures.procrustes import aligned_plane
from vae_core.measures.projection import Plane, dimension_plane, principal_plane
from vae_core.models import LatentVariableModel, model_class
from vae_core.runs.frames import FRAMES_FOLDER, INDEX, SUBSET, Frame, read_index

MOST_DIMENSIONS = 128  # of codes that are rotated: more take seconds
MARGIN, OUTLIERS = 0.07, 0.002  # as a share of an axis' length; as a share of the points, on each side
PRIOR = 2.0  # standard deviations of the prior that are always shown


def frame_list(folder: Path) -> dict[str, Any]:
    """The frames in a run's folder with their planes, JSON-ready.

    Raises a DamagedRun naming the file that is missing or not valid.
    """
    if not (folder / FRAMES_FOLDER / INDEX).exists():
        return {"frames": []}
    found: dict[str, Any] = json.loads(_frame_list(folder))
    return found


@cached_by_file(f"{FRAMES_FOLDER}/{INDEX}", entries=32)
def _frame_list(folder: Path) -> str:
    changed = (folder / FRAMES_FOLDER / INDEX).stat().st_mtime_ns
    index = read_index(folder)
    if not index.frames:
        return json.dumps({"frames": []})
    config = config_from_json((folder / "config.json").read_text(encoding="utf-8"))
    kind = model_class(config.model)
    labels = read_tensors(folder / FRAMES_FOLDER / SUBSET)[0]["label"]
    codes = [_codes(folder, frame, len(labels), config.latent_dim) for frame in index.frames]
    plane, names = _last_plane(codes[-1])
    is_turned = config.latent_dim <= MOST_DIMENSIONS
    has_prior = issubclass(kind, LatentVariableModel)
    prior = _prior(plane) if has_prior else []
    turned = [aligned_plane(plane, part, codes[-1], not has_prior) if is_turned else plane for part in codes]
    return json.dumps(
        {
            "frames": [
                {
                    "step": frame.step,
                    "epoch": frame.epoch,
                    "hasDecoder": frame.has_decoder,
                    "turned": _plain(own, names),
                }
                for frame, own in zip(index.frames, turned, strict=True)
            ],
            "raw": _plain(plane, names),
            "extents": {
                "turned": _extent([_places(own, part, labels) for own, part in zip(turned, codes, strict=True)], prior),
                "raw": _extent([_places(plane, part, labels) for part in codes], prior),
            },
            "slots": index.slots,
            "latentDim": config.latent_dim,
            "hasPrior": has_prior,
            "isTurned": is_turned,
            "isConditional": kind.is_conditional,
            "version": changed,
        }
    )


def _codes(folder: Path, frame: Frame, count: int, latent_dim: int) -> Tensor:
    """The codes (N, D) of a frame."""
    mean = read_tensors(folder / FRAMES_FOLDER / frame.name)[0].get("mean")
    if mean is None or mean.shape != (count, latent_dim) or not bool(mean.isfinite().all()):
        raise DamagedRun(f"frames/{frame.name} has no mean of {count} x {latent_dim} finite numbers")
    return mean.double()


def _last_plane(codes: Tensor) -> tuple[Plane, list[str]]:
    """The plane of the last frame and the names of its axes: its two dimensions, or its principal components."""
    latent_dim = codes.shape[1]
    if latent_dim == 1:
        return Plane(torch.zeros(1), torch.tensor([[1.0], [0.0]])), ["z1", "class"]
    if latent_dim == 2:
        return dimension_plane(0, 1, 2), ["z1", "z2"]
    return principal_plane(codes), ["PC 1", "PC 2"]


def _places(plane: Plane, codes: Tensor, labels: Tensor) -> Tensor:
    """The places (N, 2) of codes on the plane. A single dimension is spread by class on the second axis."""
    places = (codes - plane.origin) @ plane.axes.double().T
    if codes.shape[1] == 1:
        places[:, 1] = labels
    return places


def _prior(plane: Plane) -> list[Tensor]:
    """Bounds (2, 2) of most of a standard normal prior on the plane, which are always shown."""
    middle = -plane.origin.double() @ plane.axes.double().T
    reach = PRIOR * plane.axes.double().norm(dim=1)  # 0 along the empty axis of a single dimension
    return [torch.stack([middle - reach, middle + reach])]


def _extent(frames: list[Tensor], prior: list[Tensor]) -> dict[str, list[float]]:
    """An extent of nearly all points of all frames and of the prior, so that the axes are the same in all frames."""
    shares = torch.tensor([OUTLIERS, 1 - OUTLIERS], dtype=torch.float64)
    bounds = torch.stack(
        [*(places.quantile(shares, dim=0) for places in frames), *prior]
    )  # (..., 2, 2): low and high, u and v
    low, high = bounds[:, 0].min(0).values, bounds[:, 1].max(0).values
    room = (MARGIN * (high - low)).clamp(min=1e-3)
    return {axis: [float(low[i] - room[i]), float(high[i] + room[i])] for i, axis in enumerate("uv")}


def _plain(plane: Plane, names: list[str]) -> dict[str, Any]:
    return {
        "key": "frame",
        "label": ", ".join(names),
        "names": names,
        "origin": plane.origin.tolist(),
        "axes": plane.axes.tolist(),
    }
