"""Class rooms: codes, who joins, what is shared with whom, and how long."""

import json
import threading
import time

import pytest
from filelock import FileLock

from dashboard.classroom import rooms
from dashboard.classroom.rooms import (
    CODE_LENGTH,
    LETTERS,
    change_room,
    dismiss,
    find_room,
    join,
    leave,
    make_room,
    note_run,
    rooms_of,
    shared_with,
    spoken,
    student_of,
    sweep_rooms,
    tidy,
)

TEACHER, ANNA, BEN, STRANGER = (letter * 32 for letter in "tabs")


@pytest.fixture
def room(runs):
    return make_room("Class 5B", TEACHER)


def test_a_code_is_found_however_it_is_written(room):
    halves = spoken(room.code)
    for written in (room.code, halves, halves.lower(), f" {halves.replace('-', ' ')} "):
        assert find_room(written) == room


def test_a_code_has_no_letters_that_look_like_others_and_is_never_used_twice(runs):
    codes = {make_room("A room", f"{number}" * 32).code for number in range(10)}
    assert len(codes) == 10
    assert not set("01ILOS") & set(LETTERS)
    assert len(set(LETTERS)) == len(LETTERS) == 30
    assert all(len(code) == CODE_LENGTH and set(code) <= set(LETTERS) for code in codes)


@pytest.mark.parametrize("code", ["", "ABC", "../../ABCD", "ABCDEFG0", "ABCDEFGHJ", "ABCD\0FGH", "![x](http://x/)"])
def test_what_is_no_code_is_said_to_be_none_and_not_repeated(code, room):
    assert tidy(code) == ""
    with pytest.raises(ValueError, match="not a room code") as error:
        find_room(code)
    assert not code or code not in str(error.value)


def test_a_code_of_no_room_is_told_with_the_way_out(room):
    with pytest.raises(ValueError, match="No room has the code 2222-2222"):
        find_room("22222222")


def test_a_student_joins_is_renamed_and_leaves(room):
    join(room.code, ANNA, "  Anna   B. ")
    assert [member.name for member in find_room(room.code).members.values()] == ["Anna B."]
    note_run(ANNA, "one")
    assert join(room.code, ANNA, "Anna").members[ANNA] == rooms.Member("Anna", ("one",))
    leave(room.code, ANNA)
    assert find_room(room.code).members == {}
    assert shared_with(TEACHER) == {}


@pytest.mark.parametrize("name", ["", "  ", "x" * 31, "a\u202eb", "a\0b", "a\u200bb"])
def test_a_name_that_nobody_could_read_is_refused(name, room):
    with pytest.raises(ValueError, match=r"name is .* it must be one line of 1 to 30 visible characters"):
        join(room.code, ANNA, name)


def test_two_students_of_one_name_are_told_apart(room):
    join(room.code, ANNA, "Anna")
    with pytest.raises(ValueError, match="the name 'anna' is already used in this room"):
        join(room.code, BEN, "anna")
    join(room.code, ANNA, "ANNA")  # her own


def test_runs_are_shared_from_the_joining_on_with_the_teacher_alone(room):
    note_run(ANNA, "before")
    join(room.code, ANNA, "Anna")
    join(room.code, BEN, "Ben")
    note_run(ANNA, "one")
    note_run(BEN, "two")
    note_run(STRANGER, "three")
    assert shared_with(TEACHER) == {"one": "Anna", "two": "Ben"}
    assert shared_with(ANNA) == shared_with(BEN) == shared_with(STRANGER) == {}
    assert student_of("one", TEACHER) == student_of("one", ANNA) == "Anna"
    assert student_of("one", BEN) == student_of("one", STRANGER) == student_of("before", ANNA) == ""


def test_the_board_is_everyone_s_where_the_teacher_says_so_and_never_a_stranger_s(room):
    join(room.code, ANNA, "Anna")
    note_run(ANNA, "one")
    open_to_all = change_room(room.code, TEACHER, is_seen_by_all=True)
    assert [open_to_all.shows_board_to(person) for person in (TEACHER, ANNA, STRANGER)] == [True, True, False]
    assert shared_with(ANNA) == {"one": "Anna"}
    assert shared_with(STRANGER) == {}


