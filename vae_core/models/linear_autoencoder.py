"""The linear autoencoder: one layer each, whose best solution is the plane of PCA. Baldi & Hornik 1989."""

from dataclasses import dataclass

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
    """The deterministic autoencoder without hidden layers."""

    Settings = LinearAutoencoderSettings
    has_hidden_layers = False
