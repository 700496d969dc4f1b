"""The folder of bundled files: data, trained runs and the browser's modules."""

from pathlib import Path

_HERE = Path(__file__).parent
# Beside the package in a checkout, inside the package after `pip install` (pyproject.toml).
ASSETS = next((folder for folder in (_HERE / "assets", _HERE.parent / "assets") if folder.is_dir()), _HERE / "assets")
PRETRAINED = ASSETS / "pretrained"  # bundled runs
