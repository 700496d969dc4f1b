"""The handout of a run: what is on its two pages, and questions that fit it. Its print: tests/browser/test_handout.py."""

import re
from dataclasses import replace
from html import unescape
from xml.etree import ElementTree

import pytest
import torch

from tests.support.paths import PRETRAINED
from tests.support.trained_runs import collapsed, trained
from vae_core.config import RunConfig
from vae_core.files import DamagedRun
from vae_core.models import MODELS
from vae_core.results.handout import handout
from vae_core.results.questions import Findings, nearest_classes, questions
from vae_core.results.svg import Curve, line_chart, ticks
from vae_core.runs.library import About, write_about
from vae_core.runs.run import Run, create_run
from vae_core.runs.summary import Summary
from vae_core.training.terms import Terms


def text_of(run):
    return handout(run).decode()


def test_it_has_the_settings_the_result_the_curves_the_plane_and_the_pictures():
    text = text_of(Run(PRETRAINED / "mnist-vae-2d"))
    for name, value in (("latent dimensions", "2"), ("hidden layers", "256, 128"), ("learning rate", "0.005")):
        assert f"<dt>{name}</dt><dd>{value}</dd>" in text
    assert "<dt>-ELBO</dt><dd>137.1 nats an image</dd>" in text
    charts = [ElementTree.fromstring(chart) for chart in re.findall(r'<svg class="curves".*?</svg>(?:.*?</svg>)', text)]
    assert len(charts) == 2
    assert all(len(chart.findall(".//polyline")) == 2 for chart in charts)
    assert text.count("<circle") > 1400
    assert text.count('class="prior"') == 2
    assert text.count("data:image/png;base64,") == 30
    assert len(re.findall("<li>", text)) == 3


@pytest.mark.slow
def test_it_asks_the_network_for_nothing():
    text = text_of(Run(PRETRAINED / "mnist-ae-2d"))
    assert not re.search(r"(?:src|href)=\"(?!data:)", text)
    assert "default-src 'none'" in text
    assert "{{" not in text


@pytest.mark.fault("S5")
def test_what_a_person_wrote_is_shown_as_text(tmp_path):
    run = trained(tmp_path, "one")
    write_about(run, About("<script>alert(1)</script>", notes="line <b>"))
    text = text_of(run)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert text.count("<script") == 0
    assert "line &lt;b&gt;" in text


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("latent_dim", [1, 2])
def test_every_model_has_a_handout_with_three_questions(model, latent_dim, tmp_path):
    text = text_of(trained(tmp_path, "one", model=model, latent_dim=latent_dim))
    asked = [unescape(question) for question in re.findall(r"<li><p>(.*?)</p>", text)]
    assert len(asked) == len(set(asked)) == 3


def test_a_change_while_it_trained_is_a_setting_a_mark_and_the_first_question(tmp_path):
    run = trained(tmp_path, "one")
    with open(run.path / "metrics.jsonl", "a") as file:
        file.write('{"event": "beta", "step": 1, "epoch": 0.4, "serial": 1, "value": 20.0, "before": 1.0}\n')
    text = unescape(text_of(run))
    assert "<dt>changed while it trained</dt><dd>beta 1 → 20</dd>" in text
    assert text.count('class="mark"') == 2
    assert "somebody changed beta 1 → 20" in re.findall(r"<li><p>(.*?)</p>", text)[0]


@pytest.mark.parametrize("latent_dim", [2, 3])
def test_the_handout_of_a_collapsed_run_says_so_and_names_no_class(latent_dim, tmp_path):
    text = unescape(text_of(collapsed(tmp_path, latent_dim=latent_dim)))
    assert "<dt>diagnosis</dt><dd>The posterior collapsed</dd>" in text
    assert f"<dt>active dimensions</dt><dd>0 of {latent_dim}</dd>" in text
    assert "all images have nearly the same code" in text
    assert "median of its class" not in text
    assert 'class="name">' not in text
    assert not any("classes" in question for question in re.findall(r"<li><p>(.*?)</p>", text))
    inner, outer = (float(radius) for radius in re.findall(r'r="([\d.]+)" class="prior"', text))
    assert 2 * inner == pytest.approx(outer, abs=0.2)
    dots = [float(x) for x in re.findall(r'<circle cx="([\d.]+)" cy="[\d.]+" r="2.2"', text)]
    assert max(dots) - min(dots) < 0.1 * outer


def test_it_has_the_student_s_name_or_a_line_for_it_and_the_date():
    run = Run(PRETRAINED / "mnist-vae-2d")
    assert "Name: <b>Anna &lt;b&gt;</b>" in handout(run, "Anna <b>").decode()
    text = text_of(run)
    assert "Name: <b><i></i></b>" in text
    assert re.search(r"Date: <b>\d{1,2} [A-Z][a-z]+ 20\d\d</b>", text)


def test_a_run_that_is_not_over_or_kept_no_codes_has_no_handout(tmp_path):
    run = create_run(tmp_path / "one", RunConfig(data="digits"))
    with pytest.raises(DamagedRun, match="is queued; its handout can be made when it has ended"):
        handout(run)
    run.update_summary(status="cancelled")
    with pytest.raises(DamagedRun, match="no curves or no codes"):
        handout(run)


FOUND = Findings(
    RunConfig(data="digits", latent_dim=4),
    Summary("finished", validation=Terms(20.0, 5.0, [1.25] * 4, -25.0), active_units=4),
    [],
    [],
    torch.zeros(0, 4),
    torch.zeros(0, dtype=torch.int64),
    tuple("0123456789"),
)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (replace(FOUND, summary=replace(FOUND.summary, status="diverged")), "stopped being a usable number"),
        (replace(FOUND, summary=replace(FOUND.summary, active_units=1)), "3 of 4 latent dimensions are inactive"),
        (FOUND, "With beta 1 the reconstruction loss is 20.0 nats and the KL 5.0 nats"),
        (replace(FOUND, config=RunConfig(data="digits", model="denoising")), "noisy images"),
        (
            replace(
                FOUND,
                config=RunConfig(data="digits", model="autoencoder"),
                means=torch.linspace(-50, 50, 20)[:, None].expand(20, 2),
                labels=torch.arange(20) % 2,
            ),
            "standard deviation of 31",
        ),
    ],
)
def test_the_first_question_fits_the_run(found, words):
    assert words in questions(found)[0]


def test_the_nearest_classes_are_those_whose_groups_overlap():
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(300) % 3
    centres = torch.tensor([[0.0, 0.0], [9.0, 0.0], [9.5, 0.5]])
    means = centres[labels] + torch.randn(300, 2, generator=generator)
    assert nearest_classes(means, labels) == (1, 2)
    assert nearest_classes(means, labels % 2) is None


def test_a_curve_begins_where_the_first_fall_is_over():
    points = [(0.0, 1000.0), (1.0, 20.0), (2.0, 10.0)]
    chart = ElementTree.fromstring(line_chart([Curve("loss", points, "#000")], [], "epochs", "nats"))
    numbers = [float(entry.text) for entry in chart.iter("text") if entry.get("class") == "tick end"]
    assert max(numbers) <= 21


@pytest.mark.parametrize(("low", "high"), [(0, 60), (-0.3, 0.4), (1e5, 1.1e5), (0.001, 0.0012)])
def test_ticks_are_a_few_round_numbers_within_the_range(low, high):
    found = ticks(low, high)
    assert 2 <= len(found) <= 11
    assert all(low - 1e-9 <= value <= high + 1e-9 for value in found)
