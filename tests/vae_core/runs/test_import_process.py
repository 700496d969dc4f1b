"""An import in a process of its own: what it takes, and what ends it."""

import errno
import io
import json
import sys
import zipfile

import pytest

from tests.support.paths import PRETRAINED
from vae_core.runs import import_process
from vae_core.runs.import_process import import_apart
from vae_core.runs.run import Run
from vae_core.runs.run_zip import zip_run


@pytest.fixture(scope="module")
def packed():
    return zip_run(Run(PRETRAINED / "mnist-vae-2d"))


def left(folder):
    return [path.name for path in folder.glob("*")] + [path.name for path in folder.glob(".*")]


@pytest.mark.slow
@pytest.mark.fault("F12", "F13")
def test_a_run_is_imported_and_a_refusal_comes_back_in_words(packed, tmp_path):
    found = import_apart(memoryview(packed), tmp_path, "a" * 32)
    assert found.run.is_ready
    assert found.run.summary.person == "a" * 32
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents["about.json"] = json.dumps({"title": "\ud800"}).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    with pytest.raises(ValueError, match="half of a surrogate pair"):
        import_apart(file.getvalue(), tmp_path)
    assert left(tmp_path) == [found.run.id]


@pytest.mark.slow
@pytest.mark.fault("F12")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_a_file_that_needs_more_memory_than_an_import_may_take_is_refused_in_words(packed, tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_IMPORT_MEMORY", "10")
    with pytest.raises(ValueError, match="needs more than the 10 MB of memory that an import may take"):
        import_apart(packed, tmp_path)
    assert left(tmp_path) == []


@pytest.mark.fault("F15")
def test_an_import_that_is_killed_in_the_middle_leaves_nothing(packed, tmp_path, monkeypatch):
    def killed(command, *more):
        folder, name = command[-3:-1]
        (tmp_path / f".import-{name}").mkdir()
        (tmp_path / f".import-{name}" / "config.json").write_text("{}")
        assert folder == str(tmp_path)
        raise TimeoutError

    monkeypatch.setattr(import_process, "answer_of_process", killed)
    with pytest.raises(ValueError, match="was not read within 120 s"):
        import_apart(packed, tmp_path)
    assert left(tmp_path) == []


@pytest.mark.fault("F15", "F11")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT], ids=["disk", "quota"])
def test_a_full_disk_is_named_and_leaves_nothing(number, packed, tmp_path, monkeypatch, capsys):
    def full(*arguments):
        raise OSError(number, "No space left on device")

    monkeypatch.setattr("vae_core.files.os.fsync", full)
    monkeypatch.setattr("vae_core.limited_process.limit_memory", lambda: None)  # it would limit the tests
    monkeypatch.setattr("sys.argv", ["import", str(tmp_path), "b" * 32, ""])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(packed)))
    import_process.main()
    assert json.loads(capsys.readouterr().out)["error"].startswith("The disk is full. Nothing was imported.")
    assert left(tmp_path) == []
