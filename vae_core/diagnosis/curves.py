"""What a run's curves say: how far it came, how training and validation differ, how it ended. Nats per image."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from torch import Tensor

from vae_core.config import RunConfig


@dataclass(frozen=True)
class Course:
    """Configuration, summary, reports and codes of a run; what is derived from them is worked out when asked for."""

    config: RunConfig
    summary: dict[str, Any]
    reports: list[dict[str, Any]]
    codes: dict[str, Tensor]  # mean (N, D), log_var (N, D) where there is one; empty before the run's end

    @property
    def status(self) -> str:
        """How the run ended."""
        return str(self.summary.get("status"))

    @property
    def message(self) -> str:
        """The same in words."""
        return str(self.summary.get("message", ""))

    @property
    def has_diverged(self) -> bool:
        """Whether its loss stopped being a usable number."""
        return self.status == "diverged"

    @cached_property
    def training(self) -> list[float]:
        """The objective of each report that has one: reconstruction + beta x KL."""
        return [self._objective(report["train"]) for report in self.reports if report.get("train")]

    @cached_property
    def validation(self) -> list[float]:
        """The same of the validation images, once an epoch."""
        return [self._objective(report["validation"]) for report in self.reports if report.get("validation")]

    def _objective(self, terms: dict[str, Any]) -> float:
        return float(terms["reconstruction"]) + self.beta * float(terms.get("kl") or 0.0)

    @property
    def beta(self) -> float:
        """The weight of the KL at the end; 1 for a model that has none to set."""
        return float(getattr(self.config.settings, "beta", 1.0))

    @property
    def learned(self) -> float:
        """How far the validation loss is below the first training loss, which is that of the average image."""
        return self.training[0] - min(self.validation) if self.training and self.validation else 0.0

    @property
    def gap(self) -> float:
        """What a validation image costs more than a training image, over the last tenth of the reports."""
        if not self.training or not self.validation:
            return 0.0
        return _mean(_last(self.validation, 0.1)) - _mean(_last(self.training, 0.1))

    @property
    def gap_error(self) -> float:
        """About the standard error of the gap, which is that of the validation images' mean."""
        cost = self.codes.get("reconstruction")
        count = int((self.summary.get("dataset") or {}).get("validation", 0))
        return float(cost.std()) / math.sqrt(count) if cost is not None and count else 0.0

    @property
    def worsened(self) -> float:
        """How much worse the last validation loss is than the best."""
        return self.validation[-1] - min(self.validation) if self.validation else 0.0

    @property
    def first_reconstruction(self) -> float:
        """Of the first report."""
        return next((float(report["train"]["reconstruction"]) for report in self.reports if report.get("train")), 0.0)

    @property
    def last_reconstruction(self) -> float:
        """Of the validation images at the end."""
        return float((self.summary.get("validation") or {}).get("reconstruction") or math.nan)

    @property
    def explained(self) -> float | None:
        """The share of the first reconstruction that is gone; None where the lowest possible value is unknown."""
        if self._floor is None or len(self.validation) < 1 or self.config.model == "pca":
            return None
        span = self.first_reconstruction - self._floor
        return (self.first_reconstruction - self.last_reconstruction) / span if span > 0 else None

    @property
    def _floor(self) -> float | None:
        settings = self.config.settings
        assert settings is not None
        lowest = settings.build().lowest_nll
        return None if lowest is None else self.values * lowest

    @property
    def values(self) -> int:
        """Numbers in an image."""
        return math.prod((self.summary.get("dataset") or {}).get("shape") or [0])

    @property
    def _is_annealed(self) -> bool:
        return self.config.learning_rate_schedule == "one_cycle"

    @property
    def late_share(self) -> str:
        """The part of the epochs over which the late fall is taken."""
        return "half of the epochs" if self._is_annealed else "quarter of the epochs"

    @property
    def late_fall(self) -> float:
        """By how much the validation loss fell in that part."""
        late = _last(self.validation, 0.5 if self._is_annealed else 0.25)
        return late[0] - late[-1] if late else 0.0

    @property
    def could_go_on(self) -> bool:
        """Whether more epochs would have paid: it was broken off, or its loss was falling to the end.

        Under one_cycle every curve flattens, because the learning rate goes to 0; there a second half that gained much
        while validation kept up with training tells as much.
        """
        if not self.learned > 0 or len(self.validation) < 2:
            return False
        share = self.late_fall / self.learned
        if self.status in ("stopped", "interrupted"):
            return share > 0.01
        if self._is_annealed:
            return share > 0.15 and self.gap < 0.03 * self.learned
        return len(self.validation) >= 4 and share > 0.03

    @property
    def end_in_words(self) -> str:
        """How the run ended, and after how many epochs."""
        return self.message


def _last(values: list[float], share: float) -> list[float]:
    return values[-max(1, math.ceil(share * len(values))) :]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
