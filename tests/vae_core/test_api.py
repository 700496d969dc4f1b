"""The names that `import vae_core` offers to a notebook."""

import ast
import json
import re
import subprocess
import sys

import pytest

import vae_core
from tests.support.paths import PRETRAINED, ROOT
from vae_core.runs.run import Run


def test_every_name_of_the_interface_is_there_and_listed():
    assert {"RunConfig", "Trainer", "load_for", "open_run", "MODELS", "DATASETS"} <= {*vae_core.__all__}
    for name in vae_core.__all__:
        assert getattr(vae_core, name) is not None
        assert name in dir(vae_core)
    assert vae_core.open_run(PRETRAINED / "mnist-vae-2d").config.model in vae_core.MODELS
    with pytest.raises(AttributeError, match="module 'vae_core' has no attribute 'Feed'"):
        vae_core.Feed  # noqa: B018


def test_importing_the_package_alone_imports_no_pytorch():
    program = "import sys, vae_core; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.slow
def test_the_python_of_the_readme_runs(capsys):
    snippets = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert snippets
    for snippet in snippets:
        exec(snippet, {})
    printed = capsys.readouterr().out
    assert "Terms(reconstruction=" in printed
    assert "<Run mnist-vae-2d: vae on mnist, 2 latent dimensions, beta 1, finished>" in printed
    assert re.search(r"<Codes of 500 images: 2 latent dimensions, reconstruction loss \d+\.\d nats, KL \d", printed)


def shown_by_notebook(source, names):
    """Runs a cell; returns the value of its last line, as a notebook shows it."""
    *before, last = ast.parse(source).body
    exec(compile(ast.Module(before, []), "cell", "exec"), names)
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    exec(compile(ast.Module([last], []), "cell", "exec"), names)
    return None


def test_the_notebook_of_the_documentation_runs(monkeypatch):
    monkeypatch.chdir(ROOT / "docs")
    notebook = json.loads((ROOT / "docs" / "explore_a_run.ipynb").read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    names, shown = {}, []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []  # results are of whoever runs it
            shown.append(shown_by_notebook("".join(cell["source"]), names))
    texts = [repr(value) for value in shown]
    assert any("10 classes; train 57,000, validation 3,000, test 10,000" in text for text in texts)
    assert sum(hasattr(value, "_repr_png_") for value in shown) == 3
    assert sum("<svg" in value._repr_svg_() for value in shown if hasattr(value, "_repr_svg_")) == 1
    assert names["found"].inverted == ("mine.png",)


def test_a_damaged_run_still_has_a_repr(tmp_path):
    assert repr(Run(tmp_path)) == f"<Run {tmp_path.name}: run {tmp_path.name}: {tmp_path.name}/config.json is missing>"


def test_results_are_ready_for_a_data_frame():
    pandas = pytest.importorskip("pandas")
    run = vae_core.open_run(str(PRETRAINED / "mnist-vae-2d"))
    images = vae_core.load_for(run.config)
    codes = vae_core.encode(run.model, images.images[:20], images.labels[:20], images.class_names)
    table = pandas.DataFrame(codes.to_dict())
    assert table.shape == (20, 8)
    assert pandas.DataFrame(codes.records()).equals(table.astype(pandas.DataFrame(codes.records()).dtypes))
    assert len(pandas.DataFrame(vae_core.curve_rows(run))) == len(run.reports())
