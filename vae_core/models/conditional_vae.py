"""The conditional VAE: encoder and decoder are conditioned on the label, which the code need not hold. Sohn et al. 2015.

Shapes: N images, D latent dimensions, L labels.
"""

from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Generator, Tensor, nn

from vae_core.models.base import Batch, Posterior
from vae_core.models.vae import VAE, BetaSettings
from vae_core.nn.losses import gaussian_kl, gaussian_log_density
from vae_core.nn.networks import Architecture
from vae_core.nn.priors import Encode, LabelPrior, Prior
from vae_core.settings import setting


@dataclass(frozen=True)
class ConditionalVaeSettings(BetaSettings):
    """The settings of the VAE, and a choice between one prior and a prior for each label."""

    prior_per_label: bool = setting(False, "Learn a prior for each label; no: all labels share the standard prior")

    @property
    def has_standard_prior(self) -> bool:
        return not self.prior_per_label

    def build_prior(self, architecture: Architecture, encode: Encode) -> Prior:
        if self.prior_per_label:
            return LabelPrior(architecture.labels, architecture.latent_dim)
        return super().build_prior(architecture, encode)


class ConditionalVAE(VAE):
    """E_q(z|x,c) log p(x|z,c) - KL(q(z|x,c) || p(z|c)).

    The decoder's input is the code and the one-hot label. The encoder's input is the image plus a learned image of the label,
    which for a dense layer equals a one-hot input beside the image.
    """

    Settings = ConditionalVaeSettings
    settings: ConditionalVaeSettings
    is_conditional = True

    def __init__(self, architecture: Architecture, settings: Any = None) -> None:
        if not architecture.labels:
            raise ValueError("conditional_vae needs images with labels; choose a data set with labels")
        super().__init__(architecture, settings)
        self.label_images = nn.Parameter(torch.zeros(architecture.labels, *architecture.shape))

    def build_decoder(self) -> nn.Sequential:
        return self.architecture.decoder(self.likelihood.outputs, self.architecture.labels)

    def posterior(self, batch: Batch) -> Posterior:
        return self.encode(batch.images + self.label_images[batch.labels])

    def decode_output(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        if labels is None:
            raise ValueError("labels are missing; conditional_vae decodes a code together with a label")
        one_hot = F.one_hot(labels, self.architecture.labels).to(z)
        return super().decode_output(torch.cat([z, one_hot], 1))

    def kl(self, posterior: Posterior, z: Tensor, batch: Batch) -> Tensor:
        mean, log_var = self._prior_of(batch.labels)
        return gaussian_kl((posterior.mean - mean) * (-0.5 * log_var).exp(), posterior.log_var - log_var)

    def log_prior(self, z: Tensor, batch: Batch) -> Tensor:
        return gaussian_log_density(z, *self._prior_of(batch.labels))

    def sample(
        self, count: int, generator: Generator, temperature: float = 1.0, labels: Tensor | None = None
    ) -> Tensor:
        """Returns expected images of these labels (count,), or of random labels: (count, C, H, W)."""
        device = self.label_images.device
        if labels is None:
            labels = torch.randint(self.architecture.labels, (count,), generator=generator, device=generator.device)
        return self.decode(self.draw_codes(count, generator, temperature, labels), labels.to(device))

    def draw_codes(
        self, count: int, generator: Generator, temperature: float = 1.0, labels: Tensor | None = None
    ) -> Tensor:
        if labels is None:
            return super().draw_codes(count, generator, temperature)
        mean, log_var = self._prior_of(labels.to(self.label_images.device))
        noise = torch.randn(mean.shape, generator=generator, device=generator.device).to(mean)
        return mean + temperature * (0.5 * log_var).exp() * noise

    def _prior_of(self, labels: Tensor) -> Posterior:
        """Returns p(z|c) of each label: mean and log-variance, both (N, D)."""
        if isinstance(self.prior, LabelPrior):
            return Posterior(self.prior.means[labels], self.prior.log_vars[labels])
        zero = self.label_images.new_zeros(len(labels), self.architecture.latent_dim)
        return Posterior(zero, zero)
