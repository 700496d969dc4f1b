"""The command that starts the app for this computer or for a class."""

import os
import signal
import subprocess
import sys
from contextlib import suppress

import pytest
import segno

from dashboard import __main__ as serve
from tests.support.paths import ROOT
from tests.support.waiting import PATIENCE
from vae_core.__main__ import main


@pytest.fixture
def started(monkeypatch):
    """The commands that would have started the app."""
    commands = []
    monkeypatch.setattr(serve, "run", lambda words: commands.append(words) or 0)
    return commands


def after(words, option):
    return words[words.index(option) + 1]


def test_by_itself_the_app_serves_this_computer_alone(started, capsys):
    assert serve.main([]) == 0
    assert after(started[0], "--server.address") == "localhost"
    assert after(started[0], "--server.port") == "8501"
    assert "--server.baseUrlPath" not in started[0]
    assert capsys.readouterr().out == ""


def test_for_a_class_it_serves_the_network_and_shows_the_address(started, capsys, monkeypatch):
    monkeypatch.delenv("LATENT_LAB_ADDRESS", raising=False)
    monkeypatch.setattr(serve, "network_address", lambda: "192.168.1.20")
    assert serve.main(["--class", "--port", "8600", "--path", "/latent/"]) == 0
    assert after(started[0], "--server.address") == "0.0.0.0"
    assert after(started[0], "--browser.serverAddress") == "192.168.1.20"
    assert after(started[0], "--server.baseUrlPath") == "latent"
    assert "Students open http://192.168.1.20:8600/latent\n" in capsys.readouterr().out


@pytest.mark.parametrize("path", ["../../x", "a b", "x?y=1", "a//b", "<script>", "."])
def test_a_path_that_no_address_has_is_refused(path, started, capsys):
    with pytest.raises(SystemExit) as end:
        serve.main(["--path", path])
    assert end.value.code == 2
    assert f"the path is {path!r}; it must be words with / between them" in capsys.readouterr().err
    assert started == []


def test_a_path_of_several_parts_is_served(started):
    serve.main(["--path", "/user/anna.b@school.example/proxy/8501/"])
    assert after(started[0], "--server.baseUrlPath") == "user/anna.b@school.example/proxy/8501"


def test_the_address_of_the_environment_wins(started, capsys, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_ADDRESS", "https://lab.school.example")
    monkeypatch.setattr(serve, "network_address", lambda: "192.168.1.20")
    serve.main(["--class"])
    assert "Students open https://lab.school.example\n" in capsys.readouterr().out


def test_the_blocks_of_the_terminal_are_the_modules_of_the_qr_code():
    address = "http://192.168.1.20:8501"
    lines = [line for line in serve.announcement(address).splitlines() if set(line) <= set("█▀▄ ") and line]
    light = {"█": (True, True), "▀": (True, False), "▄": (False, True), " ": (False, False)}
    halves = [[light[block] for block in line] for line in lines]
    rows = [[pair[half] for pair in line] for line in halves for half in (0, 1)]
    wanted = [[not dark for dark in row] for row in segno.make(address, micro=False).matrix_iter(border=2)]
    assert rows[: len(wanted)] == wanted
    assert len(rows) - len(wanted) in (0, 1)


def test_a_class_without_a_network_is_refused_in_words(started, capsys, monkeypatch):
    monkeypatch.setattr(serve, "network_address", lambda: "")
    assert serve.main(["--class"]) == 1
    assert "Connect it to the network" in capsys.readouterr().err
    assert not started


@pytest.mark.parametrize("port", ["0", "65536", "-1", "x"])
def test_a_port_out_of_range_is_a_usage_error_with_the_value(port, started, capsys):
    with pytest.raises(SystemExit, match="2"):
        serve.main([f"--port={port}"])
    assert f"the port is {port!r}; it must be" in capsys.readouterr().err


@pytest.mark.parametrize("more", [[], ["--class"], ["--port", "8600", "--path", "latent"]], ids=str)
def test_the_command_line_becomes_this_command(more, monkeypatch):
    became = []
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(os, "execve", lambda program, words, environment: became.append(words))
    assert main(["serve", *more]) == 0
    assert became[0][:3] == [sys.executable, "-m", "dashboard"]
    ours, theirs = (serve.parser().parse_args(words) for words in (became[0][3:], more))
    assert ours == theirs


@pytest.mark.parametrize("folder", ["", "mine"])
def test_a_relative_runs_folder_begins_where_the_command_was_given(folder, tmp_path, monkeypatch):
    became = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LATENT_LAB_RUNS", folder)
    monkeypatch.setattr(os, "execve", lambda program, words, environment: became.append(environment))
    assert main(["serve"]) == 0
    assert became[0]["LATENT_LAB_RUNS"] == str(tmp_path.resolve() / (folder or "runs"))


def test_an_installation_without_the_app_says_where_it_is(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("vae_core.commands.serve.CHECKOUT", tmp_path)
    assert main(["serve"]) == 1
    assert "the app is not part of this installation; clone the repository" in capsys.readouterr().err


LOOP = "import threading; print('up', flush=True); threading.Event().wait()"
RUN = f"import sys; from dashboard.__main__ import run; sys.exit(run([sys.executable, '-c', {LOOP!r}]))"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without a signal")
def test_sigterm_ends_the_app_and_not_its_starter_alone():
    starter = subprocess.Popen([sys.executable, "-c", RUN], cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True)
    try:
        assert starter.stdout.readline() == b"up\n"
        starter.send_signal(signal.SIGTERM)
        assert starter.communicate(timeout=PATIENCE)[0] == b""  # ends only with the app, which has the same pipe
        assert starter.returncode != 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(starter.pid, signal.SIGKILL)
