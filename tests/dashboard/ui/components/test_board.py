"""What the board's cards in the browser are told."""

from dashboard.classroom.board import Card
from dashboard.ui.components.board import _card_data
from tests.support.paths import PRETRAINED
from tests.support.trained_runs import collapsed
from vae_core.runs.run import Run


def test_a_card_says_of_a_run_that_its_posterior_collapsed_where_the_diagnosis_does(tmp_path):
    runs = [collapsed(tmp_path, latent_dim=2), Run(PRETRAINED / "mnist-vae-2d"), Run(PRETRAINED / "mnist-ae-2d")]
    cards = [_card_data(Card("Anna", "finished", 1, run, run.config)) for run in runs]
    assert [card["isCollapsed"] for card in cards] == [True, False, False]