def test_a_closed_room_takes_nobody_and_nothing_and_keeps_what_it_has(room):
    join(room.code, ANNA, "Anna")
    note_run(ANNA, "one")
    change_room(room.code, TEACHER, is_open=False)
    note_run(ANNA, "two")
    with pytest.raises(ValueError, match="is closed"):
        join(room.code, BEN, "Ben")
    assert shared_with(TEACHER) == {"one": "Anna"}
    leave(room.code, ANNA)
    assert shared_with(TEACHER) == {}


@pytest.mark.parametrize(
    "do",
    [
        lambda code, who: change_room(code, who, is_open=False),
        lambda code, who: change_room(code, who, is_seen_by_all=True),
        lambda code, who: change_room(code, who, recipe={"data": "digits"}),
        lambda code, who: dismiss(code, who, "Anna"),
    ],
)
@pytest.mark.parametrize("who", [ANNA, BEN, STRANGER, ""])
def test_nobody_but_the_teacher_changes_a_room(do, who, room):
    join(room.code, ANNA, "Anna")
    before = find_room(room.code)
    with pytest.raises(ValueError, match="Only the teacher"):
        do(room.code, who)
    assert find_room(room.code) == before


def test_the_teacher_takes_a_name_off_the_board(room):
    join(room.code, ANNA, "Anna")
    join(room.code, BEN, "![x](http://x)")
    assert list(dismiss(room.code, TEACHER, "![x](http://x)").members) == [ANNA]


def test_a_room_ends_after_its_days_and_is_swept(room, monkeypatch):
    join(room.code, ANNA, "Anna")
    note_run(ANNA, "one")
    sweep_rooms()
    assert find_room(room.code)
    monkeypatch.setenv("LATENT_LAB_ROOM_DAYS", "1")
    later = time.time() + 86_500
    monkeypatch.setattr("dashboard.classroom.rooms.time.time", lambda: later)
    with pytest.raises(ValueError, match="deleted after 1 days"):
        find_room(room.code)
    assert rooms_of(TEACHER) == []
    assert shared_with(TEACHER) == {}
    sweep_rooms()
    assert list(rooms._paths()) == []


@pytest.mark.slow
def test_thirty_students_who_join_and_train_at_once_are_all_there(room, monkeypatch):
    monkeypatch.setattr(
        rooms, "FileLock", lambda path, timeout: FileLock(path)
    )  # a slow disk may take over 10 s for all

    def learn(number):
        join(room.code, f"{number:032}", f"Student {number}")
        note_run(f"{number:032}", f"run {number}")

    threads = [threading.Thread(target=learn, args=(number,)) for number in range(30)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert shared_with(TEACHER) == {f"run {number}": f"Student {number}" for number in range(30)}


def test_a_teacher_and_a_room_have_a_most(room, monkeypatch):
    monkeypatch.setattr("dashboard.classroom.rooms.ROOMS_EACH", 1)
    monkeypatch.setattr("dashboard.classroom.rooms.MEMBERS", 1)
    with pytest.raises(ValueError, match="too many rooms"):
        make_room("Another", TEACHER)
    make_room("Another", BEN)
    join(room.code, ANNA, "Anna")
    with pytest.raises(ValueError, match="is full: it has 1 students"):
        join(room.code, BEN, "Ben")


@pytest.mark.parametrize("title", ["", "   ", "x" * 61, "two\nlines"])
def test_a_room_without_a_title_is_refused_and_nothing_is_kept(title, runs):
    with pytest.raises(ValueError, match="title is"):
        make_room(title, TEACHER)
    assert rooms_of(TEACHER) == []


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"members": []}', '{"members": {"a": {"name": 1, "runs": []}}}']
)
def test_a_damaged_room_is_passed_over(content, room):
    rooms._path("22222222").write_text(content)
    assert rooms_of(TEACHER) == [room]
    sweep_rooms()


def test_a_room_s_file_says_what_it_knows_and_no_more(room):
    join(room.code, ANNA, "Anna")
    plain = json.loads(rooms._path(room.code).read_text())
    assert plain["members"] == {ANNA: {"name": "Anna", "runs": []}}
