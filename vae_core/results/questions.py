"""Questions about a run for its handout: each fits what this run shows, in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from vae_core.config import RunConfig
from vae_core.models import LatentVariableModel, model_class
from vae_core.runs.summary import Summary
from vae_core.training.report import Report

_COUNT = 3
SETTLED = 0.95  # share of the improvement after which a curve looks flat
LARGE_CODES = 3.0  # standard deviations of N(0, 1), beyond which codes without a KL are far apart
TOO_HIGH_BETA = 4.0
MOST_CLASSES = 60


@dataclass(frozen=True)
class Findings:
    """The facts about a run that a question may rest on."""

    config: RunConfig
    summary: Summary
    reports: Sequence[Report]
    steered: Sequence[str]  # each change while it trained, in words
    means: Tensor  # (N, D), the codes of test images
    labels: Tensor  # (N,)
    names: Sequence[str]  # of the classes
    is_collapsed: bool = False  # the diagnosis says so: all images have nearly the same code

    @property
    def is_latent(self) -> bool:
        """True for a model with a posterior and a prior."""
        return issubclass(model_class(self.config.model), LatentVariableModel)


def questions(found: Findings) -> list[str]:
    """Returns _COUNT questions, those that fit this run best first."""
    asked = [question(found) for question in QUESTIONS]
    return [text for text in asked if text][:_COUNT]


def _diverged(found: Findings) -> str:
    if found.summary.status != "diverged":
        return ""
    rate = found.config.learning_rate
    return (
        f"The loss stopped being a usable number. Find the moment in the curves. The learning rate was {rate:g}: "
        "which step of gradient descent fails when it is too large, and what would you try next?"
    )


def _steered(found: Findings) -> str:
    if not found.steered:
        return ""
    return (
        f"While the model trained, somebody changed {found.steered[0]} (dashed line). Which curve answers first, "
        "and in which direction? Explain it from the two terms of the loss."
    )


def _inactive(found: Findings) -> str:
    active, size = found.summary.active_units, found.config.latent_dim
    if not found.is_latent or active is None or active >= size:
        return ""
    return (
        f"{size - active} of {size} latent dimensions are inactive: their posterior is the prior for every image. "
        "What happens to the image when you move along one of them? Why does a lower loss follow from not using it?"
    )


def _likelihood(found: Findings) -> str:
    settings: Any = found.config.settings
    if settings.likelihood != "gaussian" or found.config.model == "pca":
        return ""
    return (
        "The likelihood is a Gaussian around each value of the image. How does the balance of the two terms change when its "
        f"standard deviation (here it starts at {settings.sd:g}) is halved? Which beta would have the same effect?"
    )


def _model(found: Findings) -> str:
    """The question that belongs to one model."""
    config: Any = found.config.settings
    asked = {
        "denoising": "The encoder saw noisy images, and the loss compared with the clean ones. Why can this model not learn "
        "to copy its input? What would it do with an image of pure noise?",
        "sparse": "Each code is between 0 and 1, and on average few are large. Choose one latent dimension: for which images "
        "is it active? How would you find out?",
        "contractive": "The loss punishes codes that change when the image changes. Which changes of an image must still "
        "change the code, and how can you see that in the latent plane?",
        "conditional_vae": "Encoder and decoder receive the label. What is left for the code to describe, and why do the "
        "classes overlap in the latent plane more than without labels?",
        "pca": "This model has no hidden layer and was fitted in closed form. Which property of the images do its first two "
        "dimensions describe? What can a network with hidden layers do that this model cannot?",
        "memorizer": "This model has no encoder: each code belongs to an image of a list. What happens to an image that is "
        "not in the list? Why is a small loss on the list not a good model?",
    }
    if found.config.model in asked:
        return asked[found.config.model]
    if found.config.model == "iwae":
        return (
            f"The bound uses {config.importance_samples} samples for each image. Why does it come nearer to log p(x) with "
            "more samples, although encoder and decoder are the same? What becomes of the encoder?"
        )
    return ""


def _beta(found: Findings) -> str:
    beta, terms = found.config.beta, found.summary.validation
    if beta is None or terms is None or terms.kl is None:
        return ""
    text = f"With beta {beta:g} the reconstruction loss is {terms.reconstruction:.1f} nats and the KL {terms.kl:.1f} nats. "
    if beta >= TOO_HIGH_BETA:
        return (
            text + "Which of the two would grow at beta 1? What would you see in the reconstructions and in the plane?"
        )
    return (
        text
        + f"Which of the two grows when you train with beta {4 * max(beta, 0.25):g}, and why? Predict, then try it."
    )


def _codes(found: Findings) -> str:
    if found.is_latent or not len(found.means):
        return ""
    spread = float(found.means.std(0).max())
    if spread < LARGE_CODES:
        return ""
    return (
        f"This model has no KL term, and its codes spread over a standard deviation of {spread:.0f}. Choose a place in the "
        "plane between two groups. What image do you expect there, and why could a VAE do better?"
    )


def _neighbours(found: Findings) -> str:
    pair = nearest_classes(found.means, found.labels)
    if pair is None or found.is_collapsed:
        return ""
    first, second = (found.names[number] if number < len(found.names) else str(number) for number in pair)
    text = (
        f"In the latent space the classes {first} and {second} are nearest to each other. Find a reason in the images. "
    )
    if model_class(found.config.model).is_conditional:
        return text + "Why do the classes overlap at all?"
    return text + "The model saw no labels: how can classes form groups at all?"


def _settled(found: Findings) -> str:
    curve = [(report.epoch, report.validation.reconstruction) for report in found.reports if report.validation]
    if len(curve) < 4 or curve[-1][1] >= curve[0][1]:
        return ""
    goal = curve[0][1] - SETTLED * (curve[0][1] - curve[-1][1])
    epoch = next(epoch for epoch, value in curve if value <= goal)
    return (
        f"After {epoch:.0f} of {curve[-1][0]:.0f} epochs the reconstruction loss had {SETTLED:.0%} of its improvement. When "
        "would you have stopped, and what would you have lost? What does a gap between training and validation mean?"
    )


def _details(found: Findings) -> str:
    return (
        f"Compare the images with their reconstructions from {found.config.latent_dim} numbers. Which details are lost? "
        "Why does the loss let these go first?"
    )


def _more(found: Findings) -> str:
    return (
        f"How do you expect the reconstructions to change with {2 * found.config.latent_dim} latent dimensions instead of "
        f"{found.config.latent_dim}? Which of the two terms of the loss pays for it?"
    )


def nearest_classes(means: Tensor, labels: Tensor) -> tuple[int, int] | None:
    """Returns the two classes whose centres are nearest, in units of their spread; None for fewer than three classes."""
    known = [number for number in torch.unique(labels).tolist() if int((labels == number).sum()) >= 2]
    if not 3 <= len(known) <= MOST_CLASSES:
        return None
    centres = torch.stack([means[labels == number].mean(0) for number in known])
    spreads = torch.stack([means[labels == number].std(0).norm() for number in known])
    distance = torch.cdist(centres, centres) / (spreads[:, None] + spreads).clamp(min=1e-6)
    distance.fill_diagonal_(float("inf"))
    first, second = divmod(int(distance.argmin()), len(known))
    return known[first], known[second]


QUESTIONS = (
    _diverged,
    _steered,
    _model,
    _inactive,
    _codes,
    _beta,
    _neighbours,
    _settled,
    _likelihood,
    _details,
    _more,
)
