"""The linear autoencoder: one layer each, whose best solution is the plane of PCA. Baldi & Hornik 1989."""

from dataclasses import dataclass

from torch import nn

from vae_core.models.autoencoder import Autoencoder
from vae_core.nn.likelihoods import LIKELIHOODS, LikelihoodSettings
from vae_core.settings import setting


@dataclass(frozen=True)
class LinearAutoencoderSettings(LikelihoodSettings):
    """Squared error by default, because only with it the solution is that of PCA."""

    likelihood: str = setting(
        "gaussian", "Distribution of an image's values given the decoder's output", choices=tuple(LIKELIHOODS)
    )


class LinearAutoencoder(Autoencoder):
    """The deterministic autoencoder without hidden layers: network, hidden and activation have no effect on it."""

    Settings = LinearAutoencoderSettings

    def build_encoder(self) -> nn.Sequential:
        return self.architecture.shallow.encoder(self.encoder_outputs)

    def build_decoder(self) -> nn.Sequential:
        return self.architecture.shallow.decoder(self.likelihood.outputs)
