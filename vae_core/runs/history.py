"""The changes made to a run while it trained, read from the events of its metrics.jsonl."""

from dataclasses import replace
from typing import Any

from vae_core.config import RunConfig
from vae_core.files import DamagedRun
from vae_core.runs.control import SETTINGS, changed

Event = dict[str, Any]
CHANGES = (*SETTINGS, "extend")  # events that decide on the weights


def in_force(events: list[Event]) -> list[Event]:
    """The changes among `events` by step; those that a later command made void at an earlier step are left out.

    A DamagedRun where one of them does not say what was changed.
    """
    changes = [event for event in events if event["event"] in CHANGES]
    for event in changes:
        needed = {"serial", "epochs", "seconds"} if event["event"] == "extend" else {"serial", "value"}
        if missing := needed - event.keys():
            raise DamagedRun(f"metrics.jsonl has an event {event['event']!r} without {sorted(missing)[0]}")

    def is_void(event: Event) -> bool:
        return any(
            other["event"] == event["event"] and other["serial"] > event["serial"] and other["step"] <= event["step"]
            for other in changes
        )

    return sorted((event for event in changes if not is_void(event)), key=lambda event: event["step"])


def steered(config: RunConfig, events: list[Event]) -> RunConfig:
    """The configuration after all changes that stand in the history."""
    for event in in_force(events):
        config = repeated(config, event)
    return config


def repeated(config: RunConfig, event: Event) -> RunConfig:
    """The configuration after a change that stands in the history."""
    if event["event"] == "extend":
        return replace(config, epochs=event["epochs"], seconds=event["seconds"])
    return changed(config, event["event"], event["value"])
