"""Lesson pages run by AppTest."""

import json

from dashboard.ui.lab.lesson_list import LESSONS

SLUGS = [entry.slug for entry in LESSONS]


def figures(app):
    """What the figures show: those of Plotly, and those that move in the browser."""
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")] + moving(app)


def moving(app):
    """What the page sent to its pictures that move in the browser."""
    found = [each.proto for each in app.get("bidi_component") if each.proto.component_name == "lesson_picture"]
    return [json.loads(proto.json) for proto in found]


def asked(app, slug):
    """What is to be predicted, the choice and its button; a lesson with several questions asks the first."""
    radio = next(radio for radio in app.radio if (radio.key or "").startswith(f"guess_{slug}"))
    return radio, app.button(key=radio.key.replace("guess", "check"))


def guess(app, slug, option):
    radio, _ = asked(app, slug)
    radio.set_value(option).run()
    asked(app, slug)[1].click().run()


def shown(app, slug):
    """The lesson with its figure, without an answer; the clinic shows it at once."""
    skip = [button for button in app.button if button.key == f"skip_{slug}"]
    return skip[0].click().run() if skip else app
