"""The parts of the Compare page: the choice of runs, their figures, and their images side by side."""

from typing import Any

import streamlit as st

from dashboard.classroom.rooms import shared_with
from dashboard.ui.addresses import page_path
from dashboard.ui.charts.rate_distortion import Dot, against, dots_of, in_words, rate_distortion
from dashboard.ui.controls import label
from dashboard.ui.diagnosis import in_brief
from dashboard.ui.markdown import error_for_page, plain
from dashboard.ui.names import data_name, in_turn, model_name
from dashboard.ui.run_choice import damaged_words
from dashboard.ui.session import (
    SWEEP,
    all_runs,
    entry_title,
    find_run,
    is_others,
    open_by_address,
    person,
    query,
    sweep_runs,
)
from dashboard.ui.thumbnails import labelled_map
from vae_core.file_cache import cached_by_file
from vae_core.files import read_tensors
from vae_core.pictures import montage, png
from vae_core.results.figures import has_standard_prior
from vae_core.results.run_tables import comparison_columns
from vae_core.runs.comparison import differing, prior_samples, why_not_comparable
from vae_core.runs.library import RunEntry, list_entries
from vae_core.runs.run import Run
from vae_core.tables import table_bytes

MOST = 24  # runs at a time
PICTURES = 10  # of each run; live.safetensors has this many
TABLE_HEIGHT = 535  # pixels at most: between the tabs and the button in a window of 720
CHOICE = "choice"
# What a row of pictures shows, and the rest of the heading above them.
_KINDS = {"Latent map": " of the same images", "Reconstructions": "", "Samples": " from the prior, same noise"}
_INPUTS = "Images"  # the title of the row above, with the images that the runs below reconstruct
# One row of headings where the pictures are beside each other; on a phone each picture has its name.
_PICTURES_STYLE = """<style>
@media (min-width: 641px) { .st-key-compared-pictures [data-testid="stImageCaption"] { display: none; } }
@media (max-width: 640px) {
  [data-testid="stLayoutWrapper"]:has(> .st-key-compared-heads) { display: none; }
  .st-key-compared-pictures .stHorizontalBlock {
    display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 45%); gap: 0.25rem 0.75rem;
  }
  .st-key-compared-pictures .stColumn { width: auto; min-width: 0; }
  .st-key-compared-pictures .stColumn:nth-child(n + 3) { grid-column: 1 / -1; }
  .st-key-compared-pictures .stColumn:not(:has(.stElementContainer)) { display: none; }
}
</style>"""


def choose_compared() -> list[RunEntry]:
    """Returns the runs of a sweep, or those that the visitor chooses; the address holds the choice."""
    asked = [name for name in query("runs").split(",") if name]
    open_by_address(asked)
    (own, damaged), shared = list_entries(all_runs()), shared_with(person())
    if problem := damaged_words(damaged, asked):
        st.warning(problem)
    bundled = sorted(list_entries(sweep_runs())[0], key=lambda entry: (entry.config.latent_dim, entry.beta))
    # Anybody with a run's address can read its sweep's name there; the name alone opens no other run of the sweep.
    sweeps = {SWEEP.name: bundled} | sweeps_of(
        [each for each in own if not is_others(each.run) or each.run.id in shared]
    )
    if query("sweep") not in ("", CHOICE, *sweeps):
        st.warning(
            "The sweep in the address was not found, or is not shared with you. "
            "Its owner can share its runs with Share runs on the Compare page."
        )
    start = CHOICE if asked else query("sweep") if query("sweep") in sweeps else SWEEP.name
    names = [*sweeps, CHOICE]
    chosen = st.selectbox(
        "Runs to compare", names, names.index(start), format_func=lambda name: _sweep_title(name, sweeps)
    )
    if chosen != CHOICE:
        if query("sweep") != chosen:
            st.query_params.from_dict({"sweep": chosen})
        return sweeps[chosen][:MOST]
    return _choose_runs([*own, *bundled], asked)


