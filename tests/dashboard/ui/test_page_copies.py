"""The pages of the navigation, which all visitors share but for the mark of the one that is shown."""

from types import SimpleNamespace

from dashboard.ui import page_copies as module
from dashboard.ui.page_copies import page_copies


def test_pages_are_made_once_and_each_run_of_the_script_gets_its_own(monkeypatch):
    monkeypatch.setattr(module, "_made", [])
    made = []
    make = lambda: made.append(1) or ([SimpleNamespace(title="Home")], [])  # noqa: E731
    (first,), (second,) = page_copies(make)[0], page_copies(make)[0]
    assert (first, made) == (second, [1])
    assert first is not second
