"""The run on the Train page: the data of the cockpit, and the commands from it."""

import math
from contextlib import suppress
from dataclasses import replace
from typing import Any, Literal

import streamlit as st
from streamlit.errors import StreamlitAPIException

from dashboard import jobs
from dashboard.classroom.tasks import PARAMETERS
from dashboard.ui.addresses import show_address_notes, take_out
from dashboard.ui.components.live_view import Form, ShownRun, live_training
from dashboard.ui.components.share import READ_ONLY, share
from dashboard.ui.diagnosis import diagnosis, in_brief
from dashboard.ui.images import dashed_lines, images_or_stop
from dashboard.ui.markdown import error_for_page
from dashboard.ui.names import data_name
from dashboard.ui.server_state import shown_in_words
from dashboard.ui.session import RECORDED_RUN, find_run, is_bundled, is_own, open_by_address, person, query, title_of
from dashboard.ui.take_home import offer_files
from dashboard.ui.task import control_of, is_fixed, task_title
from dashboard.ui.train.address_check import misread
from dashboard.ui.train.settings_form import keep_beta
from dashboard.ui.train.steering import default_beta, is_in_training
from dashboard.ui.train_address import form_values
from vae_core.config import RunConfig
from vae_core.results.figures import has_standard_prior
from vae_core.runs.library import About, write_about
from vae_core.runs.run import Run

_Rerun = Literal["", "fragment", "page"]  # what has to run again after a command


def run_of_the_address() -> Run | None:
    """Returns the run that the page's address names; takes a name without a run out of the address, with a note."""
    asked = query("run")
    if not asked:
        return None
    try:
        run = find_run(asked)
        title_of(run)
    except ValueError as error:
        take_out({"run": f"Run {asked[:40]!r}: {error} A recorded training is shown instead."})
        return None
    open_by_address([run.id])
    return run


def check_address() -> None:
    """Takes what no form can hold out of the address, and shows a note of it once."""
    names = [name for name in st.query_params if name not in PARAMETERS and not _is_typed(name)]
    address = {name: st.query_params.get_all(name) for name in names}
    take_out(misread(address))
    show_address_notes()


def _is_typed(name: str) -> bool:
    """Returns True if the field of this name holds what the address has: then the field shows its own error."""
    value, texts = st.session_state.get(name), st.query_params.get_all(name)
    if isinstance(value, list):
        return value == texts
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        with suppress(ValueError):
            return float(texts[-1]) == value
    return value == texts[-1]


def fill_form_once(run: Run) -> None:
    """Lets the form hold the settings of a run that this session has not shown before, but for those in the address."""
    if st.session_state.get("form of") == run.id:
        return
    st.session_state["form of"] = run.id
    for name, value in form_values(run.config).items():
        if name not in st.query_params:
            st.session_state[name] = value


def offer_links(run: Run | None) -> None:
    """Shows what can be done with a run elsewhere; each keeps its place when it is not possible."""
    icon, help = ":material/explore:", "Walk through the run's latent space"
    if run is not None and run.is_ready:
        st.page_link("map.py", label="Open map", icon=icon, query_params={"run": run.id}, help=help, width=110)
    else:
        st.button("Open map", icon=icon, type="tertiary", disabled=True, width=110)
    if run is None:
        st.popover("Share run", icon=":material/link:", disabled=True)
    else:
        share(run, offer_files if run.is_over else None)
    if run is None or not run.is_over or run.last_report() is None:
        st.popover("Diagnosis", icon=":material/stethoscope:", disabled=True)
        return
    icon = in_brief(run)[0].split()[0]
    with st.popover("Diagnosis", icon=icon if icon.startswith(":") else ":material/stethoscope:"):
        diagnosis(run, is_beside_form=True)


