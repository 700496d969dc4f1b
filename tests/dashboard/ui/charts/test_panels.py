"""Panels of a figure: their titles on a phone."""

import pytest

from dashboard.ui.charts import TITLE_LINE, panels

LONG = "Below the maximum, nats (at least 1e-6)"


@pytest.mark.parametrize(("titles", "widths"), [((LONG, LONG), None), (("x", LONG, "y"), [0.2, 0.5, 0.3])])
def test_a_long_title_takes_lines_that_fit_its_panel_on_a_phone(titles, widths):
    shown = [annotation.text for annotation in panels(*titles, widths=widths).layout.annotations]
    assert [text.replace("<br>", " ") for text in shown] == list(titles)
    shares = widths or [0.5, 0.5]
    # A phone's 358 px have room for 44 characters of 6.9 px beside the labels of the vertical axis.
    assert all(
        len(line) <= 44 * share for text, share in zip(shown, shares, strict=True) for line in text.split("<br>")
    )


@pytest.mark.parametrize(("title", "lines"), [("x", 2), ("full Gaussian: 22%", 3), ("a b c d e f", 2)])
def test_all_lines_of_a_title_are_inside_the_figure(title, lines):
    assert panels("x", "y", "z", title).layout.margin.t == TITLE_LINE * lines


def test_a_word_of_a_title_stays_whole_also_in_a_narrow_panel():
    shown = [
        annotation.text for annotation in panels("PCA", "Linear autoencoder", "Autoencoder", "VAE").layout.annotations
    ]
    assert shown == ["PCA", "Linear<br>autoencoder", "Autoencoder", "VAE"]
