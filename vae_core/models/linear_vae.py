"""The linear VAE: one layer each; its best ELBO is the likelihood of probabilistic PCA. Lucas et al. 2019."""

from dataclasses import dataclass

from vae_core.models.vae import VAE, VaeSettings
from vae_core.nn.likelihoods import LIKELIHOODS, SCALES
from vae_core.settings import setting


@dataclass(frozen=True)
class LinearVaeSettings(VaeSettings):
    """A Gaussian with one learned scale by default, because everything is exact with it."""

    likelihood: str = setting(
        "gaussian", "Distribution of an image's values given the decoder's output", choices=tuple(LIKELIHOODS)
    )
    scale: str = setting("learned", "Source of a Gaussian's standard deviation", choices=tuple(SCALES))


class LinearVAE(VAE):
    """The VAE without hidden layers."""

    Settings = LinearVaeSettings
    has_hidden_layers = False
