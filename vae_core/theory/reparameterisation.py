"""Samples from a posterior, and two gradient estimates through them: pathwise and score function."""

from typing import NamedTuple

import torch
from torch import Generator, Tensor

from vae_core.models import Batch, LatentVariableModel, Posterior


class Cloud(NamedTuple):
    """Samples (K, D) from one image's posterior, and its mean and standard deviation, each (D,)."""

    samples: Tensor
    mean: Tensor
    sd: Tensor

    def share_within(self, sds: float) -> float:
        """The share of samples inside the ellipse of so many standard deviations; 1 - exp(-sds^2 / 2) is expected at D = 2."""
        distance = ((self.samples - self.mean) / self.sd).square().sum(1)
        return float((distance <= sds**2).double().mean())


@torch.no_grad()
def posterior_cloud(model: LatentVariableModel, image: Tensor, count: int, seed: int = 0) -> Cloud:
    """Samples `count` codes as in training, for an image (C, H, W) uint8."""
    images = (image / 255).expand(count, *image.shape)
    batch = Batch(images, images, torch.zeros(count, dtype=torch.int64), Generator().manual_seed(seed))
    mean, log_var = (part.expand(count, -1) for part in model.encode(images[:1]))
    samples = model.draw(Posterior(mean, log_var), batch)
    return Cloud(samples, mean[0], (0.5 * log_var[0]).exp())


@torch.no_grad()
def decoded_cloud(model: LatentVariableModel, cloud: Cloud, step: tuple[float, ...], count: int) -> Tensor:
    """Decodes the mean, the mean moved by `step`, and the first `count` samples: (2 + count, C, H, W)."""
    moved = cloud.mean + torch.tensor(step)
    return model.decode(torch.cat([cloud.mean[None], moved[None], cloud.samples[:count]]))


class Gradients(NamedTuple):
    """Estimates of d/dmean E[z^2] for z ~ N(mean, sd^2), one for each sample: (K,). Both have the expectation 2 mean."""

    pathwise: Tensor  # Kingma & Welling 2014, section 2.4
    score: Tensor  # Williams 1992: REINFORCE
    score_with_baseline: Tensor  # the same, with mean^2 subtracted from z^2


def square_gradients(noise: Tensor, mean: float, sd: float) -> Gradients:
    """The estimates at z = mean + sd * noise, for standard normal noise (K,)."""
    z = mean + sd * noise
    slope = (z - mean) / sd**2  # of log q(z) with respect to the mean
    return Gradients(2 * z, z.square() * slope, (z.square() - mean**2) * slope)


class GradientSds(NamedTuple):
    """Standard deviations of one estimate of d/dmean E[z^2]."""

    pathwise: float
    score: float
    score_with_baseline: float  # mean^2 is subtracted from z^2


def square_gradient_sds(mean: float, sd: float) -> GradientSds:
    """The standard deviations of the estimates, from the moments of a Gaussian."""
    score = mean**4 / sd**2 + 18 * mean**2 + 15 * sd**2 - 4 * mean**2
    return GradientSds(2 * sd, score**0.5, (8 * mean**2 + 15 * sd**2) ** 0.5)


class Repeats(NamedTuple):
    """Reconstructions (K, C, H, W) in [0, 1] of one image, and their standard deviation over the samples (H, W)."""

    images: Tensor
    sd: Tensor


@torch.no_grad()
def repeated_reconstructions(
    model: LatentVariableModel, image: Tensor, count: int, noise: float, seed: int = 0
) -> Repeats:
    """`count` reconstructions of an image (C, H, W) uint8 from codes mean + noise * (sample - mean); noise 0 is the mean."""
    cloud = posterior_cloud(model, image, count, seed)
    images = model.decode(cloud.mean + noise * (cloud.samples - cloud.mean))
    return Repeats(images, images.std(0).mean(0))
