"""The small files of a run's downloads: tables and figures with the right content."""

import csv
import io
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from dashboard.ui.take_home import NUMBERS, file_stem
from tests.support.paths import PRETRAINED
from vae_core.config import RunConfig
from vae_core.files import read_tensors
from vae_core.runs.library import About, write_about
from vae_core.runs.run import Run, create_run


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Beta and blur: 4/5", "Beta-and-blur-4-5"),
        ("../../etc: Ünï ", "etc-Ünï"),
        ("…", "one"),
        ("x" * 60, "x" * 60),
    ],
)
def test_files_have_the_name_of_the_run_s_title_in_safe_characters(title, stem, tmp_path, monkeypatch):
    run = create_run(tmp_path / "one", RunConfig(data="digits"))
    write_about(run, About(title))
    monkeypatch.setattr("dashboard.ui.session.is_others", lambda run: False)
    assert file_stem(run) == stem


RUN = Run(PRETRAINED / "mnist-vae-2d")
KINDS = {kind.label: kind for kind in NUMBERS}


def content(label):
    assert KINDS[label].problem(RUN) == ""
    return KINDS[label].content(RUN)


@pytest.mark.slow
def test_the_codes_of_the_map_are_a_table_in_three_formats():
    kept = read_tensors(RUN.path / "latents.safetensors")[0]
    rows = list(csv.DictReader(io.StringIO(content("Codes CSV").decode())))
    assert len(rows) == len(kept["mean"])
    assert np.array_equal(np.array([row["mean_2"] for row in rows], np.float32), kept["mean"][:, 1].numpy())
    arrays = np.load(io.BytesIO(content("Codes NPZ")))
    assert np.array_equal(arrays["log_var"], kept["log_var"].numpy())
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(content("Codes Parquet")))
    assert table["kl"].to_pylist() == pytest.approx(arrays["kl"].tolist())


def test_curves_and_plane_are_complete_svg_files():
    rows = list(csv.DictReader(io.StringIO(content("Curves CSV").decode())))
    assert len(rows) == len(RUN.reports())
    for label, mark in (("Curves SVG", "polyline"), ("Plane SVG", "circle")):
        figure = ElementTree.fromstring(content(label))
        assert figure.tag == "{http://www.w3.org/2000/svg}svg"
        marks = [element for element in figure.iter() if element.tag.endswith(mark)]
        assert len(marks) >= 4
        assert int(figure.attrib["width"]) > 300
