"""The reports of a training, and its end as a sentence with a remedy."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from vae_core.config import RunConfig
from vae_core.files import DamagedRun
from vae_core.training.terms import Terms


@dataclass(frozen=True)
class Report:
    """The state of a training after a step; `train` averages the steps since the last report, `validation` comes each epoch."""

    step: int
    epoch: float
    progress: float  # 0 to 1
    seconds: float
    train: Terms | None  # None where the loss was not finite
    validation: Terms | None
    beta: float  # the weight of the penalty at this step
    learning_rate: float
    images_per_second: float
    stop_reason: str = ""  # finished, time, converged, stopped or diverged; empty before the end
    message: str = ""  # the end as a sentence

    def to_json(self) -> str:
        """One line of metrics.jsonl."""
        return json.dumps(asdict(self), allow_nan=False)

    @staticmethod
    def from_plain(plain: Mapping[str, Any]) -> "Report":
        """The report in a line of metrics.jsonl; raises a DamagedRun naming the entry that is missing or wrong.

        Unknown entries are ignored.
        """
        if type(plain.get("step")) is not int:
            raise DamagedRun(f"the report has step {str(plain.get('step'))[:40]!r}; it must be a whole number")
        for name in _NUMBERS:
            value: Any = plain.get(name)
            if type(value) not in (int, float) or not math.isfinite(value):
                raise DamagedRun(f"the report has {name} {str(value)[:40]!r}; it must be a number")
        return Report(
            step=plain["step"],
            train=_terms(plain, "train"),
            validation=_terms(plain, "validation"),
            stop_reason=str(plain.get("stop_reason", "")),
            message=str(plain.get("message", "")),
            **{name: plain[name] for name in _NUMBERS},
        )


_NUMBERS = ("epoch", "progress", "seconds", "beta", "learning_rate", "images_per_second")


def _terms(plain: Mapping[str, Any], name: str) -> Terms | None:
    part = plain.get(name)
    if part is None:
        return None
    if not isinstance(part, dict):
        raise DamagedRun(f"the report has {name} {str(part)[:40]!r}; it must be an object")
    return Terms.from_plain(part, f"the report: {name}")


def generalisation_gap(newest_first: Iterable[Report]) -> float | None:
    """Returns -ELBO of the latest validation minus that of the training images since the validation before it, in nats.

    The reconstruction loss alone where a model has no KL; None before the first validation.
    """
    validated, trained = None, list[float]()
    for report in newest_first:
        if report.validation is not None:
            if validated is not None:
                break
            validated = report.validation.cost
        if validated is not None and report.train is not None:
            trained.append(report.train.cost)
    return None if validated is None or not trained else validated - sum(trained) / len(trained)


def stop_words(reason: str, config: RunConfig, step: int, epochs: float, is_at_once: bool) -> str:
    """The end of a training as a sentence, with a remedy where it failed; empty where it has not ended."""
    seconds = round(config.seconds, 1) or config.seconds  # a limit that grew with more epochs has any number of digits
    messages = {
        "": "",
        "finished": "Fitted at once: more steps would change nothing."
        if is_at_once
        else f"Finished {config.epochs} epoch{'' if config.epochs == 1 else 's'}.",
        "time": f"The {seconds:g} s are over, after {epochs:.1f} epochs.",
        "converged": f"No better validation loss for {config.patience} epochs; the best weights were kept.",
        "stopped": "Stopped by you; what was learned until here is kept.",
        "diverged": f"The loss stopped being a usable number at step {step}; the last good weights are kept. "
        + _likely_cause(config),
    }
    return messages[reason]


def _likely_cause(config: RunConfig) -> str:
    """The most frequent cause of a diverging loss with these settings, and what to try."""
    if config.learning_rate > 5e-3:
        return f"The learning rate {config.learning_rate:g} is probably too large: try {config.learning_rate / 10:g}."
    if config.beta is not None and config.beta > 1000:
        return f"beta {config.beta:g} is probably too large: try 10 or less."
    assert config.settings is not None
    return config.settings.likelihood_class.divergence_advice
