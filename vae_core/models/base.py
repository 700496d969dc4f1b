"""The contract of a model, on which trainer, measures, export and pages rely.

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
    """Images and all that a loss may depend on; `generator` is the only source of random numbers."""

    images: Tensor  # (N, C, H, W) in [0, 1], the input of the encoder
    target: Tensor  # (N, C, H, W) in [0, 1], the target of the likelihood
    labels: Tensor  # (N,) whole numbers
    generator: Generator
    step: int = 1  # number of this optimizer step; the first is 1
    total_steps: int = 1  # of the whole training, an estimate where it is limited by time
    train_size: int = 0  # images of the training set; 0: those of the batch

    def normal(self, like: Tensor) -> Tensor:
        """Returns standard normal noise of the shape, type and device of `like`."""
        return torch.randn(like.shape, generator=self.generator, dtype=like.dtype, device=like.device)

    def uniform(self, like: Tensor) -> Tensor:
        """Returns uniform noise in [0, 1) of the shape, type and device of `like`."""
        return torch.rand(like.shape, generator=self.generator, dtype=like.dtype, device=like.device)


class Loss(NamedTuple):
    """One value per image, unweighted and in nats; the objective is the mean of reconstruction + weight * penalty."""

    reconstruction: Tensor  # (N,) -log p(x|z)
    penalty: Tensor  # (N,) the other term of the objective
    weight: float  # of the penalty at this step
    kl_per_dim: Tensor | None = None  # (N, D), the rate at weight 1; None where the model has none

    @property
    def objective(self) -> Tensor:
        """The value that the optimizer minimises, in nats per image: a scalar."""
        return (self.reconstruction + self.weight * self.penalty).mean()


class Posterior(NamedTuple):
    """A diagonal Gaussian for each image: mean and log-variance, both (N, D)."""

    mean: Tensor
    log_var: Tensor


class Model(nn.Module):
    """An encoder and a decoder with a likelihood. Each subclass is one paper and one short file."""

    settings: LikelihoodSettings
    Settings: ClassVar[type[LikelihoodSettings]]
    encoder_outputs: ClassVar[int]  # outputs of the encoder for each latent dimension
    is_conditional: ClassVar[bool] = False  # whether codes and images depend on the labels
    most_steps: ClassVar[float] = math.inf  # further optimizer steps would change nothing
    holds_images: ClassVar[bool] = False  # whether weights come from the training images themselves, without steps
    has_hidden_layers: ClassVar[bool] = True  # whether network, hidden and activation have an effect

    def __init__(self, architecture: Architecture, settings: Any = None) -> None:
        super().__init__()
        self.architecture = architecture
        self.settings = settings or self.Settings()
        self.likelihood: Likelihood = self.settings.build()
        self.encoder = self.build_encoder()
        self.decoder = self.build_decoder()

    @property
    def networks(self) -> Architecture:
        """The sizes of encoder and decoder."""
        return self.architecture if self.has_hidden_layers else self.architecture.shallow

    def build_encoder(self) -> nn.Sequential:
        """Returns a network from images (N, C, H, W) to (N, encoder_outputs * D)."""
        return self.networks.encoder(self.encoder_outputs)

    def build_decoder(self) -> nn.Sequential:
        """Returns a network from codes (N, D) to (N, outputs * C, H, W), whose last layer is a PixelBias."""
        return self.networks.decoder(self.likelihood.outputs)

    def initialise(self, image_set: ImageSet) -> None:
        """Sets what needs no optimizer steps: the untrained decoder gives the mean of the training images."""
        bias = self.decoder[-1]
        assert isinstance(bias, PixelBias)
        with torch.no_grad():
            bias.bias.copy_(self.likelihood.output_for(mean_image(image_set)))

    @classmethod
    def fewest_images(cls, latent_dim: int, settings: Any) -> int:
        """Returns the number of training images that the model needs at least."""
        return 1

    @classmethod
    def is_fitted_at_once(cls) -> bool:
        """Returns whether the weights are computed in closed form, so that more steps or epochs would change nothing."""
        return cls.most_steps < math.inf

    def loss(self, batch: Batch) -> Loss:
        """Returns the terms of the objective for each image; a random model samples with `batch.generator`."""
        raise NotImplementedError

    def embed(self, batch: Batch) -> Tensor:
        """Returns the code of each image, equal at every call: (N, D). The mean of a posterior, never a sample."""
        raise NotImplementedError

    def decode(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Returns the expected image at each code: (N, D) -> (N, C, H, W). Only a conditional model needs labels (N,)."""
        return self.likelihood.mean(self.decode_output(z, labels))

    def decode_output(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Returns the decoder network's output, in float32 for any precision of the layers: (N, outputs * C, H, W)."""
        output: Tensor = self.decoder(z)
        return output.float()

    def reconstruct(self, batch: Batch) -> Tensor:
        """Returns the reconstruction of each image, the expected image at its code: (N, C, H, W)."""
        return self.decode(self.embed(batch), batch.labels)

    def sample(
        self, count: int, generator: Generator, temperature: float = 1.0, labels: Tensor | None = None
    ) -> Tensor:
        """Returns expected images at `count` samples from the prior: (count, C, H, W). Only a conditional model uses labels.

        A model without a prior uses the standard normal. `temperature` multiplies the standard deviation.
        """
        return self.decode(self.draw_codes(count, generator, temperature))

    def draw_codes(
        self, count: int, generator: Generator, temperature: float = 1.0, labels: Tensor | None = None
    ) -> Tensor:
        """Returns `count` samples from the prior, which may depend on labels (count,): (count, D)."""
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

    def initialise(self, image_set: ImageSet) -> None:
        super().initialise(image_set)
        self.prior.initialise(image_set)

    def encode(self, images: Tensor) -> Posterior:
        """Returns q(z|x) of each image: (N, C, H, W) -> two (N, D)."""
        mean, log_var = self.encoder(images).float().chunk(2, dim=1)
        return Posterior(mean, log_var)

    def posterior(self, batch: Batch) -> Posterior:
        """Returns q(z|x) of each image of the batch."""
        return self.encode(batch.images)

    def embed(self, batch: Batch) -> Tensor:
        return self.posterior(batch).mean

    def draw(self, posterior: Posterior, batch: Batch) -> Tensor:
        """Returns one sample of each posterior, differentiable by mean and log-variance: (N, D).

        The reparameterisation trick: the noise is an input. Kingma & Welling 2014, section 2.4.
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
        """Returns the rate: KL of each posterior to the prior by dimension, in closed form or at the sample z: (N, D)."""
        return self.prior.kl(*posterior, z)

    def log_prior(self, z: Tensor, batch: Batch) -> Tensor:
        """Returns log p(z) in nats: (N, D) -> (N,)."""
        return self.prior.log_density(z).sum(1)

    def penalty(self, kl_per_dim: Tensor, posterior: Posterior, z: Tensor, batch: Batch) -> tuple[Tensor, float]:
        """Returns the other term of the objective (N,) and its weight: here the KL and 1, so that the loss is -ELBO."""
        return kl_per_dim.sum(1), 1.0

    def draw_codes(
        self, count: int, generator: Generator, temperature: float = 1.0, labels: Tensor | None = None
    ) -> Tensor:
        return self.prior.sample(super().draw_codes(count, generator, temperature), generator)

    def log_weights(self, batch: Batch, posterior: Posterior) -> Tensor:
        """Returns log p(x|z) + log p(z) - log q(z|x) at one sample of z for each image, in nats: (N,)."""
        z = self.draw(posterior, batch)
        log_likelihood = -self.likelihood.nll(batch.target, self.decode_output(z, batch.labels))
        return log_likelihood + self.log_prior(z, batch) - gaussian_log_density(z, *posterior)


def parameter_count(model: nn.Module) -> int:
    """Returns the number of trainable parameters, learned by steps or at once."""
    return sum(parameter.numel() for parameter in model.parameters())
