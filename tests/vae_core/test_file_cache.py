"""Results that are kept until their files change."""

import os
import threading

import pytest

from vae_core.file_cache import cached_by_file
from vae_core.files import write_bytes


def counted(*names, entries=8):
    calls = []

    @cached_by_file(*names, entries=entries)
    def content(folder, *more):
        calls.append((folder, *more))
        return [path.read_text() for path in ([folder / name for name in names] or [folder])]

    return content, calls


def test_a_file_is_read_again_only_after_it_changed(tmp_path):
    (tmp_path / "a").write_text("one")
    content, calls = counted("a")
    assert content(tmp_path) is content(tmp_path)
    (tmp_path / "a").write_text("three")
    assert content(tmp_path) == ["three"]
    assert len(calls) == 2


def test_a_file_put_in_place_in_the_same_tick_of_the_clock_with_the_same_size_is_seen(tmp_path):
    write_bytes(tmp_path / "a", b"one")
    status = (tmp_path / "a").stat()
    content, _ = counted("a")
    assert content(tmp_path) == ["one"]
    write_bytes(tmp_path / "a", b"two")
    os.utime(tmp_path / "a", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert content(tmp_path) == ["two"]


def test_any_of_several_files_counts_and_arguments_are_kept_apart(tmp_path):
    for name in "ab":
        (tmp_path / name).write_text(name)
    content, calls = counted("a", "b")
    for _ in range(2):
        content(tmp_path, 1)
        content(tmp_path, 2)
    assert [call[1] for call in calls] == [1, 2]
    (tmp_path / "b").write_text("longer")
    assert content(tmp_path, 2) == ["a", "longer"]


def test_without_names_the_first_argument_is_the_file(tmp_path):
    path = tmp_path / "a"
    path.write_text("one")
    content, calls = counted()
    assert content(path) == content(path) == ["one"]
    path.write_text("three")
    assert content(path) == ["three"]
    assert len(calls) == 2


def test_an_error_is_not_kept_and_a_file_that_appears_is_read(tmp_path):
    content, _ = counted("a")
    for _ in range(2):
        with pytest.raises(FileNotFoundError):
            content(tmp_path)
    (tmp_path / "a").write_text("one")
    assert content(tmp_path) == ["one"]
    (tmp_path / "a").unlink()
    with pytest.raises(FileNotFoundError):
        content(tmp_path)


def test_the_results_used_last_are_kept(tmp_path):
    content, calls = counted(entries=2)
    paths = [tmp_path / name for name in "abc"]
    for path in paths:
        path.write_text(path.name)
    for path in (paths[0], paths[1], paths[0], paths[2], paths[0]):
        content(path)
    assert [path.name for (path,) in calls] == ["a", "b", "c"]
    content(paths[1])
    assert len(calls) == 4


def test_threads_that_ask_at_once_wait_for_one_computation(tmp_path, monkeypatch):
    path, calls, found, asked = tmp_path / "a", [], [], threading.Semaphore(0)
    path.write_text("one")

    @cached_by_file(entries=2)
    def slow(path):
        calls.append(path)
        for _ in range(8):  # until each of the threads has asked
            asked.acquire()
        return path.read_text()

    entry = slow._entry
    monkeypatch.setattr(slow, "_entry", lambda key: asked.release() or entry(key))
    threads = [threading.Thread(target=lambda: found.append(slow(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, len(calls)) == (["one"] * 8, 1)


def test_all_is_forgotten_when_asked(tmp_path):
    content, calls = counted("a")
    (tmp_path / "a").write_text("one")
    content(tmp_path)
    content.cache_clear()
    content(tmp_path)
    assert len(calls) == 2


@pytest.mark.fault("R19")
def test_the_results_used_last_are_kept_within_their_bytes_and_the_newest_whatever_its_size(tmp_path):
    computed = []

    @cached_by_file(entries=10, most_bytes=100, weigh=len)
    def content(path):
        computed.append(path.name)
        return path.read_bytes()

    sizes = {"a": 40, "b": 40, "c": 40, "d": 500}
    for name, size in sizes.items():
        (tmp_path / name).write_bytes(b"0" * size)
    for name in "abab" + "c" + "ba" + "d" + "d":
        content(tmp_path / name)
    assert "".join(computed) == "abc" + "a" + "d"
