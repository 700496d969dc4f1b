"""The contract between a model and everything that uses one: trainer, metrics, export, pages.

Shapes: N images, C channels, H x W pixels, D latent dimensions, K importance samples.
"""

import math
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import torch
from torch import Generator, Tensor, nn

from vae_core.datasets import ImageSet, mean_image
from vae_core.nn.likelihoods import Likelihood, LikelihoodSettings
from vae_core.nn.losses import gaussian_log_density
from vae_core.nn.networks import Architecture, PixelBias
from vae_core.nn.priors import LatentSettings


@dataclass(frozen=True)
class Batch:
    """Images with all that a loss may depend on; `generator` is the only source of randomness."""

    images: Tensor  # (N, C, H, W) in [0, 1], what the encoder sees
    target: Tensor  # (N, C, H, W) in [0, 1], what the likelihood is asked about
    labels: Tensor  # (N,) whole numbers
    generator: Generator
    step: int = 1  # of this optimizer step; the first is 1
    total_steps: int = 1  # of the whole training, as far as is known
    train_size: int = 0  # images of the training set; 0: no more than the batch has

    def normal(self, like: Tensor) -> Tensor:
        """Standard normal noise of the shape, type and device of `like`."""
        return torch.randn(like.shape, generator=self.generator, dtype=like.dtype, device=like.device)

    def uniform(self, like: Tensor) -> Tensor:
        """Noise evenly spread over [0, 1), of the shape, type and device of `like`."""
        return torch.rand(like.shape, generator=self.generator, dtype=like.dtype, device=like.device)


class Loss(NamedTuple):
    """One value per image, unweighted and in nats; the objective is the mean of reconstruction + weight * penalty."""

    reconstruction: Tensor  # (N,) -log p(x|z)
    penalty: Tensor  # (N,) what the objective adds to it
    weight: float  # of the penalty at this step
    kl_per_dim: Tensor | None = None  # (N, D), the rate at weight 1; None where the model has none

    @property
    def objective(self) -> Tensor:
        """What the optimizer lowers, in nats per image: a scalar."""
        return (self.reconstruction + self.weight * self.penalty).mean()


class Posterior(NamedTuple):
    """A diagonal Gaussian for each image: mean and log-variance, both (N, D)."""

    mean: Tensor
    log_var: Tensor


