"""Patients: VAEs trained in seconds on small digits, with a fault or without one, and what each shows on test images.

The faults themselves are in faults.py. Shapes: S steps, N test images, D latent dimensions. All terms are nats per image.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Generator, Tensor

from vae_core.config import RunConfig
from vae_core.datasets import ImageSet, pixels
from vae_core.diagnosis.prior_match import share_outside
from vae_core.files import read_tensors, write_tensors
from vae_core.measures.metrics import active_units, embed_all
from vae_core.models import LatentVariableModel, Model
from vae_core.models.pca import principal_components
from vae_core.models.vae import VAE, VaeSettings
from vae_core.nn.losses import LOG_2PI
from vae_core.training.batches import BatchLoader
from vae_core.training.terms import mean_terms
from vae_core.training.trainer import Trainer

HEALTHY_SETTINGS = VaeSettings(likelihood="gaussian", sd=0.2)
HEALTHY = RunConfig(
    data="digits", latent_dim=8, hidden=(64, 32), activation="silu", learning_rate=3e-3, batch_size=64, epochs=40,
    seconds=25.0, clip=10.0, device="cpu", settings=HEALTHY_SETTINGS,
)  # fmt: skip
VALUES, CLASSES = 64, 10


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a training left behind, all on test images; the same from a file as from a training of this moment."""

    losses: Tensor  # (S,) the objective as its own program reports it, at each step
    mean: Tensor  # (N, D)
    log_var: Tensor  # (N, D)
    images: Tensor  # (10, 1, 8, 8) uint8, one of each class
    reconstructions: Tensor
    samples: Tensor  # from the prior
    costs: Tensor  # (10,) -ELBO of each class, as the right program counts it
    reported: dict[str, float]  # reconstruction and kl by its own program
    honest: dict[str, float]  # the same by the right program, from the same weights
    widest: float  # the largest variance of the training images along any direction

    @property
    def active(self) -> int:
        """Dimensions whose mean moves with the image. Burda et al. 2015."""
        return active_units(self.mean)

    @property
    def sd(self) -> float:
        """The posterior's standard deviation, on average."""
        return float((0.5 * self.log_var).exp().mean())

    @property
    def elbo(self) -> float:
        """As the right program counts it."""
        return -self.honest["reconstruction"] - self.honest["kl"]

    @property
    def missed(self) -> float:
        """The share of draws from N(0, I) farther from any code than 99 % of codes are from the others."""
        generator = Generator().manual_seed(0)
        noise, prior = torch.randn(2, *self.mean.shape, generator=generator).unbind(0)
        codes = self.mean + (0.5 * self.log_var).exp() * noise
        half = len(codes) // 2
        return share_outside(prior, codes[:half], codes[half:])

    @property
    def squared_error(self) -> float:
        """Of a value of an image, by the reconstruction from draws: -log p(x|z) of a Gaussian less its constants."""
        constants = 0.5 * VALUES * (LOG_2PI + 2 * math.log(HEALTHY_SETTINGS.sd))
        return (self.honest["reconstruction"] - constants) * 2 * HEALTHY_SETTINGS.sd**2 / VALUES


class Line(NamedTuple):
    """A line of source, by the function in which it stands and words that are in it; or, without one, a setting's option."""

    source: Callable[..., Any] | None
    words: str


@dataclass(frozen=True)
class Fault:
    """An illness: how a patient is given it, what it says of one who has it beside a healthy one, what helps."""

    name: str
    title: str
    wrong: Line
    right: Line
    words: Callable[[Outcome, Outcome], str]
    remedy: str
    config: RunConfig = HEALTHY
    kind: type[Model] | None = None
    trainer: type[Trainer] = Trainer


def train_patient(fault: Fault | None, image_set: ImageSet, seed: int = 0) -> Outcome:
    """Train a patient with this fault, or without one, on `image_set`, the digits."""
    config = replace(fault.config if fault else HEALTHY, seed=seed)
    trainer = (fault.trainer if fault else Trainer)(config, image_set, fault.kind if fault else None)
    reports = list(trainer.train(should_report=lambda: True))  # after each step
    terms = [(report.train, report.beta) for report in reports if report.train]
    return measure(trainer, [train.reconstruction + weight * (train.kl or 0.0) for train, weight in terms])


def write_outcomes(path: Path, outcomes: dict[str, Outcome]) -> None:
    """Keep what patients showed, by name, in one file."""
    tensors: dict[str, Tensor] = {}
    numbers: dict[str, dict[str, Any]] = {}
    for name, outcome in outcomes.items():
        parts = {field.name: getattr(outcome, field.name) for field in fields(outcome)}
        tensors |= {f"{name}.{key}": part for key, part in parts.items() if isinstance(part, Tensor)}
        numbers[name] = {key: part for key, part in parts.items() if not isinstance(part, Tensor)}
    write_tensors(path, tensors, numbers)


def read_outcomes(path: Path) -> dict[str, Outcome]:
    """The inverse of `write_outcomes`; a DamagedRun where the file is not what it should be."""
    tensors, numbers = read_tensors(path)
    own = [field.name for field in fields(Outcome)]
    outcomes: dict[str, Outcome] = {}
    for name, plain in numbers.items():
        found: dict[str, Any] = {key: tensors[f"{name}.{key}"] for key in own if f"{name}.{key}" in tensors}
        outcomes[name] = Outcome(**found, **plain)
    return outcomes


@torch.no_grad()
def measure(trainer: Trainer, losses: list[float]) -> Outcome:
    """What a trained patient shows on the test images: by its own program, and by the right one from the same weights."""
    model, image_set = trainer.model, trainer.image_set
    assert isinstance(model, LatentVariableModel)
    loader, test = BatchLoader(image_set), image_set.test
    right = VAE(model.architecture, HEALTHY_SETTINGS)
    right.load_state_dict(model.state_dict())
    labels = image_set.labels[test]
    first = test[torch.stack([(labels == label).nonzero()[0, 0] for label in range(CLASSES)])]
    by_class = [mean_terms(right, loader, test[labels == label]) for label in range(CLASSES)]
    codes, shown = embed_all(model, loader, test), embed_all(model, loader, first).mean
    reported, honest = mean_terms(model, loader, test), mean_terms(right, loader, test)
    return Outcome(
        losses=torch.tensor(losses, dtype=torch.float32), mean=codes.mean, log_var=codes.log_var,
        images=image_set.images[first], reconstructions=pixels(model.decode(shown)),
        samples=pixels(model.sample(CLASSES, Generator().manual_seed(0))),
        costs=torch.tensor([terms.reconstruction + (terms.kl or 0.0) for terms in by_class]),
        reported={"reconstruction": reported.reconstruction, "kl": reported.kl or 0.0},
        honest={"reconstruction": honest.reconstruction, "kl": honest.kl or 0.0},
        widest=float(principal_components(image_set, 1).variances[0]),
    )  # fmt: skip
