"""The classroom's page as Streamlit runs it: made, entered, left, and seen by whom it should."""

import json

import pytest

from dashboard.classroom.progress import note_answer
from dashboard.classroom.rooms import change_room, find_room, give_set, join, make_room, note_run, rooms_of, spoken
from dashboard.ui.classroom.answers import class_answers
from dashboard.ui.lab.lesson_text import lesson_text
from tests.support.pages import component_data
from tests.support.pictures import classes_of_noise, zipped
from tests.support.visitors import listed, person, visit
from vae_core.config import RunConfig
from vae_core.own_data import import_pictures, new_name, open_uploads
from vae_core.runs.run import create_run

TEACHER, STUDENT = "Anna", "Ben"


@pytest.fixture
def room(runs):
    return make_room("5B ![x](http://x/)", person(TEACHER))


@pytest.fixture
def shared(room, runs):
    """A run of Ben's in Anna's room."""
    join(room.code, person(STUDENT), "*Benny*")
    run = create_run(runs / ("1" * 32), RunConfig(data="digits"), person=person(STUDENT))
    note_run(person(STUDENT), run.id)
    return run


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def cards(app):
    found = [one for one in app.get("bidi_component") if one.proto.component_name == "room_board"]
    return json.loads(found[0].proto.json)["cards"] if found else None


def words(app):
    return " ".join(element.value for element in [*app.title, *app.markdown, *app.caption, *app.info, *app.subheader])


def test_a_teacher_makes_a_room_and_gets_a_code_and_an_address(runs):
    app = visit(TEACHER, "room")
    next(field for field in app.text_input if field.label == "Title").set_value("Class 5B")
    press(app, "Open room")
    room = rooms_of(person(TEACHER))[0]
    assert f"Code {spoken(room.code)}" in words(app)
    shared = component_data(app, "address_box")
    assert f"room?code={room.code}" in shared["address"]
    assert (shared["title"], shared["code"]) == ("Class 5B", room.code)
    assert "Nobody has joined yet" in words(app)


def test_a_student_enters_the_code_hears_what_is_shared_and_joins(room):
    app = visit(STUDENT, "room")
    next(field for field in app.text_input if field.label == "Code").set_value(spoken(room.code).lower())
    press(app, "Enter room")
    assert "What is shared" in words(app)
    assert find_room(room.code).members == {}
    app.text_input[0].set_value("Ben")
    press(app, "Join room")
    assert [member.name for member in find_room(room.code).members.values()] == ["Ben"]
    assert "You are **Ben**" in words(app)
    assert "Its teacher sees your new runs" in words(visit(STUDENT, "train"))
    assert "Its teacher sees" not in words(visit(TEACHER, "train"))


def test_a_student_takes_another_name_and_leaves(shared, room):
    app = visit(STUDENT, "room", code=room.code)
    app.text_input[0].set_value("B.")
    press(app, "Change display name")
    assert find_room(room.code).members[person(STUDENT)].name == "B."
    press(app, "Leave room")
    assert find_room(room.code).members == {}
    assert "Join room" in {button.label for button in app.button}


@pytest.mark.fault("S5")
@pytest.mark.parametrize("name", ["", "![x](http://x/)\u202e"])
def test_a_name_that_cannot_be_is_explained_and_not_rendered(name, room):
    app = visit(STUDENT, "room", code=room.code)
    app.text_input[0].set_value(name)
    press(app, "Join room")
    assert "it must be one line of 1 to 30 visible characters" in app.error[0].value.replace("\\", "")
    assert "![x](" not in app.error[0].value


@pytest.mark.parametrize("code", ["22222222", "nonsense", "../../etc", "![x](http://x/)", "x" * 5000])
def test_a_wrong_code_in_the_address_is_told_beside_the_way_in(code, room):
    app = visit(STUDENT, "room", code=code)
    assert len(app.warning) == 1
    assert "![x](" not in app.warning[0].value
    assert "Enter room" in {button.label for button in app.button}


