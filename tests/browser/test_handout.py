"""The handout of a run in Chromium: two A4 pages, with nothing cut off."""

import re

import pytest

from tests.support.paths import PRETRAINED
from tests.support.trained_runs import trained
from vae_core.results.handout import handout
from vae_core.runs.library import About, write_about
from vae_core.runs.run import Run

pytestmark = pytest.mark.browser
FITS = "sheet => sheet.scrollHeight <= sheet.clientHeight + 1"


def crowded(folder):
    """A run with everything that takes room: a long title, notes, many settings, a steered beta, 3 rows of images."""
    run = trained(
        folder, "crowded", classes=list("0123456789"), prior="mixture", clip=1.0, patience=9, target="binarised"
    )
    write_about(
        run,
        About("A title of eighty characters, which is as long as a title may be in this program", notes="Word " * 300),
    )
    with open(run.path / "metrics.jsonl", "a") as file:
        for number in range(1, 5):
            file.write(
                f'{{"event": "beta", "step": {number}, "epoch": 0.4, "serial": {number}, "value": {number}, "before": 1.0}}\n'
            )
    return run


def test_a_handout_prints_to_two_pages_of_a4_and_nothing_is_cut_off(browser, tmp_path):
    runs = [*(Run(PRETRAINED / name) for name in ("mnist-vae-2d", "mnist-ae-2d", "sprites-vae-6d")), crowded(tmp_path)]
    page = browser.new_page()
    for run in runs:
        (tmp_path / "handout.html").write_bytes(handout(run))
        page.goto((tmp_path / "handout.html").as_uri())
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2, run.id
        assert re.search(rb"/MediaBox\s*\[\s*0 0 59[45][.\d]* 84[12][.\d]*", printed), run.id
        for sheet in page.query_selector_all(".sheet"):
            assert sheet.evaluate(FITS), run.id
    page.close()
