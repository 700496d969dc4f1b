"""The licences of the contents of an HTML page: Latent Lab's own, those of vendored libraries, that of the images."""

from collections.abc import Iterable
from contextlib import suppress
from importlib import metadata

from vae_core.assets import ASSETS
from vae_core.datasets import Dataset


def licences(dataset: Dataset, modules: Iterable[str]) -> list[tuple[str, str]]:
    """The name and the text of each licence that applies to a page with these modules and images of `dataset`."""
    folders = sorted({path.split("/")[1] for path in modules if path.startswith("vendor/")})
    vendored = [(folder, (ASSETS / "vendor" / folder / "LICENSE").read_text(encoding="utf-8")) for folder in folders]
    return [
        ("Latent Lab", _own_licence()),
        *vendored,
        (f"Images: {dataset.title}", dataset.licence_text()),
    ]


def _own_licence() -> str:
    """The text of LICENSE: from the checkout, or from the metadata that pip installed."""
    path = ASSETS.parent / "LICENSE"
    if path.is_file():
        return path.read_text(encoding="utf-8")
    with suppress(metadata.PackageNotFoundError):
        if text := metadata.distribution("latent-lab").read_text("licenses/LICENSE"):
            return text
    raise ValueError("the licence of Latent Lab is not in this installation; install it again with pip")