@st.fragment
def show_cockpit(run: Run | None, config: RunConfig | None, refusal: str = "") -> None:
    """Shows the run, or the recorded one. Its commands reach the training without a rerun of the whole page.

    `refusal` is the reason for which it cannot be trained with this form; empty: it can.
    """
    if run is not None and not run.path.is_dir():  # deleted in another tab: the page without it says so
        st.rerun()
    # A message that the browser sent before it knew of a new run has its address without it: a parameter that is written
    # there would take the run out of the browser's address.
    if run is not None and query("run") != run.id:
        st.query_params["run"] = run.id
    with shown_in_words():
        _show(run, config, refusal)


def _show(run: Run | None, config: RunConfig | None, refusal: str) -> None:
    shown = _shown(run) if run else _recorded()
    form = Form(config.beta if config else None, config is not None and not refusal, config, control_of("beta"))
    is_own_run = run is not None and is_own(run)
    can_resume = is_own_run and run is not None and run.is_over and "resume" in jobs.status_of(run).may
    note = st.session_state.pop("cockpit note", "")
    if run is not None and not is_own_run and not is_bundled(run):
        note = note or READ_ONLY
    note = note or refusal
    told = live_training(shown, form, can_resume, note)
    # All of them before a rerun, which would lose the rest: the browser sends several as one message.
    reruns = {"page"} if told.has_ended else set[_Rerun]()
    for name, value in told.asked:
        run, rerun = _do(run, None if name == "train" and refusal else config, name, value)
        reruns.add(rerun)
    if "fragment" in reruns and "page" not in reruns:
        with suppress(StreamlitAPIException):  # the command came together with a rerun of the whole page
            st.rerun(scope="fragment")
    if reruns - {""}:
        st.rerun()


def _do(run: Run | None, config: RunConfig | None, name: str, value: Any) -> tuple[Run | None, _Rerun]:
    """Carries out a command; returns the run to which the next one goes, and what has to run again.

    The cockpit shows the reason for a refusal.
    """
    try:
        if name == "beta" and is_fixed("beta"):
            raise ValueError("beta is set by your teacher; open the Train page itself to choose another")
        if name == "train" and config is not None:
            return _train(config if is_fixed("beta") else _with_beta(config, value)), "page"
        if name == "beta" and not is_in_training(run):
            _set_beta(config, value)
        elif run is not None:
            was_over = run.is_over
            jobs.ask(run.id, name, value, person())
            _after(run, name, value)
            return run, "page" if was_over and name in ("resume", "extend") else ""
    except (ValueError, OSError) as error:
        st.session_state["cockpit note"] = error_for_page(error)
        return run, "fragment"
    return run, ""


def _train(config: RunConfig) -> Run:
    """Submits the training to the queue and returns it, to be shown. A run of a task has the title of the task."""
    run_id = jobs.submit(config, person())
    if title := task_title():
        write_about(find_run(run_id), About(f"{title} · {run_id[:6]}"))
    st.session_state["form of"] = run_id
    st.query_params["run"] = run_id
    return find_run(run_id)


def _after(run: Run, name: str, value: Any) -> None:
    """Keeps the beta of a command for the next training."""
    if name == "beta":
        keep_beta(float(value), default_beta(run.config))


def _set_beta(config: RunConfig | None, value: Any) -> None:
    if config is not None:
        keep_beta(float(value), default_beta(config))


def _with_beta(config: RunConfig, beta: Any) -> RunConfig:
    if beta is None or config.beta is None:
        return config
    return replace(config, settings=replace(config.settings, beta=float(beta)))  # type: ignore[type-var]


def _shown(run: Run) -> ShownRun:
    config = run.config
    image_set = images_or_stop(config)
    return ShownRun(
        run,
        title_of(run),
        tuple(image_set.class_names),
        dashed_lines(config, image_set),
        run.is_over,
        is_own(run) and not (run.is_imported or run.is_fitted),
        has_standard_prior(config),
        config.beta,
        config,
        math.prod(image_set.shape),
    )


def _recorded() -> ShownRun | None:
    """Returns the bundled training, which the page shows before the first one."""
    try:
        run = find_run(RECORDED_RUN)
    except ValueError:
        return None
    title = f"Recorded: {data_name(run.config.data)}, beta {run.config.beta:g}"
    return _shown(run)._replace(title=title, is_own=False, is_recorded=True)
