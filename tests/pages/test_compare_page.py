"""The compare page as Streamlit runs it."""

import json
import shutil

import pytest

from dashboard.ui.session import PRETRAINED, SWEEP, sweep_runs
from tests.support.pages import opened
from tests.support.paths import ROOT
from vae_core.config import RunConfig
from vae_core.runs.run import create_run, open_run


def figures(app):
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def dots(figure):
    return {data[0] for trace in figure["data"] for data in trace.get("customdata", [])}


def test_the_bundled_sweep_is_shown_at_once_with_a_picture_row_for_each_run(runs):
    app = opened("compare")
    assert not app.exception
    assert not app.warning
    ids = {run.id for run in sweep_runs()}
    assert len(ids) == 12
    assert [dots(figure) for figure in figures(app)] == [ids] * 3
    assert len(app.get("image")) == 3 * 12 + 1


def test_each_run_has_its_worst_finding_in_words(runs):
    copied = shutil.copytree(PRETRAINED / "mnist-vae-2d", runs / ("d" * 32))
    config = json.loads((copied / "config.json").read_text()) | {"beta": 0.0}
    (copied / "config.json").write_text(json.dumps(config))
    app = opened("compare", runs=f"mnist-vae-10d-beta-1,{copied.name}")
    assert not app.exception
    captions = [caption.value for caption in app.caption]
    assert ":material/warning: The KL divergence weighs too little for this likelihood" in captions
    (words,) = [text.value for text in app.markdown if "The effective beta is 0; a fitting one is 1." in text.value]
    assert "nothing keeps them near the prior" in words


def test_the_bundled_sweep_is_small_and_whole():
    size = sum(path.stat().st_size for path in SWEEP.rglob("*") if path.is_file())
    assert size < 6_000_000
    for run in sweep_runs():
        opened_run = open_run(run.path)
        assert opened_run.is_ready
        assert opened_run.summary.status == "finished"
        opened_run.load_model()


def test_the_bundled_sweep_shows_what_beta_does():
    """A dearer code is a shorter one: with beta the rate falls and the distortion grows."""
    for size in (2, 10):
        found = [run for run in sweep_runs() if run.config.latent_dim == size]
        terms = [run.summary.validation for run in sorted(found, key=lambda run: run.config.settings.beta)]
        rates, distortions = [each.kl for each in terms], [each.reconstruction for each in terms]
        assert rates == sorted(rates, reverse=True)
        assert distortions == sorted(distortions)


def test_runs_of_the_sweep_open_on_the_map(runs):
    app = opened("map", run=sweep_runs()[0].id)
    assert not app.exception
    assert app.selectbox[0].value == sweep_runs()[0].id
    assert not app.warning


def test_runs_of_the_address_are_compared_and_strangers_are_told(runs):
    app = opened("compare", runs="mnist-vae-2d,mnist-vae-10d,nobody")
    assert not app.exception
    assert "not found: 1." in app.warning[0].value
    assert dots(figures(app)[0]) == {"mnist-vae-2d", "mnist-vae-10d"}


@pytest.mark.parametrize(
    "address", [{"runs": "nobody"}, {"sweep": "<b>"}, {"sweep": "choice"}, {"against": "x"}, {"runs": ",,"}], ids=str
)
def test_nonsense_in_the_address_is_ignored_or_explained(address, runs):
    assert not opened("compare", **address).exception


def test_runs_of_other_images_are_not_compared_silently(runs):
    app = opened("compare", runs="mnist-vae-2d,sprites-vae-6d")
    assert not app.exception
    assert "different images" in app.warning[0].value


def test_runs_without_a_rate_say_so(runs):
    for name in ("one", "two"):
        create_run(runs / name, RunConfig(data="digits"))
    app = opened("compare", runs="one,two")
    assert not app.exception
    assert any("None of these runs has a rate" in info.value for info in app.info)


def test_a_sweep_of_this_server_can_be_chosen(runs):
    for name in ("mnist-vae-2d", "mnist-vae-10d"):
        shutil.copytree(PRETRAINED / name, runs / name.replace("mnist", "my"))
        open_run(runs / name.replace("mnist", "my")).update_summary(sweep="abcdef")
    app = opened("compare", sweep="abcdef")
    assert not app.exception
    assert dots(figures(app)[0]) == {"my-vae-2d", "my-vae-10d"}
    assert "Sweep of latent dimensions: 2 runs" in app.selectbox[0].options[1] + app.selectbox[0].options[0]


def test_damaged_pictures_of_one_run_leave_the_others(runs):
    for name in ("one", "two"):
        shutil.copytree(PRETRAINED / "mnist-vae-2d", runs / name)
    (runs / "two" / "live.safetensors").write_bytes(b"short")
    app = opened("compare", runs="one,two")
    assert not app.exception
    assert any("live.safetensors cannot be read" in warning.value.replace("\\", "") for warning in app.warning)
    assert len(app.get("image")) == 4


def test_the_readme_of_the_sweep_has_the_figures_of_its_runs():
    text = (ROOT / "assets" / "sweeps" / "mnist-beta" / "README.md").read_text()
    for run in sweep_runs():
        assert (
            f"| {run.id} | {run.config.latent_dim} | {run.config.settings.beta:g} | {-run.summary.validation.elbo:.1f} |"
            in text
        )


def test_a_second_run_of_the_page_draws_and_encodes_nothing_again(monkeypatch):
    app = opened("compare")
    assert len(app.get("plotly_chart")) == 3

    def again(*arguments, **more):
        raise AssertionError("made again")

    for name in ("rate_distortion", "against", "montage", "png"):
        monkeypatch.setattr(f"dashboard.ui.runs.compare.{name}", again)
    app.run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 3
