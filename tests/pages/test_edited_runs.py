"""Whatever an import takes, every page opens and the run can be deleted."""

from itertools import cycle
from random import Random

import pytest

from tests.support.edited_runs import edited, packed, taken_or_refused, unpacked
from tests.support.pages import opened
from tests.support.trained_runs import trained
from vae_core.runs.library import discard, list_entries
from vae_core.runs.run import list_runs

pytestmark = pytest.mark.fault("F13")
PAGES = ("map", "train", "compare", "interpolate", "runs")
EDITS = 120


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return unpacked(trained(tmp_path_factory.mktemp("whole"), "whole"))


def assert_opens(page, run):
    address = {"runs": f"{run.id},mnist-vae-2d-beta-1"} if page == "compare" else {"run": run.id}
    app = opened(page, **({} if page == "runs" else address))
    assert not app.exception, (page, [one.value for one in app.exception])
    assert len(app.title) == 1, page
    assert all(str(error.value).strip() for error in app.error), page


@pytest.mark.slow
def test_every_page_opens_on_a_run_that_an_import_took(whole, runs):
    random, turn, taken = Random(2), cycle(PAGES), 0
    for _ in range(EDITS):
        run = taken_or_refused(packed(edited(whole, random)), runs)
        if run is None:
            assert list_runs(runs) == []
            continue
        taken += 1
        assert list_entries([run])[1] == {}
        assert_opens(next(turn), run)
        discard(run)
        assert list_runs(runs) == []
    assert EDITS / 20 < taken < EDITS
