"""A class drawn by a whole room: members give glyphs, the teacher sees the count, and the set becomes the room's task."""

import numpy as np
import pytest

from dashboard.classroom.drawings import ask_for_drawings, give_glyphs, glyphs_of_room
from dashboard.classroom.rooms import change_room, find_room, join, leave, make_room, room_folder, sweep_rooms
from tests.support.visitors import person, visit
from vae_core.own_sets import list_own

TEACHER, STUDENTS = "Anna", ("Ben", "Cleo")


def glyphs(count, seed=0):
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 8:20, 8:20] = 255 * np.random.default_rng(seed).integers(0, 2, (count, 12, 12))
    return images


@pytest.fixture
def room(runs):
    made = make_room("5B", person(TEACHER))
    for name in STUDENTS:
        join(made.code, person(name), name)
    return ask_for_drawings(made.code, person(TEACHER), "star")


def words(app):
    return " ".join(element.value for element in [*app.markdown, *app.caption, *app.success, *app.error])


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


@pytest.mark.slow
def test_members_give_glyphs_and_the_teacher_makes_them_the_task_of_the_room(room, runs, monkeypatch):
    given = {person(name): glyphs(3, seed) for seed, name in enumerate(STUDENTS)}
    for name in STUDENTS:
        monkeypatch.setattr("dashboard.ui.data.room_drawing.class_pad", lambda *args, name=name: given[person(name)])
        app = visit(name, "data", source="draw", room=room.code)
        assert "**5B** draws **star**" in words(app)
        assert "Add data set" not in [button.label for button in app.button]
        press(app, "Give 3 glyphs to the room")
        assert "Your teacher has your glyphs" in words(app)
    assert {who: found.tolist() for who, found in glyphs_of_room(find_room(room.code)).items()} == {
        who: found.tolist() for who, found in given.items()
    }
    app = visit(TEACHER, "data", source="draw", room=room.code)
    assert "**6 glyphs** by 2 of 2 students" in words(app)
    press(app, "Add data set")
    (own,) = list_own()
    assert (own.data.title, own.data.count, own.person) == ("MNIST digits and star", 70_000 + 6 * 1167, person(TEACHER))
    press(app, "Make it the room's task")
    found = find_room(room.code)
    assert found.recipe_page == "train"
    assert (found.recipe["data"], found.recipe["start_from"], found.recipe["seconds"]) == (
        own.data.name,
        "mnist-vae-2d",
        "30",
    )
    task = visit("Ben", "train", **found.recipe)
    assert not task.error
    assert task.selectbox(key="data").value == own.data.name
    assert task.selectbox(key="start_from").value == "mnist-vae-2d"


def test_others_see_neither_the_pad_of_the_room_nor_its_glyphs(room):
    give_glyphs(room.code, person("Ben"), glyphs(5))
    app = visit("Dana", "data", source="draw", room=room.code)
    assert "star" not in words(app)
    with pytest.raises(ValueError, match="no member"):
        give_glyphs(room.code, person("Dana"), glyphs(5))


def test_glyphs_of_another_class_that_come_late_are_passed_over(room):
    give_glyphs(room.code, person("Ben"), glyphs(5))
    assert glyphs_of_room(change_room(room.code, person(TEACHER), drawing="heart")) == {}


def test_the_teacher_can_add_the_class_as_soon_as_the_room_has_enough_glyphs(room, monkeypatch):
    """The first look, by the page, finds none; the next one, by the part that shows them, finds enough."""
    looks = iter([{}])
    enough = {person("Ben"): glyphs(5)}
    monkeypatch.setattr("dashboard.ui.data.room_drawing.glyphs_of_room", lambda room: next(looks, enough))
    app = visit(TEACHER, "data", source="draw", room=room.code)
    assert not app.exception
    assert next(button for button in app.button if button.label == "Add data set").disabled is False


def test_wrong_glyphs_and_a_closed_room_are_refused(room):
    for wrong in (glyphs(0), glyphs(21), np.zeros((3, 8, 8), np.uint8)):
        with pytest.raises(ValueError, match="give 1 to 20 of 28 x 28 pixels"):
            give_glyphs(room.code, person("Ben"), wrong)
    change_room(room.code, person(TEACHER), is_open=False)
    with pytest.raises(ValueError, match="is closed"):
        give_glyphs(room.code, person("Ben"), glyphs(5))


def test_glyphs_end_with_the_membership_the_drawing_and_the_room(room, monkeypatch):
    give_glyphs(room.code, person("Ben"), glyphs(5))
    give_glyphs(room.code, person("Cleo"), glyphs(5))
    assert len(glyphs_of_room(leave(room.code, person("Ben")))) == 1
    ask_for_drawings(room.code, person(TEACHER), "house")
    assert glyphs_of_room(find_room(room.code)) == {}
    give_glyphs(room.code, person("Cleo"), glyphs(5))
    monkeypatch.setenv("LATENT_LAB_ROOM_DAYS", "1e-9")
    sweep_rooms()
    assert not room_folder(room.code).exists()


def test_the_teacher_asks_on_the_page_of_the_room_and_students_find_the_link(room):
    app = press(visit(TEACHER, "room", code=room.code), "End drawing")
    assert find_room(room.code).drawing == ""
    app.text_input(key="room drawing").set_value("house").run()
    press(app, "Ask everybody to draw")
    assert find_room(room.code).drawing == "house"
    links = [link.proto.label for link in visit("Ben", "room", code=room.code).get("page_link")]
    assert "Draw “house” with your class" in links
