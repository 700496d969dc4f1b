"""The answers of people to the questions of the Lab."""

import pytest

from dashboard.classroom.progress import MOST_QUESTIONS, PROGRESS_FOLDER, Answer, chosen_first, note_answer, progress_of

PERSON, OTHER = "a" * 32, "b" * 32


def test_the_first_answer_counts_and_later_ones_are_practice(runs):
    assert note_answer(PERSON, "kl", option=2, right=1) == Answer(2, 2, 1, tries=1)
    assert note_answer(PERSON, "kl", option=1, right=1) == Answer(2, 1, 1, tries=2)
    assert not progress_of(PERSON)["kl"].is_first_right
    assert progress_of(OTHER) == {}


def test_an_answer_after_it_was_shown_is_no_prediction(runs):
    assert not note_answer(PERSON, "kl", 1, right=1, was_shown=True).is_first_right
    assert not note_answer(PERSON, "kl", 1, right=1).is_first_right
    assert progress_of(PERSON)["kl"] == Answer(1, 1, 1, tries=2, was_shown=True)
    assert chosen_first([PERSON], "kl") == {}


def test_a_class_s_first_answers_are_counted_by_option(runs):
    for person, option in ((PERSON, 0), (OTHER, 2), ("c" * 32, 2)):
        note_answer(person, "kl", option, right=2)
        note_answer(person, "kl", 1, right=2)
    assert chosen_first([PERSON, OTHER, "c" * 32, "d" * 32], "kl") == {0: 1, 2: 2}


@pytest.mark.parametrize("content", ["", "[]", '{"answers": {"kl": {"first": "x"}}}', '{"answers": 3}'])
def test_a_damaged_file_counts_as_no_answers_and_is_written_anew(content, runs):
    note_answer(PERSON, "kl", 0, right=0)
    (runs / PROGRESS_FOLDER / f"{PERSON}.json").write_text(content)
    assert progress_of(PERSON) == {}
    assert note_answer(PERSON, "kl", 1, right=0) == Answer(1, 1, 0)


def test_a_person_s_file_is_bounded_and_named_by_an_id_alone(runs, monkeypatch):
    monkeypatch.setattr("dashboard.classroom.progress.MOST_QUESTIONS", 2)
    for question in "abc":
        note_answer(PERSON, question, 0, right=0)
    assert set(progress_of(PERSON)) == {"a", "b"}
    assert MOST_QUESTIONS > 2
    with pytest.raises(ValueError, match="no person"):
        note_answer("../secret", "kl", 0, right=0)
