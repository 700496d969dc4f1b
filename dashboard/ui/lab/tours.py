"""The content of the two tours: the models of the tour of 90 seconds, and the chapters of the tour for teachers."""

import math
from typing import Any

from dashboard.ui.addresses import run_path
from dashboard.ui.components.tour import Link
from dashboard.ui.lab.lessons import GROUPS, LESSONS, LessonEntry, number_of
from dashboard.ui.palette import class_colours
from dashboard.ui.session import FIRST_RUN, RECORDED, find_run
from vae_core.runs.frames import read_index
from vae_core.runs.run import Run, open_run
from vae_core.training.terms import Terms

BETA_UP = "mnist-vae-2d-beta-up"  # made by `python -m scripts.build_beta_up`
SPEEDS = (0.25, 30.0)  # times real time, in the address; tests use it

LINKS = (
    Link("map", "Explore the latent map"),
    Link("train", "Train your own model"),
    Link("learn", "Open the lessons"),
)
TEACHER_LINKS = (Link("learn", "Open the lessons"), Link("room", "Open a room"), Link("tour", "Show the 90 seconds"))


GROUP_SECONDS = 8.0  # of the tour, for each group of lessons


def digits_content() -> dict[str, Any]:
    """Returns what the browser needs for the tour of 90 seconds. Raises a ValueError where a bundled run is missing."""
    digits = find_run(FIRST_RUN)
    levels = open_run(RECORDED / BETA_UP)
    names = digits.trained_on.class_names
    return {
        "digitsUrl": run_path(digits.id),
        "levelsUrl": run_path(levels.id),
        "levels": _levels(levels),
        "shape": list(digits.shape),
        "classNames": list(names),
        "colours": class_colours(len(names)),
    }


def _levels(run: Run) -> list[dict[str, float | None]]:
    """Returns beta and the validation terms at each kept frame."""
    reports = {report.step: (report.beta, report.validation) for report in run.reports() if report.validation}
    return [_level(frame.step, *reports[frame.step]) for frame in read_index(run.path).frames]


def _level(step: int, beta: float, terms: Terms | None) -> dict[str, float | None]:
    return {"step": step, "beta": beta} | ({"reconstruction": terms.reconstruction, "kl": terms.kl} if terms else {})


def teacher_chapters() -> list[dict[str, Any]]:
    """Returns the chapters of the tour for teachers."""
    return [_start(), *map(_of_group, GROUPS), _lesson(), _room()]


def _chapter(
    name: str, heading: str, seconds: float, captions: list[str], cards: list[dict[str, str]]
) -> dict[str, Any]:
    each = seconds / len(captions)
    timed = [{"at": each * number, "text": text} for number, text in enumerate(captions)]
    return {"name": name, "heading": heading, "seconds": seconds, "captions": timed, "cards": cards}


def _card(mark: str, title: str, text: str, href: str = "") -> dict[str, str]:
    return {"mark": mark, "title": title, "text": text, "href": href}


def _start() -> dict[str, Any]:
    cards = [
        _card(
            "1",
            "Show",
            "Open the tour of 90 seconds or the latent map on the projector. Alt+P enlarges the letters.",
            "tour",
        ),
        _card("2", "Predict", "Students answer a question first, then check it in a lesson.", "learn"),
        _card("3", "Train", "They train a model in half a minute and move beta while it trains.", "train"),
        _card("4", "Compare", "The board of your room shows what everybody found.", "room"),
    ]
    return _chapter(
        "Overview", "One class with Latent Lab", 10, ["Four things to do in a class, in this order."], cards
    )


def _of_group(name: str) -> dict[str, Any]:
    entries = [entry for entry in LESSONS if entry.group == name]
    minutes = sum(entry.minutes for entry in entries)
    count = f"{len(entries)} lessons, {minutes} minutes" if len(entries) > 1 else f"One lesson, {minutes} minutes"
    cards = [_lesson_card(entry) for entry in entries]
    return _chapter(name, f"{name}: {count}", GROUP_SECONDS, [f"{GROUPS[name]}."], cards)


def _lesson_card(entry: LessonEntry) -> dict[str, str]:
    return _card(str(number_of(entry.slug)), entry.title, f"{entry.idea}.", entry.slug)


def _lesson() -> dict[str, Any]:
    cards = [
        _card("1", "Predict", "Each lesson asks one question before it shows anything."),
        _card("2", "Change", "A few controls change the model or the data. The figure answers at once."),
        _card("3", "Check", "The lesson compares the prediction with the computed result and explains it."),
        _card("4", "Read", "The equation stands beside the line of the program that computes it."),
    ]
    captions = ["Every lesson has the same four parts. It needs no network."]
    return _chapter("A lesson", "How a lesson works", 10, captions, cards)


def _room() -> dict[str, Any]:
    cards = [
        _card("1", "Open a room", "On the page Classroom. It gives you a short code and an address.", "room"),
        _card("2", "Students join", "They open the address in a browser and type the code and a name."),
        _card("3", "They train", "Each run appears on your board: beta, curves and latent map, live."),
        _card("4", "Discuss", "Show the board to everybody, and open one run for the class."),
    ]
    captions = ["A room connects a class. It needs one computer as a server, and no accounts."]
    return _chapter("A room", "A room for your class", 12, captions, cards)


def speed_of(text: str) -> float:
    """Returns the speed in an address; 1 if it is no number between 0.25 and 30."""
    try:
        speed = float(text)
    except ValueError:
        return 1.0
    return speed if math.isfinite(speed) and SPEEDS[0] <= speed <= SPEEDS[1] else 1.0
