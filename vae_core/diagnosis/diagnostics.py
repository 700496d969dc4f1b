"""The numbers that a diagnosis of a run rests on, in four groups: curves, latent dimensions, KL weight, prior."""

from dataclasses import dataclass, field
from functools import cached_property

import torch
from torch import Generator, Tensor

from vae_core.config import RunConfig
from vae_core.diagnosis.curves import LearningCurves
from vae_core.diagnosis.kl_weight import KlWeight
from vae_core.diagnosis.latent_use import LatentUse
from vae_core.diagnosis.prior_match import MATCH_SAMPLES, PriorMatch
from vae_core.files import read_tensors
from vae_core.models import LatentVariableModel, model_class
from vae_core.nn.priors import LatentSettings
from vae_core.runs.history import final_config
from vae_core.runs.run import Run
from vae_core.runs.summary import Summary
from vae_core.training.report import Report


@dataclass(frozen=True)
class RunDiagnostics:
    """A run's configuration, summary, reports and codes, and the groups of numbers derived from them."""

    config: RunConfig
    summary: Summary
    reports: list[Report]
    codes: dict[str, Tensor] = field(default_factory=dict)  # of latents.safetensors; empty before the run's end
    prior_codes: Tensor | None = None  # (M, D) samples from a learned prior; None: N(0, I)

    @cached_property
    def curves(self) -> LearningCurves:
        """Progress, gap and end of the training."""
        return LearningCurves(self.config, self.summary, self.reports, self.codes.get("reconstruction"))

    @cached_property
    def latents(self) -> LatentUse:
        """Active dimensions and their KL."""
        kl_per_dim = (self.summary.validation.kl_per_dim if self.summary.validation else None) or []
        return LatentUse(self.config.latent_dim, kl_per_dim, self.codes.get("mean"), self.codes.get("log_var"))

    @cached_property
    def kl_weight(self) -> KlWeight:
        """Beta and the effective beta."""
        return KlWeight(self.config, self.curves.last_reconstruction, self.curves.values)

    @cached_property
    def prior(self) -> PriorMatch:
        """Samples from the prior beside the codes."""
        return PriorMatch(self.codes.get("mean"), self.codes.get("log_var"), self.prior_codes)

    @cached_property
    def has_kl(self) -> bool:
        """True if the model has a posterior and a prior."""
        return issubclass(model_class(self.config.model), LatentVariableModel)

    @property
    def is_conditional(self) -> bool:
        """True if the model is conditioned on the label."""
        return model_class(self.config.model).is_conditional

    @property
    def has_diverged(self) -> bool:
        """True if the loss stopped being a usable number."""
        return self.curves.has_diverged

    @property
    def is_collapsed(self) -> bool:
        """True if a trained model with a KL has no active dimension."""
        has_codes = "mean" in self.codes  # an interrupted run may have none
        is_trained = not self.has_diverged and not self.curves.is_barely_trained
        return self.has_kl and has_codes and not self.latents.active and is_trained

    @property
    def is_kl_uninformative(self) -> bool:
        """True if a capacity holds the KL up and most of it does not distinguish images."""
        kl = self.latents.kl
        excess = kl - self.latents.informative_nats
        return self.has_kl and self.kl_weight.capacity > 0 and excess > max(1, kl / 2) and not self.has_diverged

    @property
    def is_underfitted(self) -> bool:
        """True if the model is hardly better than the average image for another reason than a collapsed posterior."""
        if self.has_diverged or self.is_collapsed or not self.reports:
            return False
        share = self.curves.explained_share
        return self.curves.is_barely_trained or (share is not None and share < 0.05)

    @property
    def is_overfitted(self) -> bool:
        """True if the gap is a large part of the improvement and larger than chance explains."""
        curves = self.curves
        gap = curves.objective_gap
        return curves.improvement > 0 and gap > 0.15 * curves.improvement and gap > 3 * curves.objective_gap_error


def diagnostics_of(run: Run) -> RunDiagnostics:
    """Returns everything in a run's folder that a diagnosis needs, with the configuration as steering left it at the end."""
    path = run.path / "latents.safetensors"
    codes = read_tensors(path)[0] if path.exists() else {}
    config = final_config(run.config, run.events())
    return RunDiagnostics(config, run.summary, run.reports(), codes, _learned_prior(run) if codes else None)


@torch.no_grad()
def _learned_prior(run: Run) -> Tensor | None:
    settings = run.config.settings
    if not isinstance(settings, LatentSettings) or settings.has_standard_prior:
        return None
    return run.load_model().draw_codes(2 * MATCH_SAMPLES, Generator().manual_seed(0))
