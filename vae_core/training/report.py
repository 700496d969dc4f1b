"""What a training says of itself: a report at a time, and in the end why it stopped and what may help."""

import json
from dataclasses import asdict, dataclass

from vae_core.config import RunConfig
from vae_core.training.terms import Terms


@dataclass(frozen=True)
class Report:
    """Where the training stands; `train` covers the steps since the report before, `validation` comes each epoch."""

    step: int
    epoch: float
    progress: float  # 0 to 1
    seconds: float
    train: Terms | None  # None when the loss stopped being finite
    validation: Terms | None
    beta: float  # the weight of the penalty at this step
    learning_rate: float
    images_per_second: float
    stop_reason: str = ""  # finished, time, converged, stopped or diverged; empty while it goes on
    message: str = ""  # a stop in words

    def to_json(self) -> str:
        """One line of metrics.jsonl."""
        return json.dumps(asdict(self), allow_nan=False)


def stop_words(reason: str, config: RunConfig, step: int, epochs: float, is_at_once: bool) -> str:
    """Why a training ended, in words, with the way out where something went wrong; nothing where it did not end."""
    messages = {
        "": "",
        "finished": "Fitted at once: more steps would change nothing."
        if is_at_once
        else f"Finished {config.epochs} epochs.",
        "time": f"The {config.seconds:g} s are over, after {epochs:.1f} epochs.",
        "converged": f"No better validation loss for {config.patience} epochs; the best weights were kept.",
        "stopped": "Stopped by you; what was learned until here is kept.",
        "diverged": f"The loss stopped being a usable number at step {step}; the last good weights are kept. "
        + _likely_cause(config),
    }
    return messages[reason]


def _likely_cause(config: RunConfig) -> str:
    """What most often makes a loss with these settings diverge, and what to try."""
    if config.learning_rate > 5e-3:
        return f"The learning rate {config.learning_rate:g} is probably too large: try {config.learning_rate / 10:g}."
    if config.beta is not None and config.beta > 1000:
        return f"beta {config.beta:g} is probably too large: try 10 or less."
    assert config.settings is not None
    return config.settings.likelihood_class.divergence_advice
