"""The folder of bundled files: data, trained runs and what the browser loads."""

from pathlib import Path

_HERE = Path(__file__).parent
# Beside the package in a checkout, inside it when installed by pip (pyproject.toml).
ASSETS = next((folder for folder in (_HERE / "assets", _HERE.parent / "assets") if folder.is_dir()), _HERE / "assets")
