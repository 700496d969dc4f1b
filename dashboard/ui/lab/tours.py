"""The content of the two tours: the models of the tour of 90 seconds, and the chapters of the tour for teachers."""

import math
from typing import Any

from dashboard.ui.addresses import run_path
from dashboard.ui.components.tour import Link
from dashboard.ui.lab.lesson_list import GROUPS, LESSONS
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

SECONDS_OF_CARD = 4.0  # in the tour for teachers


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
    """Returns the chapters of the tour for teachers: each opens a page, and points at its parts."""
    return [_start(), _lessons(), _lesson(), _train(), _map(), _task(), _room()]


def _chapter(name: str, heading: str, href: str, captions: list[str], cards: list[dict[str, str]]) -> dict[str, Any]:
    seconds = SECONDS_OF_CARD * len(cards)
    each = seconds / len(captions)
    timed = [{"at": each * number, "text": text} for number, text in enumerate(captions)]
    marked = [{"mark": str(number)} | card for number, card in enumerate(cards, 1)]
    return {"name": name, "heading": heading, "seconds": seconds, "href": href, "captions": timed, "cards": marked}


def _card(title: str, text: str, target: str = "") -> dict[str, str]:
    """Returns a card; `target` is the CSS selector of the part of the page that it explains."""
    return {"title": title, "text": text, "target": target}


def _start() -> dict[str, Any]:
    cards = [
        _card("Show", "Show me is a tour of 90 seconds for the projector.", "[data-testid=stPageLink] a[href$=tour]"),
        _card("Drag", "The first page has a latent map. Drag the marker in front of the class.", "[data-testid=plane]"),
        _card("Present", "Alt+P enlarges the letters and hides the navigation.", "[data-testid=present]"),
        _card("Go on", "The pages are here: map, training, lessons, classroom.", "[data-testid=stHeader]"),
    ]
    return _chapter(
        "Overview", "One class with Latent Lab", "", ["It needs one computer, no accounts, no network."], cards
    )


def _lessons() -> dict[str, Any]:
    minutes = sum(entry.minutes for entry in LESSONS)
    cards = [
        _card("Groups", f"From {', '.join(list(GROUPS)[:3])} to {list(GROUPS)[-1]}.", "[role=tablist]"),
        _card("One card a lesson", "Its idea, its minutes, and the lessons before it.", "[role=tabpanel]"),
        _card("Go on", "The next lesson of this browser's student.", "[data-testid=stPageLink]:has([href])"),
    ]
    heading = f"{len(LESSONS)} lessons, about {minutes / 60:.0f} hours"
    return _chapter("Lessons", heading, "learn", ["Each lesson has one idea. All of them work offline."], cards)


def _lesson() -> dict[str, Any]:
    cards = [
        _card("Predict", "Each lesson asks one question before it shows anything.", "[data-testid=stRadio]"),
        _card("Check", "The lesson compares the prediction with the computed result.", "[class*=st-key-check_]"),
        _card("See", "Then the figure, its controls, the equation and its line of code appear.", "[role=tablist]"),
    ]
    captions = ["Students answer a question first. Only the first answer counts."]
    return _chapter("A lesson", "How a lesson works", LESSONS[0].slug, captions, cards)


def _train() -> dict[str, Any]:
    cards = [
        _card("Choose", "Images, model, latent dimensions and time.", ".st-key-train-row"),
        _card("Train", "A training takes half a minute; Pause and One step stop it.", "[data-testid=pause]"),
        _card("Beta", "It works at once, while the model trains.", "[data-testid=beta]"),
        _card("Curves", "Their cursor is a time machine.", "[data-testid=curves]"),
    ]
    return _chapter("Train", "Students train", "train", ["A class sees what each term of the loss does."], cards)


def _map() -> dict[str, Any]:
    cards = [
        _card("Plane", "Drag the marker, or any point.", "[data-testid=plane]"),
        _card("Decoded image", "The image at the marker, decoded in this browser.", "[data-testid=picture]"),
        _card("Draw", "The encoder reads a drawing.", "[data-testid=pad]"),
    ]
    return _chapter("Latent map", "Students explore", "map", ["The latent map of a trained model."], cards)


def _task() -> dict[str, Any]:
    cards = [
        _card("Control", "Lock a control, hide it, or leave it free.", "[data-testid=stButtonGroup] [role=radiogroup]"),
        _card("Words", "A title and a note for the students.", "[data-testid=stTextInput]"),
        _card("Link", "Share the address, or show its QR code.", "[data-testid=qr]"),
    ]
    return _chapter("Task", "Give a task", "task", ["A task opens a page as you prepared it."], cards)


def _room() -> dict[str, Any]:
    cards = [
        _card("Open a room", "It gives you a short code and an address.", "[data-testid=stForm]"),
        _card("Students join", "They type the code and a name. Each run appears on your board, live."),
        _card("Discuss", "Show the board to everybody, and open one run for the class."),
    ]
    return _chapter("Classroom", "A room for your class", "room", ["A room connects a class."], cards)


def speed_of(text: str) -> float:
    """Returns the speed in an address; 1 if it is no number between 0.25 and 30."""
    try:
        speed = float(text)
    except ValueError:
        return 1.0
    return speed if math.isfinite(speed) and SPEEDS[0] <= speed <= SPEEDS[1] else 1.0