def test_the_teacher_sees_the_board_and_the_student_and_a_stranger_do_not(shared, room):
    board = cards(visit(TEACHER, "room", code=room.code))
    assert [(card["name"], card["state"], card["beta"], card["href"]) for card in board] == [
        ("*Benny*", "queued", 1.0, f"/train?run={shared.id}")
    ]
    assert cards(visit(STUDENT, "room", code=room.code)) is None
    change_room(room.code, person(TEACHER), is_seen_by_all=True)
    assert len(cards(visit(STUDENT, "room", code=room.code))) == 1
    change_room(room.code, person(TEACHER), members={})
    stranger = visit(STUDENT, "room", code=room.code)
    assert cards(stranger) is None
    assert "Benny" not in words(stranger)


def test_a_shared_run_stands_in_the_teacher_s_list_under_the_student_s_name(shared):
    app = visit(TEACHER, "runs")
    assert len(listed(app)) == 6
    assert "*Benny*" in set(app.dataframe[0].value["whose"])
    assert len(listed(visit(TEACHER, "runs", only_owner="*Benny*"))) == 1
    assert component_data(visit(TEACHER, "train", run=shared.id), "live_training")["run"]["title"].startswith(
        "*Benny*: "
    )
    assert "Benny" not in component_data(visit(STUDENT, "train", run=shared.id), "live_training")["run"]["title"]
    assert visit(TEACHER, "map").selectbox[0].value == "mnist-vae-2d"  # not whatever a student trained last


def test_the_teacher_closes_the_room_and_shows_the_board_to_all(shared, room):
    app = visit(TEACHER, "room", code=room.code)
    app.toggle[0].set_value(False).run()
    app.toggle[1].set_value(True).run()
    known = find_room(room.code)
    assert (known.is_open, known.is_seen_by_all) == (False, True)
    assert "your new runs are not shared" in words(visit(STUDENT, "room", code=room.code))
    assert "Its teacher sees" not in words(visit(STUDENT, "train"))


def test_the_teacher_gives_a_task_that_students_start_from_their_room(shared, room):
    app = visit(TEACHER, "task", opens="train", data="digits", lock=["beta:4", "latent_dim:3"], title="Blur *x*")
    press(app, "Give to this room")
    known = find_room(room.code)
    assert known.recipe_page == "train"
    assert known.recipe["lock"] == ["latent_dim:3", "beta:4"]
    student = visit(STUDENT, "room", code=room.code)
    assert "Blur \\*x\\*" in words(student)
    links = [link.proto for link in student.get("page_link") if link.proto.label == "Start the task"]
    assert "lock=latent_dim" in links[0].query_string
    app = visit(TEACHER, "room", code=room.code)
    assert "Blur \\*x\\*" in words(app)
    press(app, "Remove task")
    assert (find_room(room.code).recipe, find_room(room.code).recipe_page) == ({}, "")


def test_a_room_that_was_written_before_tasks_opens_train(room, runs):
    path = runs / ".rooms" / f"{room.code}.json"
    plain = json.loads(path.read_text())
    del plain["recipe_page"]
    path.write_text(json.dumps(plain | {"recipe": {"data": "digits"}}))
    assert find_room(room.code).recipe_page == "train"


def test_a_task_may_be_a_lesson(shared, room):
    change_room(room.code, person(TEACHER), recipe={"title": "KL"}, recipe_page="kl")
    links = [link.proto for link in visit(STUDENT, "room", code=room.code).get("page_link")]
    assert any(link.page.endswith("kl") and link.label == "Start the task" for link in links)


def _lessons_choice(app):
    return next(choice for choice in app.multiselect if choice.label == "Lessons to do")


def test_the_teacher_assigns_lessons_and_a_student_sees_which_are_done(shared, room):
    app = visit(TEACHER, "room", code=room.code)
    before = _lessons_choice(app).proto.id
    _lessons_choice(app).set_value(["kl"]).run()
    assert _lessons_choice(app).proto.id == before  # the same widget, so its list stays open
    _lessons_choice(app).set_value(["kl", "holes"]).run()
    assert not app.exception
    assert not app.warning
    assert find_room(room.code).lessons == ("kl", "holes")
    note_answer(person(STUDENT), "holes", 0, right=1)
    student = visit(STUDENT, "room", code=room.code)
    assert "1 of 2 done" in words(student)
    icons = {link.proto.page.rsplit("/")[-1]: link.proto.icon for link in student.get("page_link")}
    assert (icons["kl"], icons["holes"]) == (":material/radio_button_unchecked:", ":material/check_circle:")


