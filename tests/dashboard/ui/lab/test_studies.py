"""The statements of the lessons that rest on studies over three seeds, checked on the stored measures."""

import pytest

from dashboard.ui.lab.studies import (
    OverSeeds,
    active,
    by_split,
    negative_elbo,
    of_split,
    over_seeds,
    reconstruction_gap,
    share_in_holes,
)
from scripts.build_studies import train_variant

TEST = of_split("test", "reconstruction")


def test_a_measure_is_its_median_and_range():
    assert f"{OverSeeds([3.0, 1.0, 2.0]):.1f}" == "2.0 (1.0 to 3.0)"
    assert f"{OverSeeds([8.0, 8.0, 8.0]):.0f}" == "8"


def test_a_figure_gets_the_values_of_both_splits_by_variant():
    train, test = {"1": OverSeeds([1.0, 2.0])}, {"1": OverSeeds([3.0, 5.0])}
    assert by_split(train, test) == {"training images": {"1": [1.0, 2.0]}, "test images": {"1": [3.0, 5.0]}}


def test_three_layers_fit_best_and_new_images_do_not_tell_two_from_three():
    parameters = [one.middle for one in over_seeds("depth", lambda run: run["parameters"]).values()]
    assert max(parameters) / min(parameters) < 1.03
    train = over_seeds("depth", of_split("train", "squared_error"))
    test = over_seeds("depth", of_split("test", "squared_error"))
    assert min(train, key=lambda layers: train[layers].middle) == "3"
    assert max(train, key=lambda layers: train[layers].middle) == "5"
    two, three = test["2"].values, test["3"].values
    assert max(min(two), min(three)) < min(max(two), max(three))  # the ranges overlap
    assert min(test["1"].values) > max(two)
    assert min(test["5"].values) > max(*test["1"].values, *two, *three) + 0.2


def test_with_few_images_beta_1_reconstructs_new_ones_best_and_the_gap_falls_with_beta():
    test, gaps = over_seeds("generalisation", TEST), over_seeds("generalisation", reconstruction_gap)
    for other in ("0", "0.01", "4"):
        assert max(test["1"].values) < min(test[other].values)
    assert min(test, key=lambda beta: test[beta].middle) == "1"
    middles = [one.middle for one in gaps.values()]
    assert middles == sorted(middles, reverse=True)


def test_a_prior_that_follows_the_codes_has_fewer_holes():
    shares = over_seeds("priors", share_in_holes)
    for learned in ("mixture", "vamp"):
        assert max(shares[learned].values) < min(shares["standard"].values)


def test_a_convolutional_decoder_of_the_same_size_reconstructs_better():
    parameters = [one.middle for one in over_seeds("decoder", lambda run: run["parameters"]).values()]
    assert max(parameters) / min(parameters) < 1.01
    losses = over_seeds("decoder", TEST)
    assert max(losses["conv"].values) < min(losses["dense"].values)


def test_a_cure_helps_where_it_meets_the_cause():
    wide, deep, bounds = (over_seeds(*each) for each in (("wide", active), ("early", active), ("early", negative_elbo)))
    assert wide["none"].middle == wide["warm_up"].middle == 0
    assert max(wide["cyclical"].values) <= 1
    assert wide["free_bits"].middle == wide["calibrated"].middle == 8
    assert max(deep["none"].values) < min(deep["warm_up"].values)
    assert max(bounds["warm_up"].values) < min(bounds["none"].values)


@pytest.mark.slow
def test_a_stored_measure_is_found_again_by_training():
    stored = over_seeds("wide", TEST)["calibrated"].values[0]
    assert TEST(train_variant("wide", "calibrated", 0)) == pytest.approx(stored, abs=2)
