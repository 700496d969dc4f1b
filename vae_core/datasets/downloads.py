"""Files of data sets that torchvision reads: found on this machine, or downloaded on request."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vae_core.datasets.dataset import MissingData, Source


def data_folder() -> Path:
    """Returns the folder of downloaded data: LATENT_LAB_DATA, or a folder in the user's cache."""
    return Path(os.environ.get("LATENT_LAB_DATA", "~/.cache/latent-lab/data")).expanduser()


def torchvision_datasets() -> Any:
    """Returns torchvision.datasets. Imported late: it takes a second that bundled data need not wait for."""
    from vae_core.datasets import torchvision_import  # noqa: F401, I001 (must come before torchvision)
    from torchvision import datasets

    return datasets


def open_files(source: Source, **part: Any) -> Any:
    """Returns torchvision's data set of a source, for a part such as `train=True`.

    Downloads the files first if they are missing and the source allows it. Raises MissingData where that fails.
    """
    kind = getattr(torchvision_datasets(), source.download.torchvision_class)
    options = {**source.download.options, **part}
    try:
        return kind(str(source.data_folder), download=False, **options)
    except (RuntimeError, OSError, ValueError, TypeError, LookupError, AssertionError) as error:
        if "not found" not in str(error):  # torchvision's words for missing files; damaged files give other errors
            raise MissingData(
                f"The files of {source.name} in {source.folder} are damaged ({str(error) or 'another format'}); "
                "delete them and download them again"
            ) from error
        if not source.may_download:
            raise MissingData(f"{source.name} is not on this machine. {source.way_out}") from error
    try:
        return _download(lambda: kind(str(source.data_folder), download=True, **options), source)
    except Exception as error:  # networks, archives and gdown each have errors of their own
        reason = " ".join(str(error).split()).rstrip(".")
        raise MissingData(f"{source.name} could not be downloaded: {reason}. {source.way_out}") from error


def _download(make: Callable[[], Any], source: Source) -> Any:
    """Returns `make()`, which runs in a thread; reports the bytes that have arrived meanwhile."""
    result: list[Any] = []

    def work() -> None:
        try:
            result.append(make())
        except Exception as error:  # raised again in the caller's thread
            result.append(error)

    size = source.download.size
    before, thread = _bytes_in(source.data_folder), threading.Thread(target=work, daemon=True)
    thread.start()
    while thread.is_alive():
        arrived = _bytes_in(source.data_folder) - before
        source.progress(
            min(0.99, arrived / size), f"Downloading {source.name}: {arrived / 1e6:.0f} of {size / 1e6:.0f} MB"
        )
        time.sleep(0.2)
    if isinstance(result[0], Exception):
        raise result[0]
    source.progress(1.0, f"{source.name} is here")
    return result[0]


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.exists() else 0
