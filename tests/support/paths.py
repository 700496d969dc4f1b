"""The places in the repository that tests read."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
PRETRAINED = ROOT / "assets" / "pretrained"
