"""The container's files: what they copy exists, and their versions are those of requirements.txt."""

import json
import re
import shlex
import tomllib

import pytest

from dashboard.ui.data import new_set
from tests.support.paths import ROOT

LINES = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text(encoding="utf-8")).splitlines()
STEPS = [tuple(line.split(" ", 1)) for line in LINES if line and not line.startswith("#")]
PINNED = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()


def arguments(name):
    return [argument for step, argument in STEPS if step == name]


@pytest.mark.parametrize("copied", arguments("COPY"))
def test_what_the_image_copies_is_in_the_repository(copied):
    *sources, _ = copied.split()
    assert all((ROOT / source).exists() for source in sources)


def test_the_image_holds_every_folder_that_the_app_imports_or_serves():
    copied = {source for line in arguments("COPY") for source in line.split()[:-1]}
    assert {"app.py", ".streamlit", "assets", "docs", "pages", "dashboard", "vae_core"} <= copied


def test_the_image_installs_the_pinned_versions():
    words = [word for line in arguments("RUN") for word in shlex.split(line) if "==" in word]
    assert words
    assert set(words) <= set(PINNED)


def test_the_image_runs_without_root_s_rights_and_keeps_runs_on_a_volume():
    (user,), (volume,) = arguments("USER"), arguments("VOLUME")
    environment = dict(pair.split("=") for line in arguments("ENV") for pair in line.split())
    assert user != "root"
    assert environment["LATENT_LAB_RUNS"] == volume
    assert any(f"chown {user} {volume}" in line for line in arguments("RUN"))


@pytest.mark.fault("T7")
def test_the_image_starts_the_app_as_the_readme_does_and_checks_its_health():
    (command,), (health,) = arguments("CMD"), arguments("HEALTHCHECK")
    assert json.loads(command)[:3] == ["streamlit", "run", "app.py"]
    assert "/healthz" in health


def test_server_and_proxy_take_the_largest_upload_of_a_page():
    server = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]
    (of_proxy,) = re.findall(r"client_max_body_size (\d+)m;", (ROOT / "docs" / "server.md").read_text(encoding="utf-8"))
    assert int(of_proxy) == server["maxUploadSize"] > new_set._MOST_MEGABYTES
