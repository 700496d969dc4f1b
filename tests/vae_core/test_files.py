"""Files are whole or not there."""

import os

import pytest
import torch

from vae_core.files import (
    DamagedRun,
    atomic_path,
    error_in_words,
    read_json,
    read_tensors,
    remove_leftovers,
    write_bytes,
    write_json,
    write_tensors,
)


def test_tensors_and_numbers_come_back_as_they_were(tmp_path):
    tensors = {"a": torch.randn(3, 4), "b": torch.arange(5)}
    write_tensors(tmp_path / "x", tensors, {"step": 3, "best": None})
    read, numbers = read_tensors(tmp_path / "x")
    assert all(torch.equal(read[name], tensors[name]) for name in tensors)
    assert numbers == {"step": 3, "best": None}


@pytest.mark.fault("R4")
def test_a_write_that_breaks_off_leaves_the_old_file_and_no_remains(tmp_path):
    write_json(tmp_path / "x", {"old": 1})
    with pytest.raises(RuntimeError), atomic_path(tmp_path / "x") as beside:
        beside.write_text("half")
        raise RuntimeError("disk full")
    assert read_json(tmp_path / "x") == {"old": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.fault("R3")
@pytest.mark.parametrize("kept", [0, 5, 40, 200])
def test_a_file_cut_short_is_named(tmp_path, kept):
    write_tensors(tmp_path / "weights.safetensors", {"a": torch.randn(100)})
    whole = (tmp_path / "weights.safetensors").read_bytes()
    (tmp_path / "weights.safetensors").write_bytes(whole[:kept])
    with pytest.raises(DamagedRun, match=r"weights\.safetensors cannot be read"):
        read_tensors(tmp_path / "weights.safetensors")


def test_what_a_killed_writer_left_goes_away_and_what_is_being_written_stays(tmp_path):
    (tmp_path / "frames").mkdir()
    names = (".state.safetensors.2o8n1opu", "frames/.3.safetensors.abcd_123", ".notes", "lock", ".my.long.name")
    for name in names:
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (0, 0))
    with atomic_path(tmp_path / "state.safetensors") as beside:
        remove_leftovers(tmp_path)
        assert beside.exists()
    assert [(tmp_path / name).exists() for name in names] == [False, False, True, True, True]


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DamagedRun, match=r"weights\.safetensors is missing"):
        read_tensors(tmp_path / "weights.safetensors")
    with pytest.raises(DamagedRun, match=r"config\.json is missing"):
        read_json(tmp_path / "config.json")


@pytest.mark.parametrize("text", ["", "{", "[1]", "\x00", '"words"'])
def test_json_that_is_no_object_is_named(tmp_path, text):
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(DamagedRun, match=r"config\.json"):
        read_json(tmp_path / "config.json")


def test_numbers_that_json_does_not_have_are_refused(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "x", {"loss": float("nan")})
    assert not (tmp_path / "x").exists()


@pytest.mark.fault("R16")
def test_a_replacement_that_is_refused_now_and_then_is_tried_again(tmp_path, monkeypatch):
    refusals, replace = [PermissionError(13, "in use")] * 3, os.replace

    def sometimes(source, target):
        if refusals:
            raise refusals.pop()
        replace(source, target)

    monkeypatch.setattr(os, "replace", sometimes)
    write_bytes(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_replacement_that_is_always_refused_fails_and_leaves_the_old_file(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"old")
    monkeypatch.setattr("vae_core.files.REPLACE_WAITS", (0.0, 0.0))

    def refuse(source, target):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(PermissionError):
        write_bytes(tmp_path / "file", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"old")]


@pytest.mark.fault("T6")
def test_a_message_about_a_file_names_its_folder_but_no_path_of_the_server(tmp_path):
    folder = tmp_path / "my-run"
    folder.mkdir()
    (folder / "config.json").mkdir()  # which cannot be read as a file
    for read, name in ((read_json, "config.json"), (read_json, "other.json"), (read_tensors, "weights.safetensors")):
        with pytest.raises(DamagedRun) as raised:
            read(folder / name)
        assert f"my-run/{name}" in str(raised.value)
        assert str(tmp_path) not in str(raised.value)


def test_an_error_of_a_file_speaks_neither_of_pages_nor_of_writing_alone():
    assert error_in_words(FileNotFoundError(2, "No such file", "/srv/a.json")) == (
        "a.json is missing; it may have been deleted meanwhile."
    )
    assert "a.json cannot be read or written: Permission denied." in error_in_words(
        PermissionError(13, "Permission denied", "/srv/a.json")
    )
