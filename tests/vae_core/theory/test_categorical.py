"""One value out of K classes against independent formulas."""

import itertools
import math

import pytest
import torch
import torch.nn.functional as F

from vae_core.theory.categorical import binary_nll, categorical_nll, cost_curves, even_rest, one_hot_mass


@pytest.mark.parametrize("classes", [2, 4, 10])
def test_the_costs_are_those_of_torch(classes):
    probabilities = even_rest(classes, 0.7)
    assert float(probabilities.sum()) == pytest.approx(1)
    for value in range(classes):
        target = F.one_hot(torch.tensor(value), classes).double()
        assert categorical_nll(probabilities, value) == pytest.approx(
            float(F.nll_loss(probabilities.log()[None], torch.tensor([value])))
        )
        assert binary_nll(probabilities, value) == pytest.approx(
            float(F.binary_cross_entropy(probabilities, target, reduction="sum"))
        )


def test_independent_bernoullis_give_a_class_only_sometimes_and_the_categorical_always():
    probabilities = even_rest(4, 0.7)
    found = 0.0
    for vector in itertools.product((0, 1), repeat=4):  # by enumeration of all 16 vectors
        share = math.prod(p if bit else 1 - p for p, bit in zip(probabilities.tolist(), vector, strict=True))
        found += share if sum(vector) == 1 else 0
    assert one_hot_mass(probabilities) == pytest.approx(found)
    assert found < 0.8
    assert sum(math.exp(-categorical_nll(probabilities, value)) for value in range(4)) == pytest.approx(1)


def test_the_curves_of_costs_have_the_values_at_each_share():
    shares, categorical, binary = cost_curves(4)
    place = 48  # share 0.5
    assert float(categorical[place]) == pytest.approx(math.log(2))
    assert float(binary[place]) == pytest.approx(binary_nll(even_rest(4, float(shares[place])), 0))


def test_impossible_classes_are_refused():
    with pytest.raises(ValueError, match=r"1 classes and confidence .*; choose at least 2"):
        even_rest(1, 0.5)
