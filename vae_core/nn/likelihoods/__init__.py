"""One likelihood p(x|z) a file, and the registry of them. A new likelihood is a file here and one line in LIKELIHOODS."""

from dataclasses import dataclass

from vae_core.nn.likelihoods.bernoulli import Bernoulli
from vae_core.nn.likelihoods.continuous_bernoulli import ContinuousBernoulli
from vae_core.nn.likelihoods.gaussian import SCALES, Gaussian
from vae_core.nn.likelihoods.likelihood import Baselines, Likelihood
from vae_core.settings import check_settings, setting

LIKELIHOODS: dict[str, type[Likelihood]] = {
    "bernoulli": Bernoulli,
    "continuous_bernoulli": ContinuousBernoulli,
    "gaussian": Gaussian,
}


@dataclass(frozen=True)
class LikelihoodSettings:
    """The settings of every model with a decoder."""

    likelihood: str = setting(
        "bernoulli", "Distribution of an image's values given the decoder's output", choices=tuple(LIKELIHOODS)
    )
    scale: str = setting(
        "fixed",
        "Source of a Gaussian's standard deviation; " + "; ".join(f"{name}: {words}" for name, words in SCALES.items()),
        choices=tuple(SCALES),
    )
    sd: float = setting(
        1.0, "Standard deviation of a fixed Gaussian; the first value of the other scales", low=0.001, high=100.0
    )

    def __post_init__(self) -> None:
        check_settings(self)

    @property
    def likelihood_class(self) -> type[Likelihood]:
        """The class that the setting `likelihood` names."""
        return LIKELIHOODS[self.likelihood]

    def without_effect(self) -> dict[str, str]:
        """Returns the settings that change nothing beside the others, each with what would give it an effect."""
        used = {name: kind.settings_used for name, kind in LIKELIHOODS.items()}
        return {
            setting: "likelihood " + " or ".join(name for name in used if setting in used[name])
            for setting in ("scale", "sd")
            if setting not in used[self.likelihood]
        }

    def build(self) -> Likelihood:
        """Returns the likelihood that these settings name."""
        return self.likelihood_class.from_settings(self)


__all__ = ["LIKELIHOODS", "SCALES", "Baselines", "Likelihood", "LikelihoodSettings"]
