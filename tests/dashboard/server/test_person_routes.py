"""A new person, recovery codes, and the page of an old browser."""

import json
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.server import IndexPage, People, person_routes
from dashboard.server.index_page import LONGEST_PAGE
from dashboard.server.person_routes import new_codes, wrong_codes
from dashboard.server.recovery import FOLDER, MOST_KEYS, RateLimit, TooMany, secret_of
from dashboard.ui.session import cookie_secret, person_of

ANNA, BEN = "a" * 32, "b" * 32
SHELL = '<html><head><title>x</title><script type="module"></script></head><body><noscript>Old.</noscript><div id="root"></div>'


@pytest.fixture(autouse=True)
def fresh_limits():
    for limit in (wrong_codes, new_codes):
        limit._times.clear()


@pytest.fixture
def visitor(runs):
    """Makes browsers, each with the cookie of a person."""

    def visitor(secret=""):
        def name(request):
            return PlainTextResponse(cookie_secret(request.cookies))

        app = Starlette(routes=[Route("/", name), *person_routes()], middleware=[Middleware(People)])
        return TestClient(app, cookies={"latent_lab_person": secret} if secret else {})

    return visitor


def code_of(browser):
    return browser.post("/person/code", json={}).json()["code"]


def who(browser):
    return browser.get("/").text


def test_a_code_makes_another_browser_the_same_person(visitor):
    code, other = code_of(visitor(ANNA)), visitor(BEN)
    answer = other.post("/person/recover", json={"code": code.lower().replace("-", " ")})
    assert answer.status_code == 204
    assert answer.headers["cache-control"] == "no-store"
    other.cookies.delete("latent_lab_person", domain="")
    assert who(other) == ANNA


def test_a_code_has_128_random_bits_and_the_server_keeps_neither_code_nor_cookie(visitor, runs):
    anna = visitor(ANNA)
    first, second = code_of(anna), code_of(anna)
    assert first != second
    assert 30 ** len(second.replace("-", "")) > 2**128
    files = list((runs / FOLDER).iterdir())
    assert len(files) == 1
    stored = files[0].name + files[0].read_text()
    assert ANNA not in stored
    assert not any(group in stored for group in second.split("-"))
    assert person_of(ANNA) in stored


def test_a_new_code_ends_the_older_one(visitor):
    anna = visitor(ANNA)
    first, second = code_of(anna), code_of(anna)
    assert visitor(BEN).post("/person/recover", json={"code": first}).status_code == 404
    assert secret_of(second) == ANNA


def test_a_new_person_has_another_cookie(visitor):
    anna = visitor(ANNA)
    given = anna.post("/person/new", json={}).headers["set-cookie"]
    assert given.startswith("latent_lab_person=")
    assert ANNA not in given
    assert "HttpOnly" in given


@pytest.mark.parametrize("code", ["", "ABC", "0" * 28, "../../../etc/passwd", "*" * 28, "\uff21" * 28, "Z" * 28])
def test_a_wrong_code_is_refused_in_words(code, visitor):
    answer = visitor(BEN).post("/person/recover", json={"code": code})
    assert answer.status_code == 404
    assert "code" in answer.json()["error"]
    assert "set-cookie" not in answer.headers


def test_wrong_codes_are_limited_and_a_right_one_of_the_same_address_is_taken(visitor, monkeypatch):
    monkeypatch.setattr("dashboard.server.recovery.time", SimpleNamespace(monotonic=lambda: 0.0))  # within a minute
    anna, ben = visitor(ANNA), visitor(BEN)
    code = code_of(anna)
    answers = [ben.post("/person/recover", json={"code": "Z" * 28}) for _ in range(12)]
    assert [answer.status_code for answer in answers] == [404] * 10 + [429] * 2
    assert "wait a minute" in answers[-1].json()["error"]
    assert ben.post("/person/recover", json={"code": code}).status_code == 204  # a class behind one address
    wrong_codes.check("another address")


