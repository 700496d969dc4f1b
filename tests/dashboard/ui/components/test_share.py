"""A run's address as others reach it, and the login that makes one the same person in every browser."""

import pytest

from dashboard.ui.components.share import address
from dashboard.ui.markdown import plain
from dashboard.ui.qr import qr_code
from tests.support.app_test import AppTest
from tests.support.pages import component_data


@pytest.fixture
def seen_at(monkeypatch):
    """Lets the visitor's browser have reached the app at an address."""
    monkeypatch.delenv("LATENT_LAB_ADDRESS", raising=False)
    return lambda url: monkeypatch.setattr(
        "dashboard.ui.components.share.st.context", type("Context", (), {"url": url})
    )


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://lab.school.example/train", "https://lab.school.example"),
        ("http://10.1.2.3:8501/", "http://10.1.2.3:8501"),
        ("http://localhost:8501/map", "http://localhost:8501"),
        ("http://[::1]:8501/map", "http://[::1]:8501"),
        (None, ""),
    ],
)
def test_an_address_is_where_this_visitor_reached_the_app(url, origin, seen_at):
    seen_at(url)
    assert address("map", {"run": "a" * 32}) == f"{origin}/map?run={'a' * 32}"


def test_values_are_quoted_and_lists_are_repeated(seen_at):
    seen_at("http://10.1.2.3/")
    assert address("train", {"lock": ["beta:4", "hidden:512, 256"], "note": "a & b"}) == (
        "http://10.1.2.3/train?lock=beta:4&lock=hidden:512,%20256&note=a%20%26%20b"
    )
    assert address("train", {}) == "http://10.1.2.3/train"


@pytest.mark.parametrize(
    ("set_to", "start"),
    [
        ("http://192.168.1.20:8501", "http://192.168.1.20:8501"),
        ("https://school.example/lab/", "https://school.example/lab"),
    ],
)
def test_the_environment_overrides_the_address(set_to, start, seen_at, monkeypatch):
    seen_at("http://localhost:8501/map")
    monkeypatch.setenv("LATENT_LAB_ADDRESS", set_to)
    assert address("room", {"code": "A"}) == f"{start}/room?code=A"


@pytest.mark.parametrize("wrong", ["192.168.1.20:8501", "ftp://x", "http://", "http://x/?a=b"])
def test_a_setting_that_is_no_address_is_refused_with_its_value(wrong, seen_at, monkeypatch):
    seen_at("http://localhost:8501/map")
    monkeypatch.setenv("LATENT_LAB_ADDRESS", wrong)
    with pytest.raises(ValueError, match=r"LATENT_LAB_ADDRESS is .* set it to an address such as"):
        address("room", {"code": "A"})


def box():
    from dashboard.ui.components.share import show_address

    show_address("box", "Class 5B", "room", {"code": "K7QFM2XB"})


@pytest.mark.parametrize(("url", "has_hint"), [("http://localhost:8501/", True), ("http://10.1.2.3:8501/", False)])
def test_the_box_has_address_code_and_qr_and_a_hint_where_others_do_not_reach_it(url, has_hint, seen_at):
    seen_at(url)
    data = component_data(AppTest.from_function(box).run(), "address_box")
    assert data["address"] == f"{url}room?code=K7QFM2XB"
    assert (data["title"], data["code"]) == ("Class 5B", "K7QFM2XB")
    assert data["qr"] == qr_code(data["address"])._asdict()
    assert ("--class" in data["hint"]) == has_hint


def test_an_address_too_long_for_a_qr_code_is_shown_without_one(seen_at):
    seen_at("http://10.1.2.3/" + "x" * 10)

    def long_box():
        from dashboard.ui.components.share import show_address

        show_address("box", "", "train", {"note": "x" * 3000})

    data = component_data(AppTest.from_function(long_box).run(), "address_box")
    assert data["qr"] is None
    assert "too many for a QR code" in data["hint"]


def test_a_wrong_setting_is_told_instead_of_an_address(seen_at, monkeypatch):
    seen_at("http://localhost/")
    monkeypatch.setenv("LATENT_LAB_ADDRESS", "nonsense")
    app = AppTest.from_function(box).run()
    assert "LATENT_LAB_ADDRESS is 'nonsense'" in app.error[0].value


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
