"""Visitors of pages, each with an identity."""

import hashlib

from tests.support.app_test import AppTest
from tests.support.paths import ROOT

SECRETS = {"Anna": "a" * 32, "Ben": "b" * 32, "Cleo": "c" * 32, "Dana": "d" * 32}


def person(name):
    return hashlib.sha256(SECRETS[name].encode()).hexdigest()[:32]


def visit(name, page, **address):
    """A page as that person's browser opens it."""
    app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"))
    app.switch_page(f"use/{page}.py" if (ROOT / "pages" / "use" / f"{page}.py").exists() else f"{page}.py")
    app.session_state["person"] = SECRETS[name]
    for key, value in address.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def listed(app):
    return list(app.dataframe[0].value["run"]) if app.dataframe else []
