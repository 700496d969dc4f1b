"""Which runs a visitor finds, by name and by list."""

import hashlib
import shutil

import pytest

from dashboard.ui.session import PERSON, PERSON_COOKIE, PRETRAINED, all_runs, find_run, numbers_from_address, person
from vae_core.config import RunConfig
from vae_core.runs.run import create_run, list_runs


def test_a_run_is_found_by_its_name_without_a_look_at_the_others(runs, monkeypatch):
    run = create_run(runs / "my first rün", RunConfig(data="digits"))
    monkeypatch.setattr("dashboard.ui.session.list_runs", lambda folder: pytest.fail("all runs were listed"))
    assert find_run("my first rün") == run
    assert find_run("mnist-vae-2d").path == PRETRAINED / "mnist-vae-2d"


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../runs/one", "one/../one", "one\\", "C:one", "x\0", "x" * 5000, ".hidden", "nobody"]
)
def test_no_name_leads_anywhere_else(name, runs):
    for known in ("one", ".hidden"):
        create_run(runs / known, RunConfig(data="digits"))
    with pytest.raises(ValueError, match="This run was not found"):
        find_run(name)


def test_a_run_deleted_while_the_list_is_made_is_left_out(runs, monkeypatch):
    for name in ("one", "two"):
        create_run(runs / name, RunConfig(data="digits"))
    create_run(runs / "gone", RunConfig(data="digits"))
    look = __import__("os").stat

    def stat(path, *arguments, **more):
        if "gone" in str(path):
            shutil.rmtree(runs / "gone", ignore_errors=True)
        return look(path, *arguments, **more)

    monkeypatch.setattr("vae_core.runs.run.os.stat", stat)
    assert {run.id for run in list_runs(runs)} == {"one", "two"}
    assert list_runs(runs / "nowhere") == []
    assert {run.id for run in all_runs()} - {run.id for run in list_runs(PRETRAINED)} == {"one", "two"}


class FakeUser(dict):
    """What st.user holds."""


@pytest.mark.parametrize("user", [{}, {"is_logged_in": False}, {"is_logged_in": None, "email": "a@b.c"}], ids=str)
def test_without_a_login_the_cookie_says_who_one_is(user, monkeypatch):
    monkeypatch.setattr("dashboard.ui.session.has_login", lambda: True)
    monkeypatch.setattr("dashboard.ui.session.st.user", FakeUser(user))
    monkeypatch.setattr("dashboard.ui.session.st.context", type("Context", (), {"cookies": {PERSON_COOKIE: "c" * 32}}))
    assert person() == hashlib.sha256(b"c" * 32).hexdigest()[:32]


def test_a_login_says_who_one_is_whatever_the_browser(monkeypatch):
    monkeypatch.setattr("dashboard.ui.session.has_login", lambda: True)

    def seen(cookie, **user):
        monkeypatch.setattr("dashboard.ui.session.st.user", FakeUser(is_logged_in=True, **user))
        monkeypatch.setattr(
            "dashboard.ui.session.st.context", type("Context", (), {"cookies": {PERSON_COOKIE: cookie * 32}})
        )
        return person()

    anna = seen("c", iss="https://login", sub="1", email="anna@school")
    assert anna == seen("d", iss="https://login", sub="1", email="anna@home")
    others = [seen("c", iss="https://login", sub="2"), seen("c", iss="https://other", sub="1"), seen("c", email="1")]
    assert len({anna, *others}) == 4
    assert all(PERSON.fullmatch(name) for name in (anna, *others))


@pytest.mark.parametrize("text", ["1e308,-1e308", "nan,0", "inf,0", "1,2,3", "1;2", ""])
def test_an_address_gives_no_code_that_a_browser_could_not_compute_with(text):
    assert numbers_from_address(text, 2) is None
    assert numbers_from_address("-1e6,2.5", 2) == [-1e6, 2.5]
