"""The Python half of the tours: sends the content; the browser runs, draws and decodes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from dashboard.ui.components.assets import component

_COMPONENT = component("tour", "streamlit/tour.js")


class Link(NamedTuple):
    """A link that is shown when a tour is over."""

    href: str  # below the app's address
    words: str


def tour(
    title: str,
    links: Sequence[Link],
    speed: float,
    digits: dict[str, Any] | None,
    chapters: list[dict[str, Any]] | None,
) -> None:
    """Shows a tour over the whole window: of the digits, or of chapters with cards."""
    data = {
        "title": title,
        "links": [link._asdict() for link in links],
        "home": "./",
        "speed": speed,
        "digits": digits,
        "chapters": chapters,
    }
    _COMPONENT(key=f"tour {title}", data=data)
