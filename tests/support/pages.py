"""Pages run by AppTest."""

import json
from unittest.mock import patch

from dashboard.ui.components.live_view import Told, live_training
from tests.support.app_test import AppTest
from tests.support.paths import ROOT


def opened(page, **address):
    """The page of that name ("train", "lab/kl") with this address, run once."""
    app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"))
    name = page.removesuffix(".py")
    app.switch_page(f"use/{name}.py" if (ROOT / "pages" / "use" / f"{name}.py").exists() else f"{name}.py")
    for key, value in address.items():
        app.query_params[key] = value
    return app.run()


def asking(app, *commands):
    """The page after its cockpit reported these commands, each a name and a value."""
    waiting = [list(commands)]

    def told(shown, form, *rest):
        live_training(shown, form, *rest)
        assert form.can_train or not waiting or "train" not in dict(waiting[0])
        return Told(False, waiting.pop() if waiting else [])

    with patch("dashboard.ui.train.cockpit.live_training", told):
        return app.run()


def press_train(app, beta=None):
    """The page after the button Train was pressed, with the slider at `beta`, or where the form has it."""
    return asking(app, ("train", beta))


def cockpit_of(app):
    """What the train page sent to its cockpit."""
    return component_data(app, "live_training")


def component_data(app, name):
    """What the page sent to its first component of that name."""
    return next(
        json.loads(found.proto.json) for found in app.get("bidi_component") if found.proto.component_name == name
    )
