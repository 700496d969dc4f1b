"""One model, which is one paper, a file, and the registry of them. A new model is a file here and one line below.

Pages, command line and tests find it by its name in the registry.
"""

from vae_core.models.autoencoder import Autoencoder
from vae_core.models.base import Batch, LatentVariableModel, Loss, Model, Posterior, parameter_count
from vae_core.models.beta_tcvae import BetaTCVAE
from vae_core.models.conditional_vae import ConditionalVAE
from vae_core.models.contractive import Contractive
from vae_core.models.denoising import Denoising
from vae_core.models.factor_vae import FactorVAE
from vae_core.models.info_vae import InfoVAE
from vae_core.models.iwae import IWAE
from vae_core.models.linear_autoencoder import LinearAutoencoder
from vae_core.models.linear_vae import LinearVAE
from vae_core.models.memorizer import Memorizer
from vae_core.models.pca import PCA
from vae_core.models.sparse import Sparse
from vae_core.models.vae import VAE

MODELS: dict[str, type[Model]] = {
    "memorizer": Memorizer,
    "pca": PCA,
    "linear_autoencoder": LinearAutoencoder,
    "autoencoder": Autoencoder,
    "denoising": Denoising,
    "sparse": Sparse,
    "contractive": Contractive,
    "linear_vae": LinearVAE,
    "vae": VAE,
    "conditional_vae": ConditionalVAE,
    "iwae": IWAE,
    "beta_tcvae": BetaTCVAE,
    "factor_vae": FactorVAE,
    "info_vae": InfoVAE,
}


def model_class(name: str) -> type[Model]:
    """Returns the class of a model. Raises a ValueError that lists the models."""
    if not isinstance(name, str) or name not in MODELS:  # from a file it may be anything
        raise ValueError(f"unknown model {name!r}; choose from {', '.join(MODELS)}")
    return MODELS[name]


__all__ = [
    "MODELS",
    "Batch",
    "LatentVariableModel",
    "Loss",
    "Model",
    "Posterior",
    "model_class",
    "parameter_count",
]
