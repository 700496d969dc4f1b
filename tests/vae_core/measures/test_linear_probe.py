"""The linear probe on codes whose answer is known."""

import pytest
import torch
from sklearn.linear_model import LogisticRegression
from torch import Generator

from vae_core.measures.linear_probe import balanced_rows, linear_probe


def clouds(count, distance, seed=0):
    """Two Gaussian clouds of unit deviation, their centres `distance` apart."""
    labels = torch.arange(count) % 2
    codes = torch.randn(count, 2, generator=Generator().manual_seed(seed))
    codes[:, 0] += distance * labels
    return codes, labels


def test_with_many_labels_the_probe_reaches_the_best_possible_accuracy():
    (known, known_labels), (asked, asked_labels) = clouds(4000, 2.0), clouds(20_000, 2.0, 1)
    found = linear_probe(known, known_labels, asked, asked_labels, (3000,))[0]
    best = 0.841345  # Phi(1): half the distance is one deviation
    assert found.accuracy == pytest.approx(best, abs=4 * (best * (1 - best) / 20_000) ** 0.5)


def test_more_labels_do_not_hurt_and_codes_without_the_label_stay_at_chance():
    known, known_labels = clouds(2000, 3.0)
    asked, asked_labels = clouds(2000, 3.0, 1)
    found = linear_probe(known, known_labels, asked, asked_labels, (4, 400), repeats=10)
    assert found[1].accuracy > found[0].accuracy
    assert found[1].standard_error < found[0].standard_error
    blind = linear_probe(torch.randn(2000, 2), known_labels, torch.randn(2000, 2), asked_labels, (400,))[0]
    assert blind.accuracy == pytest.approx(0.5, abs=0.06)


def test_a_draw_holds_every_class_as_evenly_as_its_size_allows():
    labels = torch.tensor([0] * 900 + [1] * 90 + [2] * 10)
    drawn = labels[balanced_rows(labels, 30, Generator().manual_seed(0))]
    assert drawn.bincount().tolist() == [10, 10, 10]
    beyond = labels[balanced_rows(labels, 60, Generator().manual_seed(0))]
    assert beyond.bincount().tolist() == [25, 25, 10]
    assert len(balanced_rows(labels, 60, Generator().manual_seed(0)).unique()) == 60


def test_impossible_counts_are_left_out_and_one_class_is_refused():
    codes, labels = clouds(50, 1.0)
    assert [each.labels for each in linear_probe(codes, labels, codes, labels, (1, 10, 1000))] == [10]
    with pytest.raises(ValueError, match="at least 2"):
        linear_probe(codes, torch.zeros(50), codes, labels)


def test_codes_longer_than_there_are_labels_give_what_logistic_regression_on_all_of_them_gives():
    known, labels = clouds(40, 3.0)
    asked, asked_labels = clouds(500, 3.0, 1)
    turn = torch.linalg.qr(torch.randn(300, 300, generator=Generator().manual_seed(2)))[0][:2]
    known = known @ turn + 0.1 * torch.randn(40, 300, generator=Generator().manual_seed(3))
    asked = asked @ turn + 0.1 * torch.randn(500, 300, generator=Generator().manual_seed(4))
    found = linear_probe(known, labels, asked, asked_labels, (40,))[0]  # every draw is all of them
    centre, spread = known.mean(0), known.std(0)
    plain = LogisticRegression(max_iter=1000).fit(((known - centre) / spread).numpy(), labels.numpy())
    wanted = plain.score(((asked - centre) / spread).numpy(), asked_labels.numpy())
    assert found.standard_error == pytest.approx(0, abs=1e-6)
    assert found.accuracy == pytest.approx(wanted, abs=0.005)
