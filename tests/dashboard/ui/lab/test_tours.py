"""The content of the tours: every lesson once, every level of beta with its terms, and speeds in addresses."""

import pytest

from dashboard.ui.lab.lesson_list import LESSONS
from dashboard.ui.lab.tours import digits_content, speed_of, teacher_chapters
from tests.support.paths import ROOT


def test_the_tour_for_teachers_opens_pages_that_exist_and_points_at_parts_of_each():
    chapters = teacher_chapters()
    pages = [chapter["href"] for chapter in chapters]
    lessons = {entry.slug for entry in LESSONS}
    assert len(set(pages)) == len(pages)
    assert all(name in lessons or (ROOT / "pages" / f"{name or 'home'}.py").is_file() for name in pages)
    assert lessons & set(pages)
    for chapter in chapters:
        assert any(card["target"] for card in chapter["cards"])
        assert chapter["captions"][0]["at"] == 0
    assert 60 <= sum(chapter["seconds"] for chapter in chapters) <= 120


def test_beta_rises_until_the_codes_are_empty_and_the_images_lose_their_details():
    levels = digits_content()["levels"]
    betas = [level["beta"] for level in levels]
    assert betas == sorted(betas)
    assert {0.02, 1.0, 32.0} <= set(betas)
    kl = {level["beta"]: level["kl"] for level in levels}
    assert kl[0.02] > 20 > kl[1.0] > 5
    assert kl[32.0] < 0.01
    losses = {level["beta"]: level["reconstruction"] for level in levels}
    assert losses[32.0] > losses[1.0] + 60


@pytest.mark.parametrize(
    ("text", "speed"), [("6", 6.0), ("", 1.0), ("0.1", 1.0), ("31", 1.0), ("nan", 1.0), ("x", 1.0)]
)
def test_a_speed_outside_of_its_range_is_the_usual_one(text, speed):
    assert speed_of(text) == speed
