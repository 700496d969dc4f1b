"""The figure of a study over seeds."""

import pytest

from dashboard.ui.charts.studies import studies_figure


@pytest.mark.parametrize("is_ordered", [True, False])
def test_a_line_joins_the_medians_of_ordered_variants_alone(is_ordered):
    series = {"active": {"none": [0, 1, 2], "warm-up": [3, 4, 5]}}
    _, medians, ring = studies_figure({"Title": series}, "warm-up", "", is_ordered).data
    assert list(medians.y) == [1, 4]
    assert medians.mode == ("lines" if is_ordered else "markers")
    assert (list(ring.x), list(ring.y)) == ([1], [4])
