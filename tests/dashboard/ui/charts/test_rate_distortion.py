"""The figures of a comparison."""

import json

import pytest

from dashboard.ui.charts.rate_distortion import Dot, against, dots_of, rate_distortion
from vae_core.config import RunConfig
from vae_core.models.vae import VaeSettings
from vae_core.runs.comparison import differing
from vae_core.runs.library import About, RunEntry
from vae_core.runs.run import Run
from vae_core.runs.summary import VERSION, Summary

DOTS = [
    Dot(f"run{i}", f"title {i}", f"latent dimensions {2 + i % 2}", 0.1 * 4**i, 30.0 - 4 * i, 90.0 + 5 * i, 10 - i)
    for i in range(6)
]


def entry(tmp_path, name, latent_dim, beta, **terms):
    config = RunConfig(data="digits", latent_dim=latent_dim, settings=VaeSettings(beta=beta))
    summary = Summary.from_plain(
        {"version": VERSION, "status": "finished", "validation": terms or None, "active_units": 2}
    )
    return RunEntry(Run(tmp_path / name), config, summary, About(), True)


def test_each_run_is_a_dot_in_the_group_of_its_other_settings(tmp_path):
    entries = [entry(tmp_path, f"{d}-{b}", d, b, reconstruction=9.0, kl=1.0) for d in (2, 3) for b in (4.0, 1.0)]
    dots = dots_of(entries, [each.run.id for each in entries], "beta", differing([each.config for each in entries]))
    assert [dot.value for dot in dots] == [1.0, 1.0, 4.0, 4.0]
    assert {dot.group for dot in dots} == {"latent dimensions 2", "latent dimensions 3"}
    assert {(dot.run_id, dot.rate, dot.distortion, dot.active) for dot in dots} >= {("2-4.0", 1.0, 9.0, 2)}


def test_a_steered_run_is_at_its_last_value_with_all_its_values_in_words(tmp_path):
    entries = [entry(tmp_path, name, 2, 1.0, reconstruction=9.0, kl=1.0) for name in ("steered", "plain")]
    (tmp_path / "steered").mkdir()
    (tmp_path / "steered" / "config.json").write_text(json.dumps(entries[0].config.to_plain()))
    event = {"event": "beta", "serial": 1, "step": 3, "value": 20.0}
    (tmp_path / "steered" / "metrics.jsonl").write_text(json.dumps(event) + "\n")
    different = differing([each.final_config for each in entries])
    dots = dots_of(entries, ["steered", "plain"], "beta", different)
    assert [(dot.value, dot.words) for dot in dots] == [(1.0, "1"), (20.0, "1 → 20")]
    assert [list(trace.text) for trace in rate_distortion(dots, "beta").data if trace.name == "runs"] == [
        ["1", "1 → 20"]
    ]


def test_a_run_that_was_not_measured_is_no_dot_and_one_without_a_kl_has_no_rate(tmp_path):
    entries = [entry(tmp_path, "a", 2, 1.0), entry(tmp_path, "b", 2, 2.0, reconstruction=5.0, kl=None)]
    dots = dots_of(entries, ["a", "b"], "beta", differing([each.config for each in entries]))
    assert [(dot.run_id, dot.rate) for dot in dots] == [("b", None)]
    assert len(rate_distortion(dots, "beta").data) == 0


def test_lines_of_equal_elbo_have_slope_minus_one_and_stay_in_the_frame():
    figure = rate_distortion(DOTS, "beta")
    lines = [trace for trace in figure.data if not trace.customdata]
    (left, right), (low, high) = figure.layout.xaxis.range, figure.layout.yaxis.range
    assert len(lines) >= 3
    for line in lines:
        (x0, x1), (y0, y1) = line.x, line.y
        assert (y1 - y0) / (x1 - x0) == pytest.approx(-1)
        assert float(line.text[0].removeprefix("-ELBO ")) == pytest.approx(x0 + y0)
        assert left - 1e-9 <= x0 < x1 <= right + 1e-9
        assert low - 1e-9 <= y1 < y0 <= high + 1e-9


def test_a_dot_says_its_run_and_stands_at_rate_and_distortion():
    dots = [trace for trace in rate_distortion(DOTS, "beta").data if trace.customdata]
    found = {data[0]: (x, y) for trace in dots for data, x, y in zip(trace.customdata, trace.x, trace.y, strict=True)}
    assert found == {dot.run_id: (dot.rate, dot.distortion) for dot in DOTS}


def test_groups_differ_in_mark_and_dash_and_not_in_colour_alone():
    for figure in (rate_distortion(DOTS, "beta"), against(DOTS, "beta", "elbo")):
        groups = [trace for trace in figure.data if trace.customdata]
        assert (
            len({trace.marker.symbol for trace in groups})
            == len({trace.line.dash for trace in groups})
            == len(groups)
            == 2
        )


def test_factors_stand_on_a_logarithmic_axis_and_words_on_one_of_words():
    assert against(DOTS, "beta", "elbo").layout.xaxis.type == "log"
    assert against(DOTS[:2], "latent_dim", "elbo").layout.xaxis.type is None
    words = [dot._replace(value=word) for dot, word in zip(DOTS, ("a", "b", None), strict=False)]
    assert against(words, "likelihood", "active").layout.xaxis.type == "category"
    with_zero = [DOTS[0]._replace(value=0.0), *DOTS[1:]]
    assert against(with_zero, "beta", "elbo").layout.xaxis.type is None


def test_a_few_whole_numbers_have_a_tick_each():
    whole = [dot._replace(value=2 + i) for i, dot in enumerate(DOTS)]
    assert list(against(whole, "latent_dim", "elbo").layout.xaxis.tickvals) == [2, 3, 4, 5, 6, 7]
    assert against(DOTS[:2], "beta", "elbo").layout.xaxis.tickvals is None
    crowded = [dot._replace(value=value) for dot, value in zip(whole, (0, 1, 2, 100), strict=False)]
    assert against(crowded, "latent_dim", "elbo").layout.xaxis.tickvals is None  # 0, 1 and 2 would overlap


def test_minus_elbo_is_rate_plus_distortion():
    heights = {height for trace in against(DOTS, "beta", "elbo").data for height in trace.y}
    assert heights == {dot.rate + dot.distortion for dot in DOTS}
    assert {height for trace in against(DOTS, "beta", "active").data for height in trace.y} == {
        dot.active for dot in DOTS
    }