def sweeps_of(entries: list[RunEntry]) -> dict[str, list[RunEntry]]:
    """Returns the runs of each sweep of this server, in the order of their submission; the newest sweep first."""
    sweeps: dict[str, list[RunEntry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.summary.created):
        if entry.summary.sweep:
            sweeps.setdefault(entry.summary.sweep, []).append(entry)
    return dict(reversed(sweeps.items()))


def _sweep_title(name: str, sweeps: dict[str, list[RunEntry]]) -> str:
    if name == CHOICE:
        return "Selected runs"
    if name == SWEEP.name:
        return "Bundled sweep: beta on MNIST digits, with 2 and 10 latent dimensions"
    entries = sweeps[name]
    varied = next(iter(differing([entry.config for entry in entries])), "nothing")
    config = entries[0].config
    kind = f"{data_name(config.data)}, {model_name(config.model)}"
    return f"Sweep of {label(varied).lower()}: {len(entries)} runs, {kind} · {name[:6]}"


def _choose_runs(entries: list[RunEntry], asked: list[str]) -> list[RunEntry]:
    by_id = {entry.run.id: entry for entry in entries}
    if missing := [name for name in asked if name not in by_id]:
        st.warning(
            f"Runs in the address that were not found: {len(missing)}."
            + (" The others are shown." if len(missing) < len(asked) else " Choose runs below.")
        )
    start = [name for name in asked if name in by_id][:MOST]
    chosen = st.multiselect(
        "Runs",
        list(by_id),
        start,
        format_func=lambda name: entry_title(by_id[name]),
        max_selections=MOST,
        placeholder="choose runs",
    )
    if chosen != asked:
        st.query_params.from_dict({"runs": ",".join(chosen)} if chosen else {"sweep": CHOICE})
    return [by_id[name] for name in chosen]


def choose_varied(entries: list[RunEntry]) -> str:
    """Returns the setting by which the runs are ordered; a choice where they differ in several."""
    names = list(differing([entry.final_config for entry in entries]))
    if len(names) < 2:
        return names[0] if names else ""
    return st.selectbox("Setting", names, format_func=label, width=250, key="against", bind="query-params")


def dots_to_compare(entries: list[RunEntry], varied: str) -> list[Dot]:
    """Returns the figures of the runs, with a warning where they cannot be compared.

    A steered run is at the values of its end, to which its rate and distortion belong.
    """
    configs = [entry.final_config for entry in entries]
    if reason := why_not_comparable(configs):
        st.warning(f"These runs have different {reason}, so their nats cannot be compared.", icon=":material/balance:")
    return dots_of(entries, [entry_title(entry) for entry in entries], varied, differing(configs))


def show_figures(dots: list[Dot], varied: str) -> None:
    """Shows the rate-distortion plane beside -ELBO and active dimensions by a setting; a click on a dot opens its run."""
    if not any(dot.rate is not None for dot in dots):
        st.info("None of these runs has a rate yet. A run gets one at its end, unless its model has no KL divergence.")
        return
    figures = _figures(dots, varied)
    plane, others = st.columns([5, 3], gap="medium") if varied else (st.container(), st.container())
    with plane:
        words = f"Rate and distortion of {len(dots)} runs, with lines of equal ELBO"
        _chart(figures["plane"], "plane", words)
    if varied:
        with others:
            _chart(figures["elbo"], "elbo", f"-ELBO by {label(varied)}")
            _chart(figures["active"], "active", f"Active latent dimensions by {label(varied)}")
    st.caption("""
Each dot is a run. To open the run, click its dot, or tap it twice: the first tap shows its numbers.
All values are of the validation images, in nats per image.
Along a grey dashed line (slope -1), -ELBO = rate + distortion is constant; further down left is better.
At the optimum for its beta, a run is where the curve has slope -beta, so the best -ELBO is at beta 1.
Small networks and short trainings only come near it.
""")


@st.cache_resource(max_entries=64, show_spinner=False)  # they took half of the page's time
def _figures(dots: list[Dot], varied: str) -> dict[str, Any]:
    """Returns the figures of these dots, which nobody changes: the plane, and those by a setting."""
    found: dict[str, Any] = {"plane": rate_distortion(dots, varied)}
    return found | ({name: against(dots, varied, name) for name in ("elbo", "active")} if varied else {})


def _chart(figure: Any, key: str, words: str) -> None:
    state = st.plotly_chart(
        figure,
        height="stretch",
        key=key,
        on_select="rerun",
        selection_mode="points",
        config={"displayModeBar": False},
        alt=words,
    )
    points = [point for point in state.selection.points if point.get("customdata")]
    if points:
        data = points[0]["customdata"]
        run = find_run(data[0] if isinstance(data, list) else data["0"])
        st.switch_page("map.py" if run.is_ready else "train.py", query_params={"run": run.id})


def show_table(dots: list[Dot], varied: str, entries: list[RunEntry]) -> None:
    """Shows the same figures as numbers, with links, for readers who cannot see or click the dots; and as a file."""
    rows = [
        {
            "open": page_path("map", run=dot.run_id),
            "run": dot.title,
            **({label(varied): dot.words} if varied else {}),
            "-ELBO": None if dot.rate is None else dot.rate + dot.distortion,
            "reconstruction": dot.distortion,
            "KL": dot.rate,
            "active": dot.active,
        }
        for dot in dots
    ]
    number = st.column_config.NumberColumn(format="%.1f")
    columns = {
        "open": st.column_config.LinkColumn("Open", display_text="Latent map"),
        "-ELBO": number,
        "reconstruction": number,
    }
    options: dict[str, Any] = {"height": min(35 * (len(rows) + 1) + 3, TABLE_HEIGHT)}
    columns |= {"KL": number}
    st.dataframe(rows, hide_index=True, column_config=columns, alt="Figures of the compared runs", **options)
    st.download_button(
        "Download table",
        lambda: table_bytes(comparison_columns(entries), ".csv"),
        file_name="runs.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        help="Settings that differ and all results, at full precision, as CSV",
    )


def show_pictures(entries: list[RunEntry]) -> None:
    """Shows a row for each run: its main finding, its map of the same images, reconstructions, samples from the prior."""
    ready = [entry for entry in entries if entry.is_ready]
    if not ready:
        st.info("None of these runs has images yet. A run gets them when its training ends.")
        return
    different = differing([entry.final_config for entry in entries])
    st.html(_PICTURES_STYLE)
    with st.container(key="compared-pictures"):
        _show_rows(ready, different)


def _show_rows(ready: list[RunEntry], different: dict[str, list[Any]]) -> None:
    with st.container(key="compared-heads"):
        _row("", *(f"**{kind}**{words}" for kind, words in _KINDS.items()))
    shown = b""
    findings = [in_brief(entry.run) for entry in ready]
    for entry, finding in zip(ready, findings, strict=True):
        try:
            inputs, map_picture, reconstructions, samples = _pictures(entry.run)
        except (ValueError, KeyError, OSError) as error:
            st.warning(plain(error_for_page(error)))
            continue
        if shown != inputs:
            shown = inputs
            _row(_INPUTS, "", inputs, "")
        _row(_difference(entry, different), map_picture, reconstructions, samples, finding=finding)


def show_findings(entries: list[RunEntry]) -> None:
    """Shows the main finding of each run, with its numbers."""
    different = differing([entry.final_config for entry in entries])
    found = [(entry, *in_brief(entry.run)) for entry in entries if entry.is_ready]
    if not found:
        st.info("None of these runs has a finding yet. A run gets one when its training ends.")
    for entry, title, words in found:
        st.markdown(f"**{plain(_difference(entry, different))}**: {title}{f'. {words}' if words else ''}")


def _difference(entry: RunEntry, different: dict[str, list[Any]]) -> str:
    """Returns a run's own title, if it has one, and the settings in which the compared runs differ."""
    plain = entry.final_config.to_plain()
    values = {name: in_words(plain.get(name)) for name in list(different)[:3]}
    values |= {name: in_turn(steered) for name, steered in entry.steered.items()}
    parts = [f"{label(name).lower()} {words}" for name, words in values.items()]
    return ", ".join(parts) if parts and not entry.about.title else ", ".join([entry_title(entry), *parts])


def _row(title: str, *cells: Any, finding: tuple[str, str] | None = None) -> None:
    """Shows one row of the grid; a cell is text, or a picture whose alt text has the title. A finding is below the title."""
    columns = st.columns([3, 1.5, 5, 5], vertical_alignment="center")
    columns[0].markdown(plain(title))
    if finding:
        columns[0].caption(finding[0], help=finding[1] or None)
    for column, cell, kind in zip(columns[1:], cells, _KINDS, strict=True):
        if isinstance(cell, str):
            if cell:
                column.markdown(cell)
        elif cell:
            is_input = title == _INPUTS
            column.image(
                cell,
                caption=None if is_input else kind,
                width="stretch",
                output_format="PNG",
                alt=title if is_input else f"{kind}: {title}",
            )


@cached_by_file("summary.json", "live.safetensors", entries=256)
def _pictures(run: Run) -> tuple[bytes, bytes, bytes, bytes]:
    """Returns a run's inputs, latent map, reconstructions and samples from the prior, as the bytes of PNG files."""
    live, _ = read_tensors(run.path / "live.safetensors")
    names = run.trained_on.class_names or run.config.dataset.class_names
    inputs, reconstructions, samples = (
        png(montage(images, columns=PICTURES, width=600))
        for images in (live["inputs"], live["reconstructions"], prior_samples(run, PICTURES))
    )
    picture = labelled_map(live["mean"], live["label"], names, 200, has_standard_prior(run.config))
    return inputs, png(picture), reconstructions, samples
