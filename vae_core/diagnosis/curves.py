"""A run's learning curves: its progress, the gap between training and validation, and its end. In nats per image."""

import math
from dataclasses import dataclass
from functools import cached_property

from torch import Tensor

from vae_core.config import RunConfig
from vae_core.runs.summary import Summary
from vae_core.training.report import Report
from vae_core.training.terms import Terms


@dataclass(frozen=True)
class LearningCurves:
    """The reports of a run as curves, with its configuration and summary; derived values are computed when asked for."""

    config: RunConfig
    summary: Summary
    reports: list[Report]
    validation_costs: Tensor | None = None  # (N,) reconstruction loss of each validation image at the end

    @property
    def status(self) -> str:
        """The run's status at its end."""
        return self.summary.status

    @property
    def message(self) -> str:
        """The status in a sentence, with the number of epochs."""
        return self.summary.message

    @property
    def has_diverged(self) -> bool:
        """True if the loss stopped being a usable number."""
        return self.status == "diverged"

    @cached_property
    def training(self) -> list[float]:
        """The objective on training images, reconstruction + beta x KL, for each report that has it."""
        return [self._objective(report.train) for report in self.reports if report.train]

    @cached_property
    def validation(self) -> list[float]:
        """The objective on validation images, once an epoch."""
        return [self._objective(report.validation) for report in self.reports if report.validation]

    def _objective(self, terms: Terms) -> float:
        return terms.reconstruction + self.beta * (terms.kl or 0.0)

    @property
    def beta(self) -> float:
        """The weight of the KL at the end; 1 for a model without this setting."""
        return 1.0 if self.config.beta is None else self.config.beta

    @property
    def improvement(self) -> float:
        """The fall from the first training loss, which is that of the average image, to the best validation loss."""
        return self.training[0] - min(self.validation) if self.training and self.validation else 0.0

    @property
    def objective_gap(self) -> float:
        """The objective on validation images minus that on training images, each averaged over the last tenth of its reports."""
        if not self.training or not self.validation:
            return 0.0
        return _mean(_last(self.validation, 0.1)) - _mean(_last(self.training, 0.1))

    @property
    def objective_gap_error(self) -> float:
        """The approximate standard error of the gap: that of the mean over the validation images."""
        count = self.summary.dataset.validation if self.summary.dataset else 0
        if self.validation_costs is None or not count:
            return 0.0
        return float(self.validation_costs.std()) / math.sqrt(count)

    @property
    def rise_after_best(self) -> float:
        """The last validation loss minus the best one."""
        return self.validation[-1] - min(self.validation) if self.validation else 0.0

    @property
    def first_reconstruction(self) -> float:
        """The reconstruction loss of the first report."""
        return next((report.train.reconstruction for report in self.reports if report.train), 0.0)

    @property
    def last_reconstruction(self) -> float:
        """The reconstruction loss of the validation images at the end; not a number where the run has none."""
        return self.summary.validation.reconstruction if self.summary.validation else math.nan

    @property
    def explained_share(self) -> float | None:
        """The share of the possible fall of the reconstruction loss; None where its lowest value is unknown."""
        if self._floor is None or len(self.validation) < 1 or self.config.model == "pca":
            return None
        span = self.first_reconstruction - self._floor
        return (self.first_reconstruction - self.last_reconstruction) / span if span > 0 else None

    @property
    def _floor(self) -> float | None:
        """The lowest possible reconstruction loss, where it is known."""
        settings = self.config.settings
        assert settings is not None
        lowest = settings.build().lowest_nll
        return None if lowest is None else self.values * lowest

    @property
    def values(self) -> int:
        """P, the number of values in an image."""
        return math.prod(self.summary.dataset.shape) if self.summary.dataset else 0

    @property
    def reach(self) -> float:
        """Steps x learning rate: Adam moves a weight by about the learning rate at each step."""
        return self.config.learning_rate * max((report.step for report in self.reports), default=0)

    @property
    def is_barely_trained(self) -> bool:
        """True if the steps were too few or too small to move any weight far."""
        return self.reach < 0.02 and self.config.model != "pca"

    @property
    def _is_annealed(self) -> bool:
        return self.config.learning_rate_schedule == "one_cycle"

    @property
    def late_share(self) -> str:
        """The part of the epochs over which `late_fall` is taken, as text."""
        return "half of the epochs" if self._is_annealed else "quarter of the epochs"

    @property
    def late_fall(self) -> float:
        """The fall of the validation loss in the last part of the epochs."""
        late = _last(self.validation, 0.5 if self._is_annealed else 0.25)
        return late[0] - late[-1] if late else 0.0

    @property
    def is_still_improving(self) -> bool:
        """True if more epochs would help: the run was interrupted early, or its loss fell until the end.

        Under one_cycle every curve flattens, because the learning rate goes to 0. There the sign is a large fall in
        the second half while validation keeps up with training.
        """
        if not self.improvement > 0 or len(self.validation) < 2:
            return False
        share = self.late_fall / self.improvement
        if self.status in ("stopped", "interrupted"):
            return share > 0.01
        if self._is_annealed:
            return share > 0.15 and self.objective_gap < 0.03 * self.improvement
        return len(self.validation) >= 4 and share > 0.03


def _last(values: list[float], share: float) -> list[float]:
    return values[-max(1, math.ceil(share * len(values))) :]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
