"""Uploads in a process of limited memory: the same result as in this process, and hostile files end that one alone."""

import io
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from tests.support.pictures import classes_of_noise, zipped
from tests.support.waiting import PATIENCE
from vae_core import limited_process
from vae_core.datasets.own_images import read_own
from vae_core.own_data import (
    ImportLimits,
    ImportOptions,
    Uploads,
    import_pictures,
    import_uploads,
    new_name,
    open_uploads,
    preview,
    preview_apart,
    process,
)
from vae_core.own_sets import list_own, own_folder

PETS = ("pets.zip", zipped(classes_of_noise(6, 10, 14)))


def uploaded(*files):
    return Uploads(files, ImportLimits())


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """An empty folder for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_preview_and_an_import_apart_are_those_of_this_process(runs, temporary):
    options, counts = ImportOptions(width=14, height=10), []
    here, apart = preview(open_uploads([PETS]), options), preview_apart(uploaded(PETS), options)
    assert np.array_equal(here.images, apart.images)
    assert here[1:] == apart[1:]
    own = import_uploads(uploaded(PETS), new_name("apart"), options, counts.append)
    expected = import_pictures(open_uploads([PETS]), new_name("here"), options)
    assert np.array_equal(read_own(own.data).images, read_own(expected.data).images)
    assert (own.report, own.data.class_names) == (expected.report, expected.data.class_names)
    assert list(temporary.iterdir()) == []


def parquet_of_one_value(size):
    import pyarrow
    from pyarrow import parquet

    file = io.BytesIO()
    parquet.write_table(pyarrow.table({"image": pyarrow.array([bytes(size)])}), file, compression="zstd")
    return file.getvalue()


@pytest.mark.slow
@pytest.mark.fault("F1", "F12")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_f1_a_small_parquet_file_of_a_huge_page_is_refused_and_read_by_another_process(runs, temporary, monkeypatch):
    packed = parquet_of_one_value(250_000_000)
    assert len(packed) < 30_000
    monkeypatch.setenv(limited_process.MEMORY, "200")
    for name in ("preview", "import_pictures", "open_entries"):  # in this process, nothing reads the file
        monkeypatch.delattr(process, name)
    for read in (
        lambda: preview_apart(uploaded(("a.parquet", packed)), ImportOptions()),
        lambda: import_uploads(uploaded(("a.parquet", packed)), new_name("bomb", "a" * 32), ImportOptions()),
    ):
        with pytest.raises(ValueError, match="need more than the 200 MB of memory that an import may take"):
            read()
    assert list(temporary.iterdir()) == list_own() == []
    assert not own_folder().exists() or list(own_folder().iterdir()) == []


@pytest.mark.fault("F15")
def test_f15_an_import_of_pictures_that_is_killed_or_too_slow_leaves_nothing(runs, temporary, monkeypatch):
    new = new_name("slow", "a" * 32)

    def killed(command, given, seconds, show):
        half = own_folder() / f".import-{new.name}-0"
        half.mkdir(parents=True)
        (half / "images.npy").write_bytes(b"0")
        assert [path.name for path in next(temporary.iterdir()).iterdir()] == ["0"]
        raise TimeoutError

    monkeypatch.setattr(process, "answer_of_process", killed)
    with pytest.raises(ValueError, match="were not read within 1800 s; bring fewer or smaller ones"):
        import_uploads(uploaded(PETS), new, ImportOptions())
    assert list(temporary.iterdir()) == list(own_folder().iterdir()) == []


@pytest.mark.fault("F11")
def test_f11_uploads_that_fill_the_disk_of_temporary_files_are_refused_in_words(runs, temporary, monkeypatch):
    def full(self, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ValueError, match="the files cannot be written: No space left on device; free some space"):
        preview_apart(uploaded(PETS), ImportOptions())
    assert list(temporary.iterdir()) == []


def test_the_process_that_reads_uploads_starts_without_pytorch():
    answer = limited_process.answer_of_process(["tests.support.loaded_modules"], b"vae_core.own_data.process", PATIENCE)
    assert answer["modules"]
    assert "torch" not in answer["modules"]


@pytest.mark.fault("F12")
def test_a_process_that_takes_too_long_is_ended():
    with pytest.raises(TimeoutError, match=r"took longer than 0.01 s"):
        limited_process.answer_of_process(["tests.support.loaded_modules"], b"torch", 0.01)
