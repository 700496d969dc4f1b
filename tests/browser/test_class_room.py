"""A class in real browsers: a teacher's board follows a student, and a third person sees neither run nor room."""

import pytest

from tests.support.axe import barriers
from tests.support.train_page import start

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.may_retry("waits for a training worker and three browsers at once"),
]


def test_a_teacher_follows_a_student_and_a_stranger_sees_nothing(app, page, visitor):
    teacher, student, stranger = page, visitor(), visitor()
    teacher.goto(f"{app}/room")
    teacher.get_by_label("Title").fill("Class 5B")
    teacher.get_by_role("button", name="Open room").click()
    teacher.get_by_text("Nobody has joined yet").wait_for()
    address = teacher.get_by_test_id("address").input_value()
    code = address.split("code=")[1].strip()

    student.goto(f"{app}/room")
    student.get_by_role("textbox", name="Code").fill(f"{code[:4]}-{code[4:]}".lower())
    student.get_by_role("button", name="Enter room").click()
    student.get_by_text("What is shared").wait_for()
    student.get_by_label("Display name").fill("<b>Anna</b>")
    student.get_by_role("button", name="Join room").click()
    card = teacher.get_by_test_id("board").get_by_role("listitem").filter(has_text="<b>Anna</b>")
    card.get_by_text("No training yet").wait_for()

    start(student, app)
    student.get_by_text("Its teacher sees your new runs").wait_for()
    card.get_by_text("Running", exact=True).wait_for()
    card.get_by_role("img", name="Images of").wait_for()
    card.get_by_text("beta 1", exact=True).wait_for()
    card.get_by_text("-ELBO").wait_for()
    assert barriers(teacher) == []
    # The step of beta 0.5, at which no training collapses: at beta 5 a slow machine's card said "Stopped, collapsed".
    student.get_by_role("slider", name="Beta", exact=True).fill("16")
    card.get_by_text("beta 0.5", exact=True).wait_for()

    with teacher.context.expect_page() as opened:
        card.get_by_role("link").click()
    look = opened.value
    look.get_by_text("somebody else's run").wait_for()
    look.get_by_test_id("live-view").wait_for()
    for name in ("One step", "Stop"):
        assert look.get_by_role("button", name=name, exact=True).is_disabled()

    stranger.goto(f"{app}/runs")
    stranger.get_by_text("Select runs at the left").wait_for()
    run = student.url.split("run=")[1].split("&")[0]
    stranger.goto(f"{app}/compare?runs=mnist-vae-2d,mnist-ae-2d")
    stranger.get_by_text("MNIST digits, Variational autoencoder, 2 latent dimensions").first.wait_for()
    assert stranger.get_by_text(run[:6]).count() == 0
    stranger.goto(f"{app}/room?code={code}")
    stranger.get_by_text("What is shared").wait_for()
    assert stranger.get_by_text("Anna").count() == 0
    assert stranger.get_by_test_id("board").count() == 0

    student.get_by_role("button", name="Stop", exact=True).click()
    card.get_by_text("Stopped", exact=True).wait_for()
    assert "/map?run=" + run in card.get_by_role("link").get_attribute("href")
