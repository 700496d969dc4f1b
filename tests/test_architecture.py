"""What the project says of itself, read from its files: layers, tree, tables, nothing pickled, nothing private."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from vae_core.config import RunConfig
from vae_core.datasets import DATASETS
from vae_core.models import MODELS, model_class
from vae_core.settings import setting_fields

MAY_IMPORT = {
    "vae_core": {"vae_core"},
    "jobs": {"jobs", "vae_core"},
    "ui": {"ui", "jobs", "vae_core"},
    "pages": {"ui", "jobs", "vae_core"},
    "server": {"server", "ui", "jobs", "vae_core"},
}
OURS = {*MAY_IMPORT, "app", "tests"}
FORBIDDEN = {
    "vae_core": {"streamlit", "starlette", "distributed", "plotly"},
    "jobs": {"streamlit", "starlette"},
    "pages": {"torch", "numpy", "plotly"},
}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_nothing_imports_upwards(package):
    for path in modules(package):
        wrong = (imports(path) & OURS) - MAY_IMPORT[package] | (imports(path) & FORBIDDEN.get(package, set()))
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


def test_nothing_is_pickled():
    words = re.compile(r"torch\.(load|save)\(|\bpickle\b\.|import pickle|joblib|allow_pickle=True")
    for path in tracked():
        if path.suffix == ".py" and path != Path(__file__):
            assert not words.search(path.read_text()), path


def test_every_module_says_what_it_is():
    for package in MAY_IMPORT:
        for path in modules(package):
            assert ast.get_docstring(ast.parse(path.read_text())), path


def test_the_readme_tree_is_the_repository():
    text = (ROOT / "README.md").read_text()
    tree = text.split("```text\n")[1].split("```")[0]
    named = {line.split()[0] for line in tree.splitlines() if line.strip()}
    covered = [ROOT / name for name in named]
    assert [str(path) for path in covered if not path.exists()] == []
    folders = {path for path in covered if path.is_dir()}
    missing = [
        path.relative_to(ROOT)
        for path in tracked()
        if path not in covered and not any(folder in path.parents for folder in folders)
    ]
    assert missing == []


def test_the_readme_lists_every_model_and_data_set():
    text = (ROOT / "README.md").read_text()
    assert [name for name in (*MODELS, *DATASETS) if f"`{name}`" not in text] == []


def test_no_file_names_a_place_of_the_machine_it_was_made_on():
    private = re.compile(rb"/(?:work|home|root|Users)/[a-z]|\.\./shared(?!/\w+\.js)|/tmp/lab")
    for path in tracked():
        if "vendor" not in path.parts and path != Path(__file__) and path.stat().st_size < 1_000_000:
            assert not private.search(path.read_bytes()), path


def test_no_lock_file_names_a_registry():
    assert "resolved" not in (ROOT / "package-lock.json").read_text()


def test_no_page_calls_a_control_as_the_train_form_calls_a_setting():
    """They would share one value, so that a link to the form with a setting in its address would not set it."""
    kinds = [RunConfig, *(model_class(name).Settings for name in MODELS)]
    names = {entry.name for kind in kinds for entry in setting_fields(kind)}
    for path in modules("pages"):
        shared = names & set(re.findall(r'key="(\w+)"', path.read_text()))
        assert not shared, f"{path.relative_to(ROOT)} has controls called {sorted(shared)}"