class Model(nn.Module):
    """A decoder with a likelihood, and an encoder in front of it; each subclass is one paper and one short file."""

    settings: LikelihoodSettings
    Settings: ClassVar[type[LikelihoodSettings]]
    encoder_outputs: ClassVar[int]  # numbers the encoder gives for each latent dimension
    is_conditional: ClassVar[bool] = False  # whether codes and images depend on the labels
    most_steps: ClassVar[float] = math.inf  # optimizer steps after which further ones would change nothing

    def __init__(self, architecture: Architecture, settings: Any = None) -> None:
        super().__init__()
        self.architecture = architecture
        self.settings = settings or self.Settings()
        self.likelihood: Likelihood = self.settings.build()
        self.encoder = self.build_encoder()
        self.decoder = self.build_decoder()

    def build_encoder(self) -> nn.Sequential:
        """A network from images (N, C, H, W) to (N, encoder_outputs * D)."""
        return self.architecture.encoder(self.encoder_outputs)

    def build_decoder(self) -> nn.Sequential:
        """A network from codes (N, D) to (N, outputs * C, H, W), whose last layer is a PixelBias."""
        return self.architecture.decoder(self.likelihood.outputs)

    def start_from(self, image_set: ImageSet) -> None:
        """Learn from the training images what needs no steps: the untrained decoder gives their mean."""
        bias = self.decoder[-1]
        assert isinstance(bias, PixelBias)
        with torch.no_grad():
            bias.bias.copy_(self.likelihood.output_for(mean_image(image_set)))

    def loss(self, batch: Batch) -> Loss:
        """The terms of the objective for each image; draws from `batch.generator` where the model is random."""
        raise NotImplementedError

    def embed(self, batch: Batch) -> Tensor:
        """The code of each image, the same at every call: (N, D). A posterior's mean, never a sample."""
        raise NotImplementedError

    def decode(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """The expected image at each code: (N, D) -> (N, C, H, W). Only a conditional model asks for labels (N,)."""
        return self.likelihood.mean(self.decode_output(z, labels))

    def decode_output(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """What the decoder network gives, in float32 whatever the precision of the layers: (N, outputs * C, H, W)."""
        output: Tensor = self.decoder(z)
        return output.float()

    def reconstruct(self, batch: Batch) -> Tensor:
        """The expected image at each image's own code: (N, C, H, W)."""
        return self.decode(self.embed(batch), batch.labels)

    def sample(
        self, count: int, generator: Generator, temperature: float = 1.0, labels: Tensor | None = None
    ) -> Tensor:
        """Expected images at `count` codes drawn from the prior: (count, C, H, W). Only a conditional model uses labels.

        The prior is standard normal for a model that has none. `temperature` multiplies the standard deviation.
        """
        return self.decode(self.draw_codes(count, generator, temperature))

    def draw_codes(
        self, count: int, generator: Generator, temperature: float = 1.0, labels: Tensor | None = None
    ) -> Tensor:
        """`count` codes from the prior, that of the labels (count,) where it depends on them: (count, D)."""
        device = next(self.parameters()).device
        noise = torch.randn(count, self.architecture.latent_dim, generator=generator, device=generator.device)
        return noise.to(device) * temperature


class LatentVariableModel(Model):
    """A model with a posterior and a prior, so that an ELBO and an importance-weighted bound exist."""

    encoder_outputs = 2
    settings: LatentSettings

    def __init__(self, architecture: Architecture, settings: Any = None) -> None:
        super().__init__(architecture, settings)
        self.prior = self.settings.build_prior(architecture, self.encode)

    def start_from(self, image_set: ImageSet) -> None:
        super().start_from(image_set)
        self.prior.start_from(image_set)

    def encode(self, images: Tensor) -> Posterior:
        """q(z|x) of each image: (N, C, H, W) -> two (N, D)."""
        mean, log_var = self.encoder(images).float().chunk(2, dim=1)
        return Posterior(mean, log_var)

    def posterior(self, batch: Batch) -> Posterior:
        """q(z|x) of each image of the batch."""
        return self.encode(batch.images)

    def embed(self, batch: Batch) -> Tensor:
        return self.posterior(batch).mean

    def draw(self, posterior: Posterior, batch: Batch) -> Tensor:
        """One code from each posterior, as a function of mean and log-variance through which gradients pass: (N, D).

        The reparameterisation trick: the noise comes from outside. Kingma & Welling 2014, section 2.4.
        """
        return posterior.mean + (0.5 * posterior.log_var).exp() * batch.normal(posterior.mean)

    def loss(self, batch: Batch) -> Loss:
        posterior = self.posterior(batch)
        z = self.draw(posterior, batch)
        reconstruction = self.likelihood.nll(batch.target, self.decode_output(z, batch.labels))
        kl_per_dim = self.kl(posterior, z, batch)
        penalty, weight = self.penalty(kl_per_dim, posterior, z, batch)
        return Loss(reconstruction, penalty, weight, kl_per_dim)

    def kl(self, posterior: Posterior, z: Tensor, batch: Batch) -> Tensor:
        """The rate: KL of each posterior to the prior by dimension, in closed form or at the draw z: (N, D)."""
        return self.prior.kl(*posterior, z)

    def log_prior(self, z: Tensor, batch: Batch) -> Tensor:
        """log p(z) in nats: (N, D) -> (N,)."""
        return self.prior.log_density(z).sum(1)

    def penalty(self, kl_per_dim: Tensor, posterior: Posterior, z: Tensor, batch: Batch) -> tuple[Tensor, float]:
        """What the objective adds to the reconstruction (N,), and its weight: the KL, so that the loss is -ELBO."""
        return kl_per_dim.sum(1), 1.0

    def draw_codes(
        self, count: int, generator: Generator, temperature: float = 1.0, labels: Tensor | None = None
    ) -> Tensor:
        return self.prior.sample(super().draw_codes(count, generator, temperature), generator)

    def log_weights(self, batch: Batch, posterior: Posterior) -> Tensor:
        """log p(x|z) + log p(z) - log q(z|x) at one draw of z for each image, in nats: (N,)."""
        z = self.draw(posterior, batch)
        log_likelihood = -self.likelihood.nll(batch.target, self.decode_output(z, batch.labels))
        return log_likelihood + self.log_prior(z, batch) - gaussian_log_density(z, *posterior)


def parameter_count(model: nn.Module) -> int:
    """How many numbers are learned, by steps or at once."""
    return sum(parameter.numel() for parameter in model.parameters())
