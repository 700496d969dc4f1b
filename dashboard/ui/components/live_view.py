"""The Python half of the cockpit: passes the run and the form to the browser, and returns the commands from there."""

from typing import Any, NamedTuple

import streamlit as st

from dashboard.ui.addresses import run_path
from dashboard.ui.components.assets import component
from dashboard.ui.glossary import explain
from dashboard.ui.palette import class_colours
from dashboard.ui.task import ControlState
from vae_core.config import RunConfig
from vae_core.diagnosis.kl_weight import fixed_sd, has_other_objective
from vae_core.runs.run import Run

# Not isolated, because Plotly puts its style sheet into the page's head, where a shadow root does not see it.
_COMPONENT = component("live_training", "streamlit/live.js", is_isolated=False)
# What tiles, curves and controls of the cockpit explain, by their names in the glossary.
TERMS = (
    "active dimension",
    "beta",
    "decoder",
    "ELBO",
    "effective beta",
    "epoch",
    "generalisation gap",
    "generation",
    "KL divergence",
    "latent code",
    "latent space",
    "manifold",
    "optimizer step",
    "reconstruction",
    "reconstruction loss",
    "time machine",
    "training loss",
)
_ENDED = "ended"  # among the commands: what the browser reports after the end of the training


class ShownRun(NamedTuple):
    """The run that the cockpit shows, as the browser reads it."""

    run: Run
    title: str
    classes: tuple[str, ...]
    baselines: dict[str, float]  # dashed lines beside the reconstruction: label -> nats per image
    is_over: bool
    is_own: bool  # whether this visitor may steer it, and train it longer
    has_circle: bool  # whether its prior is the standard normal one
    beta: float | None  # it began with; None: its model has none
    config: RunConfig  # in force now
    values_per_image: int
    is_recorded: bool = False  # a bundled one, shown before the first training

    def to_plain(self) -> dict[str, Any]:
        """The same as JSON-ready values."""
        return {
            "url": run_path(self.run.id),
            "title": self.title,
            "classes": list(self.classes),
            "colours": class_colours(len(self.classes)),
            "baselines": [{"label": label, "nats": nats} for label, nats in self.baselines.items()],
            "isOver": self.is_over,
            "isOwn": self.is_own,
            "hasCircle": self.has_circle,
            "beta": self.beta,
            "klWeight": _kl_weight(self.config),
            "valuesPerImage": self.values_per_image,
            "isRecorded": self.is_recorded,
        }


class Form(NamedTuple):
    """The settings that the button Train uses."""

    beta: float | None  # None: the model has none
    can_train: bool
    config: RunConfig | None = None  # None: there is nothing to train
    beta_control: ControlState = "free"  # what a task makes of the slider


class Told(NamedTuple):
    """The reports from the browser."""

    has_ended: bool  # in the one script run that follows the end of the training
    asked: list[tuple[str, Any]]  # names and values of commands, each of them once


def live_training(shown: ShownRun | None, form: Form, can_resume: bool = False, note: str = "") -> Told:
    """Shows the cockpit; one component for all runs, so that another run changes its content and moves nothing.

    `note` is shown instead of the run's own message: why something was refused.
    """
    result = _COMPONENT(
        key="cockpit",
        data={
            "run": shown.to_plain() if shown else None,
            "form": {
                "beta": form.beta,
                "canTrain": form.can_train,
                "klWeight": _kl_weight(form.config),
                "betaControl": form.beta_control,
            },
            "canResume": can_resume,
            "words": {term: explain(term) for term in TERMS},
            "note": note,
        },
        on_asked_change=lambda: None,
    )
    fresh = _unheard(result.asked or [])
    return Told(any(name == _ENDED for name, _ in fresh), [(name, value) for name, value in fresh if name != _ENDED])


def _kl_weight(config: RunConfig | None) -> dict[str, Any]:
    """Returns the sd of a Gaussian likelihood with a fixed scale, and whether the model has an effective beta."""
    if config is None or config.beta is None or has_other_objective(config):
        return {"fixedSd": None, "hasEffectiveBeta": False}
    return {"fixedSd": fixed_sd(config), "hasEffectiveBeta": True}


def _unheard(asked: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """Returns the commands that are new to this session; the browser repeats its latest with each new one."""
    heard: set[str] = st.session_state.setdefault("heard commands", set())
    fresh = [(command["name"], command["value"]) for command in asked if command["id"] not in heard]
    heard.update(command["id"] for command in asked)
    return fresh