def test_a_limit_ends_with_its_time_and_remembers_a_bounded_number_of_addresses(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("dashboard.server.recovery.time.monotonic", lambda: now[0])
    limit = RateLimit(2, 60.0, "wait")
    for _ in range(2):
        limit.check("a")
        limit.note("a")
    with pytest.raises(TooMany, match="wait"):
        limit.check("a")
    now[0] = 61.0
    limit.check("a")
    for number in range(MOST_KEYS + 5):
        limit.note(str(number))
    assert len(limit._times) == MOST_KEYS


def test_a_browser_without_a_cookie_is_told_why_it_gets_no_code(visitor):
    answer = visitor().post("/person/code", json={})
    assert answer.status_code == 409
    assert "window" in answer.json()["error"]


@pytest.mark.fault("T3")
@pytest.mark.parametrize("what", ["new", "code", "recover"])
@pytest.mark.parametrize(
    "request_of",
    [
        {"json": {}, "headers": {"sec-fetch-site": "cross-site"}},
        {"json": {}, "headers": {"sec-fetch-site": "same-site"}},
        {"data": {"code": "x"}},
        {"content": json.dumps({"code": "x" * 2000}), "headers": {"content-type": "application/json"}},
        {"content": "[", "headers": {"content-type": "application/json"}},
        {"json": []},
    ],
)
def test_a_page_of_another_site_changes_nobody(what, request_of, visitor):
    answer = visitor(ANNA).post(f"/person/{what}", **request_of)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_frame_of_another_site_gets_a_cookie_of_its_own_name(visitor):
    framed = {
        "accept": "text/html",
        "x-forwarded-proto": "https",
        "sec-fetch-dest": "iframe",
        "sec-fetch-site": "cross-site",
    }
    cookies = visitor().get("/", headers=framed).headers.get_list("set-cookie")
    assert [cookie.split("=")[0] for cookie in cookies] == ["latent_lab_framed", "_streamlit_xsrf"]
    assert all(cookie.endswith("SameSite=None; Secure; Partitioned") for cookie in cookies)
    anna = visitor()
    anna.cookies.set("latent_lab_framed", ANNA)
    assert who(anna) == ANNA
    anna.cookies.set("latent_lab_person", BEN)
    assert who(anna) == BEN
    both = anna.post("/person/new", json={}, headers={"x-forwarded-proto": "https"}).headers.get_list("set-cookie")
    assert [cookie.split("=")[0] for cookie in both] == ["latent_lab_person", "latent_lab_framed"]
    assert len({cookie.split("=")[1].split(";")[0] for cookie in both}) == 1


def test_a_page_checks_the_browser_before_its_modules_and_has_words_without_javascript():
    page = HTMLResponse(SHELL, headers={"etag": '"1"', "last-modified": "x"})
    routes = [Route("/", lambda request: page), Route("/other", lambda request: HTMLResponse("<p>words"))]
    stack = [Middleware(IndexPage), Middleware(GZipMiddleware, minimum_size=1)]
    client = TestClient(Starlette(routes=routes, middleware=stack), headers={"accept": "text/html"})
    answer = client.get("/", headers={"accept-encoding": "gzip", "if-none-match": '"1"'})
    text = answer.text
    assert text.index("noModule") < text.index('type="module"')
    assert "Old." not in text
    words = text.split("<noscript>")[1].split("</noscript>")[0]
    assert "needs JavaScript" in words
    assert 'src="/runs/mnist-vae-2d/map.png?side=448"' in words
    assert text.index('id="lab-old-words"') < text.index('<div id="root">')
    assert not {"etag", "last-modified"} & set(answer.headers)
    assert client.get("/other").text == "<p>words"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("/lab/kl?view=a%20b&x=%2F", "/kl?view=a%20b&x=%2F"),
        ("/a/b/c", "/c"),
        ("//example.org", "/example.org"),
        ("/a/%5Cexample.org", "/%5Cexample.org"),
        ("/a/%2F%2Fexample.org", "/example.org"),
    ],
)
def test_an_address_with_too_many_parts_leads_to_the_page_of_the_last(asked, shown):
    page = HTMLResponse(SHELL)
    routes = [
        Route("/runs/words", lambda request: HTMLResponse("<p>words")),
        Route("/{path:path}", lambda request: page),
    ]
    client = TestClient(Starlette(routes=routes, middleware=[Middleware(IndexPage)]), headers={"accept": "text/html"})
    answer = client.get(f"http://testserver{asked}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, shown)
    assert client.get(shown, follow_redirects=False).status_code == 200
    assert client.get("/runs/words").text == "<p>words"


def test_a_large_file_passes_unchanged():
    page = HTMLResponse(SHELL + "x" * LONGEST_PAGE)
    client = TestClient(Starlette(routes=[Route("/", lambda request: page)], middleware=[Middleware(IndexPage)]))
    assert client.get("/", headers={"accept": "text/html"}).content == page.body
