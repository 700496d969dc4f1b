"""The clinic's patients: VAEs trained in seconds on small digits, with or without a fault, and their test results.

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
    data="digits",
    latent_dim=8,
    hidden=(64, 32),
    activation="silu",
    learning_rate=3e-3,
    batch_size=64,
    epochs=40,
    seconds=25.0,
    clip=10.0,
    device="cpu",
    settings=HEALTHY_SETTINGS,
)
VALUES, CLASSES = 64, 10


@dataclass(frozen=True, eq=False)
class Outcome:
    """The results of one training on the test images, from a file or from a training just now."""

    losses: Tensor  # (S,) the objective that the patient's program reports at each step
    mean: Tensor  # (N, D)
    log_var: Tensor  # (N, D)
    images: Tensor  # (10, 1, 8, 8) uint8, one of each class
    reconstructions: Tensor
    samples: Tensor  # from the prior
    costs: Tensor  # (10,) -ELBO of each class by the correct program
    reported: dict[str, float]  # reconstruction and kl by the patient's program
    correct: dict[str, float]  # reconstruction and kl by the correct program from the same weights
    largest_variance: float  # the largest variance of the training images along any direction

    @property
    def active(self) -> int:
        """The number of active dimensions. Burda et al. 2015, section 5."""
        return active_units(self.mean)

    @property
    def sd(self) -> float:
        """The mean standard deviation of the posteriors."""
        return float((0.5 * self.log_var).exp().mean())

    @property
    def elbo(self) -> float:
        """The ELBO by the correct program."""
        return -self.correct["reconstruction"] - self.correct["kl"]

    @property
    def missed(self) -> float:
        """The share of samples from N(0, I) farther from every code than 99 % of codes are from their nearest neighbour."""
        generator = Generator().manual_seed(0)
        noise, prior = torch.randn(2, *self.mean.shape, generator=generator).unbind(0)
        codes = self.mean + (0.5 * self.log_var).exp() * noise
        half = len(codes) // 2
        return share_outside(prior, codes[:half], codes[half:])

    @property
    def squared_error(self) -> float:
        """The mean squared error of a value, from -log p(x|z) of a Gaussian without its constants."""
        constants = 0.5 * VALUES * (LOG_2PI + 2 * math.log(HEALTHY_SETTINGS.sd))
        return (self.correct["reconstruction"] - constants) * 2 * HEALTHY_SETTINGS.sd**2 / VALUES


class Line(NamedTuple):
    """A line of source, given by its function and text in it; or, without a function, a command-line option."""

    source: Callable[..., Any] | None
    words: str


@dataclass(frozen=True)
class Fault:
    """A fault: the wrong and the right line, an explanation from a patient's and a healthy model's results, and a remedy."""

    name: str
    title: str
    wrong: Line
    right: Line
    explain: Callable[[Outcome, Outcome], str]
    remedy: str
    config: RunConfig = HEALTHY
    kind: type[Model] | None = None
    trainer: type[Trainer] = Trainer


def train_patient(fault: Fault | None, image_set: ImageSet, seed: int = 0) -> Outcome:
    """Trains a patient with this fault, or a healthy model for None, on `image_set`, the digits."""
    config = replace(fault.config if fault else HEALTHY, seed=seed)
    trainer = (fault.trainer if fault else Trainer)(config, image_set, fault.kind if fault else None)
    reports = list(trainer.train(should_report=lambda: True))  # after each step
    terms = [(report.train, report.beta) for report in reports if report.train]
    return measure(trainer, [train.reconstruction + weight * (train.kl or 0.0) for train, weight in terms])


def write_outcomes(path: Path, outcomes: dict[str, Outcome]) -> None:
    """Writes the outcomes of patients, by name, into one file."""
    tensors: dict[str, Tensor] = {}
    numbers: dict[str, dict[str, Any]] = {}
    for name, outcome in outcomes.items():
        parts = {field.name: getattr(outcome, field.name) for field in fields(outcome)}
        tensors |= {f"{name}.{key}": part for key, part in parts.items() if isinstance(part, Tensor)}
        numbers[name] = {key: part for key, part in parts.items() if not isinstance(part, Tensor)}
    write_tensors(path, tensors, numbers)


def read_outcomes(path: Path) -> dict[str, Outcome]:
    """Reads a file of `write_outcomes`. Raises a DamagedRun if it cannot be read as one."""
    tensors, numbers = read_tensors(path)
    own = [field.name for field in fields(Outcome)]
    outcomes: dict[str, Outcome] = {}
    for name, plain in numbers.items():
        found: dict[str, Any] = {key: tensors[f"{name}.{key}"] for key in own if f"{name}.{key}" in tensors}
        outcomes[name] = Outcome(**found, **plain)
    return outcomes


@torch.no_grad()
def measure(trainer: Trainer, losses: list[float]) -> Outcome:
    """Measures a trained patient on the test images, by its own program and by the correct one from the same weights."""
    model, image_set = trainer.model, trainer.image_set
    assert isinstance(model, LatentVariableModel)
    loader, test = BatchLoader(image_set), image_set.test
    right = VAE(model.architecture, HEALTHY_SETTINGS)
    right.load_state_dict(model.state_dict())
    labels = image_set.labels[test]
    first = test[torch.stack([(labels == label).nonzero()[0, 0] for label in range(CLASSES)])]
    by_class = [mean_terms(right, loader, test[labels == label]) for label in range(CLASSES)]
    codes, shown = embed_all(model, loader, test), embed_all(model, loader, first).mean
    reported, correct = mean_terms(model, loader, test), mean_terms(right, loader, test)
    return Outcome(
        losses=torch.tensor(losses, dtype=torch.float32),
        mean=codes.mean,
        log_var=codes.log_var,
        images=image_set.images[first],
        reconstructions=pixels(model.decode(shown)),
        samples=pixels(model.sample(CLASSES, Generator().manual_seed(0))),
        costs=torch.tensor([terms.cost for terms in by_class]),
        reported={"reconstruction": reported.reconstruction, "kl": reported.kl or 0.0},
        correct={"reconstruction": correct.reconstruction, "kl": correct.kl or 0.0},
        largest_variance=float(principal_components(image_set, 1).variances[0]),
    )
