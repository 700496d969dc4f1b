"""Downloads of a run to take home: map, handout, script and notebook, each made when its button is pressed."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboard.classroom.rooms import student_of
from dashboard.ui.markdown import error_for_page, plain
from dashboard.ui.session import person, title_of
from vae_core.file_cache import CachedByFile, cached_by_file
from vae_core.measures.codes import Codes
from vae_core.results.figures import curves_figure, plane_figure
from vae_core.results.handout import check_handout, handout
from vae_core.results.run_tables import curve_columns, kept_codes
from vae_core.runs.html_page import check_page, page
from vae_core.runs.onnx_cache import NETWORK_FILES
from vae_core.runs.run import Run
from vae_core.runs.run_zip import zip_run
from vae_core.runs.training_code import notebook_of, script_of
from vae_core.tables import table_bytes
from vae_core.training.state import STATE

MOST_OF_TITLE = 80  # characters of a file's name
_READ = (*NETWORK_FILES, "weights.safetensors", "latents.safetensors", "summary.json")
_STORY = ("config.json", "metrics.jsonl", "summary.json", "about.json", "latents.safetensors")


@dataclass(frozen=True)
class _Kind:
    """One file that a run can become."""

    label: str
    help: str
    icon: str
    file_name: str  # with the run's title in place of {}
    mime: str
    problem: Callable[[Run], str]  # the reason why it cannot be made; empty where it can
    content: Callable[[Run], bytes]


def take_home(run: Run) -> None:
    """Shows a button that opens the downloads of `run`, the zip file among them."""
    with st.popover(
        "Download",
        icon=":material/download:",
        help="Handout to print, PyTorch script, notebook, codes and curves as tables, zip file",
    ):
        offer_files(run)
        _offer(run, ZIP)


def offer_files(run: Run) -> None:
    """Shows a button for each file that a run can become, and why one cannot be made."""
    # The name is found here, because Streamlit makes the file outside of the visitor's session.
    for kind in (_handout(student_of(run.id, person())), *_KINDS):
        _offer(run, kind)
    offer_numbers(run)


def offer_numbers(run: Run) -> None:
    """Shows small buttons, in rows of three: codes as tables, curves as a table, and figures as SVG."""
    problems = {kind.label: kind.problem(run) for kind in NUMBERS}
    with st.container(horizontal=True, gap="small", key=f"numbers-{run.id}"):
        for kind in NUMBERS:
            _show_button(run, kind, problems[kind.label], is_small=True)
    for problem in dict.fromkeys(filter(None, problems.values())):
        labels = ", ".join(label for label, found in problems.items() if found == problem)
        st.caption(f"{labels}: not for this run, because {plain(problem)}.")


def _offer(run: Run, kind: _Kind) -> None:
    # Checked beforehand, because Streamlit does not show an error that occurs while the file is made.
    problem = kind.problem(run)
    _show_button(run, kind, problem)
    if problem:
        st.caption(f"Not for this run: {plain(problem)}.")


def _show_button(run: Run, kind: _Kind, problem: str, is_small: bool = False) -> None:
    st.download_button(
        kind.label,
        lambda: kind.content(run),
        file_name=kind.file_name.format(file_stem(run)),
        mime=kind.mime,
        icon=None if is_small else kind.icon,
        on_click="ignore",
        help=kind.help,
        disabled=bool(problem),
        width=200 if is_small else "stretch",
        key=kind.file_name.format(run.id),
    )


def file_stem(run: Run) -> str:
    """Returns the title of a run in letters, digits and hyphens, for names of files; its id where there is no title."""
    try:
        words = re.findall(r"\w+", title_of(run))
    except ValueError:  # a damaged run
        words = []
    return "-".join(words)[:MOST_OF_TITLE].strip("-") or run.id


def _problem_of(make: Callable[[Run], object]) -> CachedByFile[Run, [], str]:
    """Returns a function that tries to make a file and returns the error; it tries again when the run changed."""

    def problem(run: Run) -> str:
        try:
            make(run)
        except (ValueError, OSError) as error:
            return error_for_page(error)
        return ""

    return cached_by_file(*_READ, *_STORY, entries=64)(problem)


_problem_of_handout = _problem_of(check_handout)


@cached_by_file(*_READ, entries=4)  # for a class that downloads the same run; each is about 9 MB
def _page_of(run: Run) -> bytes:
    return page(run)


@cached_by_file(*_STORY, "live.safetensors", entries=16)  # about 120 kB each
def _handout_of(run: Run, student: str) -> bytes:
    return handout(run, student)


ZIP = _Kind(
    "Export as zip",
    "All of the run in one file, for import here or elsewhere",
    ":material/folder_zip:",
    "run-{}.zip",
    "application/zip",
    lambda run: "",
    zip_run,
)


def _handout(student: str) -> _Kind:
    return _Kind(
        "Download handout",
        "Settings, curves, latent plane, images and three questions on two A4 pages to print",
        ":material/description:",
        "handout-{}.html",
        "text/html",
        _problem_of_handout,
        lambda run: _handout_of(run, student),
    )


_KINDS = (
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


@cached_by_file("latents.safetensors", "weights.safetensors", entries=8)
def _codes_of(run: Run) -> Codes:
    return kept_codes(run)


def _needs_codes(run: Run) -> str:
    return "" if (run.path / "latents.safetensors").exists() else "it has no codes before its end"


def _needs_weights(run: Run) -> str:
    has_weights = any((run.path / name).exists() for name in ("weights.safetensors", STATE))
    return _needs_codes(run) or ("" if has_weights else "it has no weights, with which the KL of its codes is computed")


def _needs_curves(run: Run) -> str:
    return "" if run.last_report() else "it has no curves yet"


def _codes_kind(words: str, ending: str, mime: str) -> _Kind:
    return _Kind(
        f"Codes {words}",
        "Means, log-variances, labels, split, reconstruction loss and KL of each image of the latent map",
        ":material/table:",
        f"codes-{{}}{ending}",
        mime,
        _needs_weights,
        lambda run: table_bytes(_codes_of(run).columns(), ending),
    )


NUMBERS = (
    _codes_kind("CSV", ".csv", "text/csv"),
    _codes_kind("NPZ", ".npz", "application/octet-stream"),
    _codes_kind("Parquet", ".parquet", "application/octet-stream"),
    _Kind(
        "Curves CSV",
        "A row for each report of the training: step, epoch, and the terms of the loss in nats",
        ":material/table:",
        "curves-{}.csv",
        "text/csv",
        _needs_curves,
        lambda run: table_bytes(curve_columns(run), ".csv"),
    ),
    _Kind(
        "Curves SVG",
        "Reconstruction loss and KL as a figure for a document",
        ":material/show_chart:",
        "curves-{}.svg",
        "image/svg+xml",
        _needs_curves,
        lambda run: curves_figure(run).svg.encode(),
    ),
    _Kind(
        "Plane SVG",
        "The latent plane of the test images as a figure for a document",
        ":material/scatter_plot:",
        "latent-plane-{}.svg",
        "image/svg+xml",
        _needs_codes,
        lambda run: plane_figure(run).svg.encode(),
    ),
)
