"""The numbers that a diagnosis rests on. All terms are nats per image.

Shapes: N images, D latent dimensions.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Generator, Tensor

from vae_core.diagnosis.curves import Course
from vae_core.files import read_tensors
from vae_core.measures.metrics import ACTIVE_VARIANCE
from vae_core.models import LatentVariableModel, model_class
from vae_core.nn.losses import LOG_2PI
from vae_core.runs.history import steered
from vae_core.runs.run import Run

DRAWS = 1000
NEAR = 0.99  # of the codes are nearer than this far to another one


@dataclass(frozen=True)
class Symptoms(Course):
    """A run as a doctor sees it: its course, its latent dimensions, the pull of its KL, its prior."""

    prior_codes: Tensor | None = None  # (M, D) draws of a learned prior; None: N(0, I)

    @cached_property
    def has_kl(self) -> bool:
        """Whether the model has a posterior and a prior."""
        return issubclass(model_class(self.config.model), LatentVariableModel)

    @property
    def is_conditional(self) -> bool:
        """Whether the decoder is told the label."""
        return model_class(self.config.model).is_conditional

    # The latent dimensions

    @property
    def dimensions(self) -> int:
        """D."""
        return self.config.latent_dim

    @cached_property
    def mean_variance(self) -> list[float]:
        """Of each dimension's code over the images."""
        mean = self.codes.get("mean")
        return [0.0] * self.dimensions if mean is None else [float(value) for value in mean.var(0)]

    @property
    def active(self) -> int:
        """Dimensions whose variance exceeds 0.01. Burda et al. 2015, section 5."""
        return sum(variance > ACTIVE_VARIANCE for variance in self.mean_variance)

    @property
    def is_collapsed(self) -> bool:
        """Whether no dimension is active though a KL could have kept them so."""
        has_codes = "mean" in self.codes  # a run that was broken off may have left none
        return self.has_kl and has_codes and not self.active and not self.has_diverged and not self.is_barely_trained

    @property
    def is_barely_trained(self) -> bool:
        """Whether Adam, which moves a weight by about its learning rate at a step, cannot have moved any far."""
        return self.travel < 0.02 and self.config.model != "pca"

    @property
    def travel(self) -> float:
        """Steps times learning rate."""
        return self.config.learning_rate * max((int(report.get("step", 0)) for report in self.reports), default=0)

    @property
    def kl_per_dim(self) -> list[float]:
        """Of the validation images, at the end."""
        return (self.summary.get("validation") or {}).get("kl_per_dim") or []

    @property
    def kl(self) -> float:
        """Of all dimensions."""
        return sum(self.kl_per_dim)

    @property
    def inactive_in_words(self) -> str:
        """Each unused dimension with its KL and the variance of its mean."""
        rows = zip(self.mean_variance, [*self.kl_per_dim, *[0.0] * self.dimensions], strict=False)
        unused = [
            f"z{index} (KL {kl:.2g} nats, variance of the mean {variance:.2g})"
            for index, (variance, kl) in enumerate(rows, 1)
            if variance <= ACTIVE_VARIANCE
        ]
        return ", ".join(unused[:6]) + (f" and {len(unused) - 6} more" if len(unused) > 6 else "")

    @property
    def has_learned_little(self) -> bool:
        """Whether it is under-fitted: hardly better than the average image, and not for want of a code."""
        if self.has_diverged or self.is_collapsed or not self.reports:
            return False
        return self.is_barely_trained or (self.explained is not None and self.explained < 0.05)

    # The pull of the KL

    @property
    def capacity(self) -> float:
        """The KL that the loss asks for; 0 where it asks for none."""
        return float(getattr(self.config.settings, "capacity", 0.0))

    @cached_property
    def told(self) -> float:
        """About the nats that tell images apart: what Gaussian channels with these signals and noises carry together.

        The sum of log(1 + variance of the mean / mean variance of the posterior) / 2 over the dimensions; a KL that is
        much larger lies in widths or places that are the same for all images.
        """
        mean, log_var = self.codes.get("mean"), self.codes.get("log_var")
        if mean is None or log_var is None:
            return self.kl
        return float(0.5 * (mean.var(0) / log_var.exp().mean(0)).log1p().sum())

    @property
    def is_filled_up(self) -> bool:
        """Whether most of the KL is there because the loss asks for that much, and tells nothing."""
        return self.has_kl and self.capacity > 0 and self.kl - self.told > max(1, self.kl / 2) and not self.has_diverged

    @property
    def is_fixed_gaussian(self) -> bool:
        """Whether its likelihood's scale is a setting that training leaves alone."""
        settings = self.config.settings
        return settings is not None and settings.build().fixed_sd is not None

    @cached_property
    def squared_error(self) -> float:
        """Per value of an image, of a Gaussian of fixed scale, by its reconstruction: nll = SSE / 2 sd^2 + constants."""
        settings = self.config.settings
        assert settings is not None
        constants = 0.5 * self.values * (LOG_2PI + 2 * math.log(settings.sd))
        return max(1e-9, 2 * settings.sd**2 * (self.last_reconstruction - constants) / max(self.values, 1))

    @property
    def effective_beta(self) -> float:
        """How many times too much the KL weighs: beta, and for a Gaussian of fixed sd the share sd^2 / error besides.

        beta-VAE(beta, sd^2) has the minimisers of VAE(beta sd^2), and the likeliest sd^2 is the mean squared error (Rybkin
        et al. 2021): beta sd^2 / error is 1 where the pull fits the likelihood.
        """
        settings = self.config.settings
        if self.is_shaped_otherwise or settings is None:
            return 1.0
        return self.beta * (settings.sd**2 / self.squared_error if self.is_fixed_gaussian else 1.0)

    @property
    def is_shaped_otherwise(self) -> bool:
        """Whether something else than beta x KL is lowered, so that no effective beta exists."""
        return self.capacity > 0 or self.config.model in OWN_PENALTY

    @property
    def pull_in_words(self) -> str:
        """What the weight of the KL means for this likelihood; nothing where another term is weighed."""
        if self.is_shaped_otherwise:
            return ""
        if self.is_fixed_gaussian:
            sd = self.config.settings.sd if self.config.settings else 1.0
            return (
                f"A Gaussian with sd {sd:g} takes each value for that noisy, but the error is {self.squared_error**0.5:.3g}: "
                f"with beta {self.beta:g} this is a beta of {self.effective_beta:.3g} beside the sd that fits."
            )
        return f"The KL weighs beta {self.beta:g}." if hasattr(self.config.settings, "beta") else ""

    # Where the prior draws, and where the codes are

    @cached_property
    def _shares(self) -> tuple[float, float] | None:
        mean = self.codes.get("mean")
        if mean is None or len(mean) < 40 or not bool(mean.isfinite().all()):
            return None
        generator = Generator().manual_seed(0)
        rows = torch.randperm(len(mean), generator=generator)[: 4 * DRAWS]
        noise = torch.randn(len(rows), mean.shape[1], generator=generator)
        log_var = self.codes.get("log_var")
        z = mean[rows] if log_var is None else mean[rows] + (0.5 * log_var[rows]).exp() * noise
        prior = (
            self.prior_codes
            if self.prior_codes is not None
            else torch.randn(len(z) // 2, z.shape[1], generator=generator)
        )
        half = len(z) // 2
        return share_outside(prior, z[:half], z[half:]), share_outside(z[half:], *prior.chunk(2))

    @property
    def holes(self) -> float | None:
        """The share of the prior's draws where no code is near."""
        return self._shares[0] if self._shares else None

    @property
    def missed(self) -> float | None:
        """The share of the codes where the prior hardly ever draws."""
        return self._shares[1] if self._shares else None


OWN_PENALTY = ("beta_tcvae", "info_vae")  # the weight is that of another term


def share_outside(asked: Tensor, known: Tensor, same: Tensor) -> float:
    """The share of `asked` (M, D) farther from the nearest of `known` (N, D) than 99 % of `same` (K, D) are.

    About 0.01 where `asked` comes from where `known` and `same` come from.
    """
    reach = torch.cdist(same, known).amin(1).quantile(NEAR)
    return float((torch.cdist(asked, known).amin(1) > reach).float().mean())


def symptoms_of_run(run: Run) -> Symptoms:
    """Everything of a run's folder that a diagnosis needs; the configuration as it was in the end, with what was steered."""
    path = run.path / "latents.safetensors"
    codes = read_tensors(path)[0] if path.exists() else {}
    config = steered(run.config, run.events())
    return Symptoms(config, run.summary, run.reports(), codes, _learned_prior(run) if codes else None)


@torch.no_grad()
def _learned_prior(run: Run) -> Tensor | None:
    settings = run.config.settings
    if getattr(settings, "prior", "standard") == "standard" and not getattr(settings, "prior_per_label", False):
        return None
    return run.load_model().draw_codes(2 * DRAWS, Generator().manual_seed(0))
