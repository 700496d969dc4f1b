"""The allowed host names and the security headers."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.server import Guard
from dashboard.server.guard import is_allowed_host, permissions_policy, security_headers


def client():
    page = Route("/", lambda request: PlainTextResponse("page"))
    return TestClient(Starlette(routes=[page], middleware=[Middleware(Guard)]), base_url="http://localhost")


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8501", "127.0.0.1:8501", "[::1]:8501", "192.168.1.20", "LOCALHOST", "lab.localhost"],
)
def test_the_server_answers_under_its_own_names_and_under_any_ip_address(host):
    assert is_allowed_host(host)


@pytest.mark.fault("T6")
@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "[", "a b"])
def test_a_name_that_a_page_of_another_site_could_rebind_is_refused(host):
    assert not is_allowed_host(host)


@pytest.mark.fault("T6")
def test_a_refused_name_is_told_with_the_way_out():
    answer = client().get("/", headers={"host": "lab.example.org<script>"})
    assert answer.status_code == 421
    assert "LATENT_LAB_HOSTS=lab.example.org" in answer.text
    assert "<" not in answer.text


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LATENT_LAB_HOSTS", "other.example, lab.example.org"),
        ("LATENT_LAB_HOSTS", "*"),
        ("LATENT_LAB_ADDRESS", "https://lab.example.org/latent"),
    ],
)
def test_further_names_are_allowed_by_the_environment(variable, value, monkeypatch):
    assert client().get("/", headers={"host": "lab.example.org"}).status_code == 421
    monkeypatch.setenv(variable, value)
    assert client().get("/", headers={"host": "lab.example.org"}).text == "page"


@pytest.mark.fault("T3", "T6")
def test_every_answer_carries_the_policy_and_only_named_sites_may_frame_it(monkeypatch):
    headers = client().get("/").headers
    assert headers["x-content-type-options"] == "nosniff"
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == "'self'"
    assert not [source for source in " ".join(policy.values()).split() if "://" in source]
    monkeypatch.setenv("LATENT_LAB_FRAMES", "https://moodle.example.org, http://lms.example:8080")
    framed = client().get("/").headers["content-security-policy"]
    assert "frame-ancestors 'self' https://moodle.example.org http://lms.example:8080" in framed


@pytest.mark.parametrize("value", ["moodle", "https://x/; script-src *", "javascript:alert(1)", "https://a b"])
def test_a_site_that_is_no_origin_is_refused_by_name(value, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_FRAMES", value)
    with pytest.raises(ValueError, match="list origins such as https://moodle"):
        security_headers()


def test_the_data_page_alone_may_use_the_camera(monkeypatch):
    assert permissions_policy("/latent/data").startswith("camera=(self), microphone=()")
    for path in ("/", "/map", "/data/x", "/train"):
        assert client().get(path).headers["permissions-policy"].startswith("camera=(), microphone=()")
    assert client().get("/data").headers["permissions-policy"] == permissions_policy("/data")
