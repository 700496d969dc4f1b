"""The cookie that names a browser."""

import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.server import People

PAGE = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def client():
    def page(request):
        return PlainTextResponse(request.cookies.get("latent_lab_person", "nobody"))

    return TestClient(Starlette(routes=[Route("/", page)], middleware=[Middleware(People)]))


def test_a_browser_without_a_name_gets_one_that_scripts_cannot_read(client):
    cookie = client.get("/", headers=PAGE).headers["set-cookie"]
    assert re.match(r"latent_lab_person=[0-9a-f]{32}; Path=/; Max-Age=\d+; HttpOnly; SameSite=Lax$", cookie)


@pytest.mark.fault("T1")
def test_a_browser_keeps_its_name_and_what_is_no_name_is_replaced(client):
    name = client.get("/", headers=PAGE).cookies["latent_lab_person"]
    again = client.get("/", headers=PAGE)
    assert again.text == name
    assert "set-cookie" not in again.headers
    client.cookies.clear()
    assert "set-cookie" in client.get("/", headers=PAGE | {"cookie": "latent_lab_person=root"}).headers


def test_what_is_no_page_gets_no_cookie(client):
    assert "set-cookie" not in client.get("/", headers={"accept": "*/*"}).headers


@pytest.mark.fault("T6")
def test_the_answer_with_a_new_name_is_kept_in_no_cache(client):
    assert client.get("/", headers=PAGE).headers["cache-control"] == "no-store"
    assert "no-store" not in client.get("/", headers=PAGE).headers.get("cache-control", "")


@pytest.mark.fault("T7")
@pytest.mark.parametrize(
    ("headers", "reach"),
    [
        ({}, "SameSite=Lax"),
        ({"x-forwarded-proto": "https"}, "SameSite=Lax; Secure"),
        ({"sec-fetch-dest": "iframe", "sec-fetch-site": "cross-site"}, "SameSite=Lax"),
        (
            {"sec-fetch-dest": "iframe", "sec-fetch-site": "cross-site", "x-forwarded-proto": "https"},
            "SameSite=None; Secure; Partitioned",
        ),
    ],
)
def test_a_frame_of_another_site_gets_a_partitioned_cookie_over_https(headers, reach, client):
    first = client.get("/", headers=PAGE | headers).headers.get_list("set-cookie")[0]
    assert first.endswith(f"HttpOnly; {reach}")


def test_below_a_path_the_cookie_stays_below_it(client, monkeypatch):
    monkeypatch.setattr("dashboard.server.people.base_path", lambda: "/latent")
    assert "; Path=/latent; " in client.get("/", headers=PAGE).headers["set-cookie"]
