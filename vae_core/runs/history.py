"""The changes of a run's configuration while it trained, from the events in its metrics.jsonl."""

from dataclasses import replace
from typing import Any

from vae_core.config import RunConfig
from vae_core.files import DamagedRun
from vae_core.runs.control import STEERED_SETTINGS, changed

Event = dict[str, Any]
CHANGES = (*STEERED_SETTINGS, "extend")  # the events that affect the weights


def changes_in_force(events: list[Event]) -> list[Event]:
    """The changes among `events`, by step, without those that a later command at an earlier step replaced.

    Raises a DamagedRun where a change lacks a needed entry.
    """
    changes = [event for event in events if event["event"] in CHANGES]
    for event in changes:
        needed = {"serial", "epochs", "seconds"} if event["event"] == "extend" else {"serial", "value"}
        if missing := needed - event.keys():
            raise DamagedRun(f"metrics.jsonl has an event {event['event']!r} without {sorted(missing)[0]}")

    def is_replaced(event: Event) -> bool:
        return any(
            other["event"] == event["event"] and other["serial"] > event["serial"] and other["step"] <= event["step"]
            for other in changes
        )

    return sorted((event for event in changes if not is_replaced(event)), key=lambda event: event["step"])


def final_config(config: RunConfig, events: list[Event]) -> RunConfig:
    """The configuration after all changes in the history."""
    for event in changes_in_force(events):
        config = config_after(config, event)
    return config


def steered_values(config: RunConfig, events: list[Event]) -> dict[str, list[Any]]:
    """The values that each changed setting had in turn, the first from `config`: {"beta": [1.0, 20.0]}."""
    found: dict[str, list[Any]] = {}
    start = config.to_plain()
    for event in changes_in_force(events):
        if event["event"] in STEERED_SETTINGS:
            values = found.setdefault(event["event"], [start.get(event["event"])])
            if event["value"] != values[-1]:
                values.append(event["value"])
    return {name: values for name, values in found.items() if len(values) > 1}


def config_after(config: RunConfig, event: Event) -> RunConfig:
    """The configuration after one change."""
    if event["event"] == "extend":
        return replace(config, epochs=event["epochs"], seconds=event["seconds"])
    return changed(config, event["event"], event["value"])
