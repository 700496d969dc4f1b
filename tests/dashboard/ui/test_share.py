"""A run's address as others reach it, and the login that makes one the same person in every browser."""

import pytest

from dashboard.ui.markdown import plain
from dashboard.ui.share import address
from tests.support.app_test import AppTest


@pytest.fixture
def seen_at(monkeypatch):
    """Lets the visitor's browser have reached the app at an address; this machine's own is 192.0.2.7."""
    monkeypatch.setattr("dashboard.ui.share._network_address", lambda: "192.0.2.7")
    return lambda url: monkeypatch.setattr("dashboard.ui.share.st.context", type("Context", (), {"url": url}))


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://lab.school.example/train", "https://lab.school.example"),
        ("http://10.1.2.3:8501/", "http://10.1.2.3:8501"),
        ("http://localhost:8501/map", "http://192.0.2.7:8501"),
        ("http://127.0.0.1/map", "http://192.0.2.7"),
        ("http://[::1]:8501/map", "http://192.0.2.7:8501"),
        (None, ""),
    ],
)
def test_an_address_to_send_is_one_that_others_reach(url, origin, seen_at):
    seen_at(url)
    assert address("map", run="a" * 32) == f"{origin}/map?run={'a' * 32}"


def test_a_machine_without_a_network_gives_the_address_that_it_has(seen_at, monkeypatch):
    seen_at("http://localhost:8501/map")
    monkeypatch.setattr("dashboard.ui.share._network_address", lambda: "")
    assert address("room", code="A") == "http://localhost:8501/room?code=A"


def account():
    from dashboard.ui.account import offer_login

    offer_login()


@pytest.mark.parametrize(
    ("user", "button", "words"),
    [
        ({"is_logged_in": False}, "Log in", "belong to this browser"),
        ({"is_logged_in": True, "name": "*Anna*", "email": "anna@school"}, "Log out", r"You are logged in as \*Anna\*"),
        ({"is_logged_in": True, "email": "anna@school"}, "Log out", r"You are logged in as anna\@school"),
    ],
    ids=str,
)
def test_where_there_is_a_login_one_can_log_in_and_out(user, button, words, monkeypatch):
    monkeypatch.setattr("dashboard.ui.account.has_login", lambda: True)
    monkeypatch.setattr("streamlit.user", user)
    app = AppTest.from_function(account).run()
    assert [shown.label for shown in app.button] == [button]
    assert words in app.caption[0].value


def test_where_there_is_none_nothing_is_offered():
    app = AppTest.from_function(account).run()
    assert not app.exception
    assert not app.button


@pytest.mark.parametrize("text", ["Anna", "zwölf Ähren", "日本"])
def test_plain_letters_stay_as_they_are(text):
    assert plain(text) == text


def test_whatever_markdown_means_is_taken_from_punctuation():
    assert plain("![x](http://e/x.png) :red[a] $b$ `c` <d>") == (
        r"\!\[x\]\(http\:\/\/e\/x\.png\) \:red\[a\] \$b\$ \`c\` \<d\>"
    )
