"""Following a file that grows: each complete line once, a torn one when it is whole, and a word when the file is another."""

import os

import pytest

from vae_core.line_reader import LineReader


@pytest.fixture
def path(tmp_path):
    return tmp_path / "lines"


def append(path, text):
    with open(path, "a", encoding="utf-8") as file:
        file.write(text)


def test_each_complete_line_is_told_once_with_its_number(path):
    tail = LineReader(path)
    assert tail.new() == []  # there is no file yet
    append(path, "one\ntwo\nthr")
    assert tail.new() == [(1, "one"), (2, "two")]
    append(path, "ee\n")
    assert tail.new() == [(3, "three")]
    assert tail.new() == []
    assert not tail.was_rewritten


@pytest.mark.parametrize("content", ["", "one\n", "one\ntwo\nthree\nfour\n"])
def test_another_file_in_its_place_is_noticed_whatever_its_length(path, content):
    append(path, "one\ntwo\n")
    tail = LineReader(path)
    tail.new()
    append(path.with_name("beside"), content)
    os.replace(path.with_name("beside"), path)
    assert tail.new() == []
    assert tail.was_rewritten


def test_a_long_file_is_read_in_parts(path, monkeypatch):
    monkeypatch.setattr("vae_core.line_reader.READ_BYTES", 10)
    append(path, "first\nsecond\nthird\n")
    tail, found = LineReader(path), []
    for has_more in (True, True, False):
        found += tail.new()
        assert tail.has_more == has_more
    assert found == [(1, "first"), (2, "second"), (3, "third")]
