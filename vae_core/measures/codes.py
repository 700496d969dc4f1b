"""Codes of images, and images of codes: encode, decode, traversals. For notebooks, the command line and the pages.

Shapes: N images, C channels, H x W pixels, D latent dimensions, T points of a path.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Generator, Tensor

from vae_core.datasets import ImageSet
from vae_core.measures.interpolation import lerp, slerp
from vae_core.measures.metrics import SPLITS, codes_and_nats
from vae_core.models import Batch, LatentVariableModel, Model, Posterior
from vae_core.tables import flat, records
from vae_core.training.batches import EVALUATION_BATCH, BatchLoader

PATHS = {"linear": lerp, "slerp": slerp}


@dataclass(frozen=True, eq=False, repr=False)
class Codes:
    """The codes of N images, and what is known of each image and of its reconstruction."""

    mean: Tensor  # (N, D)
    log_var: Tensor | None  # (N, D); None for a model whose codes are points
    label: Tensor | None  # (N,); None where the labels are not known
    reconstruction: Tensor  # (N,) -log p(x|z) at the mean, in nats
    kl: Tensor | None  # (N,) of the posterior to the prior, in nats
    class_names: tuple[str, ...] = ()
    index: Tensor | None = None  # (N,) rows in the data set
    split: tuple[str, ...] = ()  # of each image

    def __len__(self) -> int:
        return len(self.mean)

    def __repr__(self) -> str:
        count, size = self.mean.shape
        parts = [f"{size} latent dimensions" if size > 1 else "1 latent dimension"]
        if count:
            parts.append(f"reconstruction loss {float(self.reconstruction.mean()):.1f} nats")
            parts += [] if self.kl is None else [f"KL {float(self.kl.mean()):.1f} nats"]
        return f"<Codes of {count:,} images: {', '.join(parts)}>"

    def columns(self) -> dict[str, NDArray[Any]]:
        """Returns all of it as arrays by name, those of more than one dimension as they are: `mean` is (N, D)."""
        found: dict[str, NDArray[Any]] = {}
        if self.index is not None:
            found["index"] = self.index.numpy()
        if self.split:
            found["split"] = np.array(self.split)
        if self.label is not None:
            found["label"] = self.label.numpy()
        if self.label is not None and self.class_names:
            found["class"] = np.array([self.class_names[label] for label in self.label.tolist()])
        parts = {"mean": self.mean, "log_var": self.log_var, "reconstruction": self.reconstruction, "kl": self.kl}
        return found | {name: part.numpy() for name, part in parts.items() if part is not None}

    def to_dict(self) -> dict[str, NDArray[Any]]:
        """Returns one column for each number, ready for `pandas.DataFrame(codes.to_dict())`."""
        return flat(self.columns())

    def records(self) -> list[dict[str, Any]]:
        """Returns one dictionary for each image."""
        return records(self.columns())


def encode(
    model: Model, images: ArrayLike | Tensor, labels: ArrayLike | Tensor | None = None, class_names: Sequence[str] = ()
) -> Codes:
    """Returns the codes of images: uint8, or numbers in [0, 1], of shape (N, C, H, W), (N, H, W) or (H, W).

    A conditional model needs labels (N,). Raises a ValueError for images of another size.
    """
    plain = _as_uint8(images, model.architecture.shape)
    if labels is None and model.is_conditional:
        raise ValueError("labels are missing; this model is conditioned on the label, so give one label for each image")
    given = torch.zeros(len(plain)) if labels is None else torch.as_tensor(np.asarray(labels))
    known = given.long()
    if len(known) != len(plain):
        raise ValueError(f"{len(known)} labels for {len(plain)} images; give one label for each image")
    rows = torch.arange(len(plain))
    image_set = ImageSet("images", plain, known, tuple(class_names), rows, rows, rows)
    loader = BatchLoader(image_set, device=next(model.parameters()).device)
    codes = encode_rows(model, loader, image_set, rows)
    return replace(codes, index=None, label=None if labels is None else codes.label)


def _as_uint8(images: ArrayLike | Tensor, shape: tuple[int, int, int]) -> Tensor:
    found = images if isinstance(images, Tensor) else torch.from_numpy(np.array(images))
    while found.ndim < 4:
        found = found.unsqueeze(0) if found.ndim == 2 else found.unsqueeze(0 if found.shape == shape else 1)
    if tuple(found.shape[1:]) != shape or not len(found):
        wanted = " x ".join(map(str, shape))
        raise ValueError(
            f"images have the shape {tuple(found.shape)}; this model takes (N, {wanted.replace(' x ', ', ')})"
        )
    if found.dtype == torch.uint8:
        return found.detach().cpu()
    values = found.detach().cpu().float()
    if not bool(values.isfinite().all()) or float(values.min()) < 0 or float(values.max()) > 1:
        raise ValueError(
            f"images have values from {float(values.min()):g} to {float(values.max()):g}; "
            "give numbers from 0 to 1, or uint8 from 0 to 255"
        )
    return (values * 255).round().to(torch.uint8)


def encode_rows(model: Model, loader: BatchLoader, image_set: ImageSet, rows: Tensor) -> Codes:
    """Returns the codes of these rows of an image set; the same in each call."""
    posterior, nats = codes_and_nats(model, loader, rows)
    label = image_set.labels[rows].cpu()
    is_latent = isinstance(model, LatentVariableModel)
    return Codes(
        mean=posterior.mean,
        log_var=posterior.log_var if is_latent else None,
        label=label,
        reconstruction=nats,
        kl=kl_of(model, posterior, label) if isinstance(model, LatentVariableModel) else None,
        class_names=image_set.class_names,
        index=rows.cpu(),
    )


@torch.no_grad()
def kl_of(model: LatentVariableModel, posterior: Posterior, labels: Tensor) -> Tensor:
    """The KL of each posterior to the prior in nats (N,): in closed form, or at one sample with seed 0."""
    device, generator = next(model.parameters()).device, Generator().manual_seed(0)
    found = []
    for mean, log_var, label in zip(
        *(torch.split(part, EVALUATION_BATCH) for part in (*posterior, labels)), strict=True
    ):
        some = Posterior(mean.to(device), log_var.to(device))
        z = mean + (0.5 * log_var).exp() * torch.randn(mean.shape, generator=generator)
        nothing = torch.zeros(len(mean), 0, device=device)
        batch = Batch(nothing, nothing, label.to(device), generator)
        found.append(model.kl(some, z.to(device), batch).sum(1).float().cpu())
    return torch.cat(found) if found else torch.zeros(0)


def encode_split(model: Model, loader: BatchLoader, image_set: ImageSet, split: str) -> Codes:
    """Returns the codes of "train", "validation" or "test", or of all three, in the order of the split."""
    if split not in (*SPLITS, "all"):
        raise ValueError(f"unknown split {split!r}; choose from {', '.join((*SPLITS, 'all'))}")
    chosen = SPLITS if split == "all" else (split,)
    parts: list[Tensor] = [getattr(image_set, name) for name in chosen]
    words = tuple(name for name, part in zip(chosen, parts, strict=True) for _ in range(len(part)))
    return replace(encode_rows(model, loader, image_set, torch.cat(parts)), split=words)


@torch.no_grad()
def decode(model: Model, codes: ArrayLike | Tensor, labels: ArrayLike | Tensor | None = None) -> Tensor:
    """Returns the expected image at each code, on the CPU: (N, D) or (D,) -> (N, C, H, W) in [0, 1].

    A conditional model needs labels (N,), or one label for all codes. Raises a ValueError for codes of another size.
    """
    z = torch.as_tensor(np.asarray(codes.detach().cpu() if isinstance(codes, Tensor) else codes)).float()
    z = z[None] if z.ndim == 1 else z
    if z.ndim != 2 or z.shape[1] != model.architecture.latent_dim:
        raise ValueError(
            f"codes have the shape {tuple(z.shape)}; this model takes (N, {model.architecture.latent_dim})"
        )
    known = None if labels is None else torch.as_tensor(np.asarray(labels)).long().reshape(-1).expand(len(z))
    device, found = next(model.parameters()).device, []
    for start in range(0, len(z), EVALUATION_BATCH):
        part = slice(start, start + EVALUATION_BATCH)
        label = None if known is None else known[part].to(device)
        found.append(model.decode(z[part].to(device), label).cpu())
    return torch.cat(found) if found else torch.zeros(0, *model.architecture.shape)


def code_path(start: Tensor, end: Tensor, steps: int = 9, path: str = "linear") -> Tensor:
    """Returns the codes from `start` (D,) to `end` (D,) along a line, or along an arc with `path` "slerp": (T, D)."""
    if path not in PATHS:
        raise ValueError(f"unknown path {path!r}; choose from {', '.join(PATHS)}")
    if not 2 <= steps <= 1000:
        raise ValueError(f"steps is {steps}; choose from 2 to 1000")
    return torch.stack([PATHS[path](start, end, share) for share in torch.linspace(0, 1, steps).tolist()])


def images_between(
    model: Model, start: Tensor, end: Tensor, steps: int = 9, path: str = "linear", label: int | None = None
) -> Tensor:
    """Returns the images on the path between two codes (D,): (T, C, H, W)."""
    return decode(model, code_path(start, end, steps, path), label)


def traversal_codes(centre: Tensor, dimensions: Sequence[int], values: Sequence[float]) -> Tensor:
    """Returns the codes in which one dimension after the other takes `values`, the rest of `centre` (D,) unchanged.

    Dimensions count from 0. Shape (dimensions, values, D).
    """
    codes = centre.repeat(len(dimensions), len(values), 1)
    for row, dimension in enumerate(dimensions):
        if not 0 <= dimension < len(centre):
            raise ValueError(f"latent dimension {dimension + 1} does not exist; choose from 1 to {len(centre)}")
        codes[row, :, dimension] = torch.tensor(list(values))
    return codes
