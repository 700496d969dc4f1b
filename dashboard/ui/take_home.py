"""Downloads of a run to take home: map, handout, script and notebook, each made when its button is pressed."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from vae_core.file_cache import CachedByFile, cached_by_file
from vae_core.runs.handout import check_handout, handout
from vae_core.runs.html_page import check_page, page
from vae_core.runs.onnx_cache import NETWORK_FILES
from vae_core.runs.run import Run
from vae_core.runs.run_zip import zip_run
from vae_core.runs.training_code import notebook_of, script_of

_READ = (*NETWORK_FILES, "weights.safetensors", "latents.safetensors", "summary.json")
_STORY = ("config.json", "metrics.jsonl", "summary.json", "about.json", "latents.safetensors")


@dataclass(frozen=True)
class _Kind:
    """One file that a run can become."""

    label: str
    help: str
    icon: str
    file_name: str
    mime: str
    problem: Callable[[Run], str]  # the reason why it cannot be made; empty where it can
    content: Callable[[Run], bytes]


def take_home(run: Run) -> None:
    """Shows a button that opens the downloads of `run`, the zip file among them."""
    with st.popover(
        "Download", icon=":material/download:", help="Handout to print, PyTorch script, notebook, zip file"
    ):
        offer_files(run)
        _offer(run, ZIP)


def offer_files(run: Run) -> None:
    """Shows a button for each file that a run can become, and why one cannot be made."""
    for kind in _KINDS:
        _offer(run, kind)


def _offer(run: Run, kind: _Kind) -> None:
    # Checked beforehand, because Streamlit does not show an error that occurs while the file is made.
    problem = kind.problem(run)
    st.download_button(
        kind.label,
        lambda: kind.content(run),
        file_name=kind.file_name.format(run.id),
        mime=kind.mime,
        icon=kind.icon,
        on_click="ignore",
        help=kind.help,
        disabled=bool(problem),
        width="stretch",
        key=kind.file_name.format(run.id),
    )
    if problem:
        st.caption(f"Not for this run: {problem}.")


def _problem_of(make: Callable[[Run], object]) -> CachedByFile[Run, [], str]:
    """Returns a function that tries to make a file and returns the error; it tries again when the run changed."""

    def problem(run: Run) -> str:
        try:
            make(run)
        except (ValueError, OSError) as error:
            return str(error)
        return ""

    return cached_by_file(*_READ, *_STORY, entries=64)(problem)


@cached_by_file(*_READ, entries=4)  # for a class that downloads the same run; each is about 9 MB
def _page_of(run: Run) -> bytes:
    return page(run)


@cached_by_file(*_STORY, "live.safetensors", entries=16)  # about 120 kB each
def _handout_of(run: Run) -> bytes:
    return handout(run)


ZIP = _Kind(
    "Export as zip",
    "All of the run in one file, for import here or elsewhere",
    ":material/folder_zip:",
    "run-{}.zip",
    "application/zip",
    lambda run: "",
    zip_run,
)
_KINDS = (
    _Kind(
        "Download handout",
        "Settings, curves, latent plane, images and three questions on two A4 pages to print",
        ":material/description:",
        "handout-{}.html",
        "text/html",
        _problem_of(check_handout),
        _handout_of,
    ),
    _Kind(
        "Download PyTorch script",
        "This training in one readable file without this project: it gives the same losses",
        ":material/code:",
        "train-{}.py",
        "text/x-python",
        _problem_of(script_of),
        lambda run: script_of(run).encode(),
    ),
    _Kind(
        "Download notebook",
        "The same script as a Jupyter notebook, with the equations as formulas",
        ":material/menu_book:",
        "train-{}.ipynb",
        "application/x-ipynb+json",
        _problem_of(notebook_of),
        lambda run: notebook_of(run).encode(),
    ),
    _Kind(
        "Download as one HTML file",
        "Latent map, images, decoder, encoder, drawing pad and interpolation in one file that works offline",
        ":material/explore:",
        "latent-map-{}.html",
        "text/html",
        _problem_of(check_page),
        _page_of,
    ),
)
