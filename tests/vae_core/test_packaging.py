"""The package as `pip install .` makes it: the list of packages, one version number, and a fresh environment that uses it."""

import os
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest

import vae_core
from tests.support.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SCRIPTS = "Scripts" if os.name == "nt" else "bin"


def test_every_package_of_the_core_is_installed():
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "vae_core").rglob("__init__.py")}
    packages = {".".join(folder.parts) for folder in folders} | {"vae_core.assets"}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == packages


def test_there_is_one_version_number():
    assert "version" not in PROJECT["project"]
    assert PROJECT["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "vae_core.__version__"}
    assert f'"{vae_core.__version__}"' in (ROOT / "vae_core" / "__init__.py").read_text(encoding="utf-8")


def tracked_copy(folder: Path) -> Path:
    """A copy of what the wheel is built from, so that the build leaves nothing in the repository."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    places = ["vae_core", "assets", "pyproject.toml", "README.md", "LICENSE"]
    names = subprocess.run([*listed, *places], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    with tarfile.open(folder / "source.tar", "w") as archive:
        for name in names:
            if (ROOT / name).is_file():
                archive.add(ROOT / name, name)
    with tarfile.open(folder / "source.tar") as archive:
        archive.extractall(folder / "source", filter="data")
    return folder / "source"


def run(command: list[str], folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The scripts' folder of a fresh environment with the wheel; its dependencies are those of this environment."""
    folder = tmp_path_factory.mktemp("packaging")
    build = "import setuptools.build_meta as backend; print(backend.build_wheel('..'))"
    wheel = run([sys.executable, "-c", build], tracked_copy(folder)).splitlines()[-1]
    assert (folder / wheel).stat().st_size < 20_000_000
    run([sys.executable, "-m", "venv", "--without-pip", str(folder / "environment")], folder)
    python = folder / "environment" / SCRIPTS / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python)]  # installs there; a pip of its own takes 4 s of CPU
    site = Path(run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder).strip())
    (site / "dependencies.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    run([*pip, "install", "--quiet", "--no-deps", "--no-index", "--no-compile", str(folder / wheel)], folder)
    return python.parent


@pytest.mark.slow
def test_an_installed_package_trains_mnist_and_exports_a_page_from_any_directory(installed, tmp_path):
    program = str(installed / "latent-lab")
    find = "from importlib.util import find_spec; print(find_spec('vae_core').origin)"  # imports no PyTorch
    where = run([str(installed / "python"), "-c", find], tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent.resolve())
    assert (Path(where.strip()).parent / "py.typed").is_file()
    assert run([program, "--version"], tmp_path) == f"Latent Lab {vae_core.__version__}\n"
    small = ["--data", "mnist", "--subset", "500", "--epochs", "1", "--hidden", "16", "--threads", "1"]
    run([program, "train", *small, "--out", "first"], tmp_path)
    assert "first  finished  vae  mnist" in run([program, "list", "."], tmp_path)
    run([program, "export", "first", "--to", "html", "--out", "page.html"], tmp_path)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "MIT License" in page
    assert page.count("data-path=") > 50