def test_the_teacher_takes_a_student_off_the_board(shared, room):
    app = visit(TEACHER, "room", code=room.code)
    next(box for box in app.selectbox if "Student to remove" in box.label).select("*Benny*").run()
    press(app, "Remove student")
    assert find_room(room.code).members == {}


@pytest.mark.fault("S5")
def test_titles_and_names_are_never_read_as_markdown(shared, room):
    join(room.code, person(STUDENT), "![n](http://n/)")
    for page in (
        visit(TEACHER, "room", code=room.code),
        visit(STUDENT, "room", code=room.code),
        visit(STUDENT, "train"),
    ):
        shown = words(page)
        assert "![x](" not in shown
        assert "![n](" not in shown
    for name in (TEACHER, STUDENT):
        assert not any("![x](" in link.proto.label for link in visit(name, "room").get("page_link"))


def test_a_student_is_told_on_whose_board_a_run_stands(shared):
    shared.update_summary(status="stopped")
    assert "and the board of" in words(visit(STUDENT, "train", run=shared.id))


def test_a_teacher_sees_which_options_the_class_chose_first_and_no_names(room):
    assert class_answers(room) == []
    for name, option in (("Ben", 0), ("Cleo", 2), ("Dana", 2)):
        join(room.code, person(name), name)
        note_answer(person(name), "sparse", option, right=1)
        note_answer(person(name), "sparse", 1, right=1)
    note_answer(person("Ben"), "clinic_A", 0, right=0)  # one of seven patients
    joined = find_room(room.code)
    rows = {row.lesson.split(". ")[1]: row for row in class_answers(joined)}
    texts, right = lesson_text("sparse").unfilled_options()
    assert right == 1
    assert rows["Sparse autoencoders"][1:3] == ("3 of 3", "0")
    assert rows["Sparse autoencoders"].chosen.split(" · ") == [
        f"{texts[0]} **1**",
        f"✓ {texts[1]} **0**",
        f"{texts[2]} **2**",
    ]
    clinic = next(row for lesson, row in rows.items() if lesson.startswith("The clinic"))
    assert clinic[1:] == ("0 of 3", "0", "")
    app = visit(TEACHER, "room", code=room.code)
    assert not app.exception
    assert "Cleo" not in app.table[0].value.to_string()
    assert "3 of 3" in app.table[0].value.to_string()


def test_a_data_set_given_to_a_room_is_there_for_everybody_in_it_until_it_is_taken_back(room, runs):
    join(room.code, person(STUDENT), "Ben")
    pictures = open_uploads([("pets.zip", zipped(classes_of_noise(6, 10, 14)))])
    own = import_pictures(pictures, new_name("pets", person(STUDENT)))
    giving = visit(STUDENT, "data")
    (switch,) = [found for found in giving.toggle if found.label.startswith("Give to room 5B")]
    switch.set_value(True).run()
    assert not giving.exception
    assert find_room(room.code).sets == (own.data.name,)
    assert "pets" in titles(visit(TEACHER, "train"))
    assert "Train on pets (12 images)" in links(visit(STUDENT, "room", code=room.code))
    assert "Train on pets (12 images)" in links(visit(TEACHER, "room", code=room.code))
    assert "pets" not in titles(visit("Cleo", "train"))
    with pytest.raises(ValueError, match="you are not in the room"):
        give_set(room.code, person("Cleo"), own.data.name)
    give_set(room.code, person(TEACHER), own.data.name, is_given=False)
    assert "pets" not in titles(visit(TEACHER, "train"))


def titles(app):
    return [option for choice in app.selectbox for option in choice.options]


def links(app):
    return [found.proto.label for found in app.get("page_link")]
