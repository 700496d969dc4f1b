"""The Python half of a classroom's board: a card for each student; the browser updates only what changed."""

from typing import Any

from dashboard import jobs
from dashboard.classroom.board import Card, board
from dashboard.classroom.rooms import Room
from dashboard.ui.addresses import page_path, run_path
from dashboard.ui.components.assets import component
from dashboard.ui.diagnosis import has_collapsed
from dashboard.ui.names import data_name, model_name
from dashboard.ui.thumbnails import map_version

_COMPONENT = component("room_board", "streamlit/board.js")


def show_board(room: Room) -> None:
    """Shows the cards of a room, as they are now."""
    cards = [_card_data(card) for card in board(room)]
    _COMPONENT(
        key=f"board-{room.code}", data={"room": room.code, "cards": cards, "queue": jobs.queue_length()._asdict()}
    )


def _card_data(card: Card) -> dict[str, Any]:
    data: dict[str, Any] = {"name": card.name, "state": card.state, "runs": card.runs}
    if card.run is None or card.config is None:
        return data
    run, config = card.run, card.config
    version = map_version(run)
    return data | {
        "href": page_path("map" if run.is_ready else "train", run=run.id),
        "pictures": {"url": run_path(run.id), "version": str(version)} if version else None,
        "isCollapsed": run.is_ready and has_collapsed(run),
        "beta": card.beta,
        "images": data_name(config.data),
        "what": f"{data_name(config.data)}, {model_name(config.model)}, {config.latent_dim} latent dimensions",
        "elbo": [point[0] for point in card.curve],
        "reconstruction": [point[1] for point in card.curve],
    }
