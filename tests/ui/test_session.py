"""Which runs a visitor finds, by name and by list."""

import shutil

import pytest

from ui.session import PRETRAINED, all_runs, find_run
from vae_core.config import RunConfig
from vae_core.runs import create_run, list_runs


def test_a_run_is_found_by_its_name_without_a_look_at_the_others(runs, monkeypatch):
    run = create_run(runs / "my first rün", RunConfig(data="digits"))
    monkeypatch.setattr("ui.session.list_runs", lambda folder: pytest.fail("all runs were listed"))
    assert find_run("my first rün") == run
    assert find_run("mnist-vae-2d").path == PRETRAINED / "mnist-vae-2d"


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../runs/one", "one/../one", "one\\", "C:one", "x\0", "x" * 5000, ".hidden", "nobody"]
)
def test_no_name_leads_anywhere_else(name, runs):
    for known in ("one", ".hidden"):
        create_run(runs / known, RunConfig(data="digits"))
    with pytest.raises(ValueError, match="There is no such run here"):
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

    monkeypatch.setattr("vae_core.runs.os.stat", stat)
    assert {run.id for run in list_runs(runs)} == {"one", "two"}
    assert list_runs(runs / "nowhere") == []
    assert len(all_runs()) == 6
