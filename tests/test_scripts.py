"""Scripts can be imported as modules, and a wrong name is refused before anything is built."""

import importlib
import sys

import pytest

from scripts.arguments import chosen_names
from tests.support.paths import ROOT

SCRIPTS = sorted(path.stem for path in (ROOT / "scripts").glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_can_be_imported_and_then_does_nothing(script, capsys):
    assert importlib.import_module(f"scripts.{script}").__doc__
    assert capsys.readouterr().out == ""


def test_all_runs_are_built_where_none_is_named(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["script"])
    assert chosen_names("scripts.some", "Builds.", ("a", "b")) == ["a", "b"]
    monkeypatch.setattr(sys, "argv", ["script", "b"])
    assert chosen_names("scripts.some", "Builds.", ("a", "b")) == ["b"]


def test_an_unknown_run_is_a_usage_error_that_names_the_known_ones(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["script", "c"])
    with pytest.raises(SystemExit) as caught:
        chosen_names("scripts.some", "Builds.", ("a", "b"))
    assert caught.value.code == 2
    assert "unknown run 'c'; choose from a, b" in capsys.readouterr().err
