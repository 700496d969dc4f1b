"""The linear VAE: one layer in, one layer out; its best ELBO is the likelihood of probabilistic PCA. Lucas et al. 2019."""

from dataclasses import dataclass

from torch import nn

from vae_core.models.vae import VAE, VaeSettings
from vae_core.nn.likelihoods import LIKELIHOODS, SCALES
from vae_core.settings import setting


@dataclass(frozen=True)
class LinearVaeSettings(VaeSettings):
    """A Gaussian with one learned scale to begin with: there everything is exact."""

    likelihood: str = setting("gaussian", "What the decoder's outputs mean", choices=tuple(LIKELIHOODS))
    scale: str = setting("learned", "How a Gaussian's standard deviation is found", choices=tuple(SCALES))


class LinearVAE(VAE):
    """The VAE without hidden layers: network, hidden and activation have no effect on it."""

    Settings = LinearVaeSettings

    def build_encoder(self) -> nn.Sequential:
        return self.architecture.shallow.encoder(self.encoder_outputs)

    def build_decoder(self) -> nn.Sequential:
        return self.architecture.shallow.decoder(self.likelihood.outputs)
