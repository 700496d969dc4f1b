"""Which runs the pages show to whom, and that nothing a page or an address says changes another's run."""

import shutil
from pathlib import Path

import pytest
import streamlit as st

from dashboard.ui.session import PRETRAINED
from tests.support.pages import asking, cockpit_of, component_data
from tests.support.visitors import listed, person, visit
from vae_core.config import RunConfig
from vae_core.runs.library import About, about, discard, list_bin, write_about
from vae_core.runs.run import Run, create_run, list_runs
from vae_core.runs.run_zip import import_run, zip_run

BUNDLED = 5


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A finished run of Anna's, with all its files."""
    return import_run(zip_run(Run(PRETRAINED / "mnist-vae-2d")), tmp_path_factory.mktemp("finished"), person("Anna"))


@pytest.fixture
def hers(runs, finished):
    """A copy of it that a test may change."""
    run = Run(Path(shutil.copytree(finished.path, runs / finished.id)))
    write_about(run, About("Anna's ![x](http://x/) own"))
    return run


def test_a_run_stands_in_its_owner_s_lists_alone(hers):
    app = visit("Anna", "runs")
    title = "Anna's ![x](http://x/) own · MNIST digits, Variational autoencoder"
    assert dict(zip(listed(app), app.dataframe[0].value["whose"], strict=True))[title] == "you"
    assert len(listed(visit("Ben", "runs"))) == BUNDLED


@pytest.mark.fault("T1")
@pytest.mark.parametrize(
    "page",
    [
        *("map", "interpolate", "generate", "denoise", "disentanglement"),
        pytest.param("probe", marks=pytest.mark.slow),  # fits 3 s of classifiers
    ],
)
def test_no_chooser_offers_another_s_run(page, hers):
    app = visit("Ben", page)
    titles = [option for box in [*app.selectbox, *app.multiselect] for option in box.options]
    assert titles
    assert not any("Anna" in title for title in titles)


def test_no_comparison_offers_another_s_run(hers):
    app = visit("Ben", "compare", runs="mnist-vae-2d,mnist-ae-2d")
    assert not any("Anna" in option for box in app.multiselect for option in box.options)


@pytest.mark.slow
def test_an_address_opens_a_run_and_puts_it_into_the_lists_of_this_session(hers):
    app = visit("Ben", "map", run=hers.id)
    assert not app.warning
    assert app.selectbox[0].value == hers.id
    app.switch_page("runs.py").run()
    assert len(listed(app)) == BUNDLED + 1
    assert "opened by link" in set(app.dataframe[0].value["whose"])
    assert len(listed(visit("Ben", "runs"))) == BUNDLED


@pytest.mark.fault("S4", "T1")
@pytest.mark.parametrize("address", ["", "nobody", "../runs", "x\0y", "mnist-vae-2d"])
def test_an_address_of_no_run_of_this_server_opens_nothing(address, hers):
    app = visit("Ben", "map", run=address)
    app.switch_page("runs.py").run()
    assert len(listed(app)) == BUNDLED


def test_whoever_has_the_addresses_compares_the_runs(hers):
    app = visit("Ben", "compare", runs=f"{hers.id},mnist-ae-2d")
    assert app.multiselect[0].value == [hers.id, "mnist-ae-2d"]


@pytest.mark.slow
def test_a_sweep_is_its_owner_s_and_its_name_which_each_of_its_runs_tells_opens_none_of_them(runs):
    ids = [
        create_run(runs / f"{number:032x}", RunConfig(data="digits"), person=person("Anna"), sweep="5" * 16).id
        for number in range(2)
    ]
    hers = visit("Anna", "compare", sweep="5" * 16)
    assert "2 runs" in hers.selectbox[0].options[1]
    shared = component_data(hers, "address_box")["address"]
    assert sorted(shared.removeprefix("/compare?runs=").split(",")) == ids
    for address in ({}, {"sweep": "5" * 16}, {"runs": ids[0], "sweep": "5" * 16}):
        app = visit("Ben", "compare", **address)
        assert len(app.selectbox[0].options) == 2
        assert [bool(app.warning), ids[1] in str(app.multiselect)] == ["sweep" in address, False]
    assert visit("Ben", "compare", runs=",".join(ids)).multiselect[0].value == ids


def test_a_run_opened_by_its_address_can_be_looked_at_and_duplicated_and_not_steered(hers):
    hers.update_summary(status="stopped")
    app = visit("Ben", "train", run=hers.id)
    assert [cockpit_of(app)["canResume"], cockpit_of(app)["run"]["isOwn"]] == [False, False]
    assert "somebody else's run" in cockpit_of(app)["note"]
    theirs = cockpit_of(visit("Anna", "train", run=hers.id))
    assert [theirs["canResume"], theirs["run"]["isOwn"], theirs["note"]] == [True, True, ""]


@pytest.mark.fault("S5")
def test_a_title_that_is_markdown_is_shown_as_it_was_written(hers):
    app = visit("Ben", "train", run=hers.id)
    assert cockpit_of(app)["run"]["title"] == "Anna's ![x](http://x/) own"  # the browser puts it in as text
    assert not any("![x]" in element.value for element in (*app.markdown, *app.caption))


def forged(monkeypatch, run, do):
    """A visit of Ben's in which his page somehow has a way to do something with Anna's run."""
    monkeypatch.setattr("dashboard.ui.runs.table.runs_table", lambda entries: do(run) or [])
    return visit("Ben", "runs")


@pytest.mark.fault("T1")
def test_a_forged_page_neither_renames_nor_deletes(hers, monkeypatch):
    from dashboard.ui.runs.actions import _discard
    from dashboard.ui.runs.description import _save

    def rename(run):
        st.session_state.update(title="Mine", tags="", notes="")
        _save(run, ("title", "tags", "notes"))

    app = forged(monkeypatch, hers, rename)
    assert "somebody else's" in app.error[0].value.replace("\\", "")
    assert about(hers).title == "Anna's ![x](http://x/) own"
    monkeypatch.setattr("dashboard.ui.runs.table.runs_table", lambda entries: _once(lambda: _discard([hers])))
    visit("Ben", "runs")
    assert [run.id for run in list_runs(hers.path.parent)] == [hers.id]


def _once(do):
    import streamlit as st

    if not st.session_state.get("done"):
        st.session_state["done"] = True
        do()
    return []


def test_another_s_deleted_run_is_neither_seen_nor_taken_back_nor_removed_for_good(hers, monkeypatch):
    discard(hers)
    app = visit("Ben", "runs")
    assert not any("Bin" in expander.label for expander in app.expander)
    app.session_state["deleted"] = [hers.id]
    app.run()
    next(button for button in app.button if button.label == "Undo deletion").click().run()
    assert "no longer in your bin" in app.error[0].value
    assert len(list_bin(hers.path.parent)) == 1
    assert any("Bin: 1" in expander.label for expander in visit("Anna", "runs").expander)


@pytest.mark.fault("T1")
def test_another_s_training_is_not_touched_by_commands_that_a_page_sends(hers, monkeypatch):
    hers.update_summary(status="running")
    app = asking(visit("Ben", "train", run=hers.id), ("extend", 5), ("stop", None))
    assert "somebody else's" in cockpit_of(app)["note"]
    assert not (hers.path / "control.json").exists()
