"""The licences of what a page carries along: our own, the vendored libraries', the images'."""

from collections.abc import Iterable

from vae_core.assets import ASSETS
from vae_core.datasets import DATASETS


def licences(data: str, modules: Iterable[str]) -> list[tuple[str, str]]:
    """The name of each thing in the page that has a licence, and its text."""
    folders = sorted({path.split("/")[1] for path in modules if path.startswith("vendor/")})
    named = [("Latent Lab", ASSETS.parent / "LICENSE")]
    named += [(folder, ASSETS / "vendor" / folder / "LICENSE") for folder in folders]
    texts = [(name, path.read_text(encoding="utf-8")) for name, path in named]
    return [*texts, (f"Images: {DATASETS[data].title}", _image_notice(data))]


def _image_notice(data: str) -> str:
    path = ASSETS / "data" / f"LICENSE-{data}.md"
    if path.is_file():
        return path.read_text(encoding="utf-8")
    if DATASETS[data].is_download:
        return "The pictures are those of the data set; the terms of those who published it apply to them."
    return "Drawn by Latent Lab; its own licence applies."
