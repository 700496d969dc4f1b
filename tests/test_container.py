"""The container's files: what they copy exists and starts the app alone, and their versions are those of requirements.txt.

No container engine is needed: the image's steps after its installations run in an empty folder.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import pytest

from dashboard.ui.data import new_set
from tests.benchmarks.streamlit_session import Visitor
from tests.support.paths import ROOT
from tests.support.serving import free_port, wait_for_answer
from tests.support.waiting import PATIENCE

LINES = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text(encoding="utf-8")).splitlines()
STEPS = [tuple(line.split(" ", 1)) for line in LINES if line and not line.startswith("#")]
USER_ID = 1000  # that useradd in the image gives
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
    assert any(f"--uid {USER_ID} {user}" in line and f"chown {user} {volume}" in line for line in arguments("RUN"))


@pytest.mark.fault("T7")
def test_the_image_starts_the_app_as_the_readme_does_and_checks_its_health():
    (command,), (health,) = arguments("CMD"), arguments("HEALTHCHECK")
    assert json.loads(command)[:3] == ["streamlit", "run", "app.py"]
    assert "/healthz" in health


@pytest.fixture
def image():
    """A folder that others may read, with what the image copies into app/, and runs/, which belongs to its user."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    app, runs = folder / "app", folder / "runs"
    app.mkdir()
    runs.mkdir()
    for *sources, target in (line.split() for line in arguments("COPY")):
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, app / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, app / target)
    if can_be(USER_ID):
        os.chown(runs, USER_ID, USER_ID)
    yield folder
    shutil.rmtree(folder)


def can_be(user):
    """True where a process of that user can be started: by root, from a folder that everybody may enter."""
    python = Path(sys.executable)
    return os.geteuid() == 0 and all(
        folder.stat().st_mode & 1 for folder in (*python.parents, *python.resolve().parents)
    )


@pytest.mark.slow
def test_what_the_image_copies_starts_the_app_as_its_user_and_is_healthy(image):
    port, (command,), (health,) = str(free_port()), arguments("CMD"), arguments("HEALTHCHECK")
    variables = dict(pair.split("=") for line in arguments("ENV") for pair in line.split())
    variables |= {"LATENT_LAB_RUNS": str(image / "runs"), "STREAMLIT_SERVER_ADDRESS": "127.0.0.1"}
    variables |= {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(image / "runs")}
    place = {"cwd": image / "app", "env": variables} | ({"user": USER_ID, "group": USER_ID} if can_be(USER_ID) else {})
    log = image / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(json.loads(command.replace("8501", port)), stdout=output, stderr=output, **place)
    try:
        wait_for_answer(f"http://127.0.0.1:{port}/healthz", server)
        patient = re.sub(r"timeout=\d+\)", f"timeout={PATIENCE:g})", health.replace("8501", port))
        check = json.loads(patient[patient.index("CMD") + 3 :])
        assert subprocess.run(check, **place).returncode == 0
        visitor = Visitor(f"http://127.0.0.1:{port}")
        for page in ("", "map", "train", "learn", "compare", "anomalies"):
            visitor.open(page)
        visitor.close()
    finally:
        server.terminate()
        server.wait(PATIENCE)
    assert "Traceback" not in log.read_text()
    assert "Error" not in log.read_text()
    assert subprocess.run(check, **place, stderr=subprocess.DEVNULL).returncode != 0  # nobody answers any more


def test_server_and_proxy_take_the_largest_upload_of_a_page():
    server = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]
    (of_proxy,) = re.findall(r"client_max_body_size (\d+)m;", (ROOT / "docs" / "server.md").read_text(encoding="utf-8"))
    assert int(of_proxy) == server["maxUploadSize"] > new_set._MOST_MEGABYTES
