"""The parts of the train page: the form, in the order in which people decide, and the run that is shown beside it."""

from dataclasses import replace
from typing import Any, Literal

import streamlit as st

from dashboard import jobs
from dashboard.ui.components.live_view import live_training
from dashboard.ui.controls import controls, stepped_slider
from dashboard.ui.diagnosis import diagnosis
from dashboard.ui.images import dashed_lines, images_or_stop
from dashboard.ui.markdown import plain
from dashboard.ui.session import find_run, is_bundled, is_own, open_by_address, person, title_of
from dashboard.ui.share import READ_ONLY, share
from dashboard.ui.train_address import fill_form
from vae_core.config import RunConfig, config_parameters
from vae_core.datasets import DATASETS
from vae_core.models import MODELS
from vae_core.nn.likelihoods import LikelihoodSettings
from vae_core.nn.priors import PRIORS
from vae_core.presets import PRESETS, quick
from vae_core.runs.run import Run
from vae_core.settings import setting_fields, setting_of

ADVANCED = (
    "subset", "hidden", "activation", "batch_size", "learning_rate", "learning_rate_schedule", "clip", "patience",
    "seed", "device", "precision", "compile",
)  # fmt: skip
MORE = 5  # epochs
SECONDS = tuple(map(float, range(5, 605, 5)))
SECONDS_RANGE = (1e-3, 1e6)  # of what an address can add; the server has a limit of its own

WEIGHING = {"beta", "beta_schedule", "warm_up", "cycles", "free_bits", "capacity", "gamma"}  # of the KL


def choose_images() -> RunConfig:
    """The data to train on, and the settings that suit them as a start."""
    names = list(DATASETS)
    data = st.selectbox("Images", names, names.index("mnist"), key="data", bind="query-params", on_change=_forget_sizes)
    st.caption(f"{DATASETS[data].title}: {DATASETS[data].description}.")
    return quick(data)


def _forget_sizes() -> None:
    """Other images want other networks: let these settings start again from what suits them."""
    for name in ("network", "hidden", "learning_rate", "classes"):
        st.session_state.pop(name, None)


def offer_presets() -> None:
    """Networks known from the literature, each a button that fills the form."""
    with st.popover("Start from a known network", icon=":material/account_tree:", width="stretch"):
        for name, preset in PRESETS.items():
            st.button(preset.title, key=f"preset-{name}", on_click=fill_form, args=(preset.config,), width="stretch")
            st.caption(f"{preset.description}; {config_parameters(preset.config):,} parameters.")


def choose_settings(start: RunConfig) -> RunConfig:
    """The form below the images; raises the ValueError of a configuration that cannot be."""
    names = list(MODELS)
    model = st.selectbox("Model", names, names.index("vae"), key="model", bind="query-params")
    config = replace(start, model=model, settings=None)
    config = controls(config, "latent_dim", "network")
    assert config.settings is not None  # a configuration makes its model's own
    settings = controls(config.settings, "likelihood")
    settings = controls(settings, *settings.likelihood_class.settings_used)
    if config.beta is not None:
        settings = _choose_beta(settings)
    settings = controls(settings, *(["prior"] if hasattr(settings, "prior") else []))
    settings = controls(settings, *_own(settings))
    config = _choose_length(replace(config, settings=settings))
    with st.expander("More settings"):
        config = controls(config, "target", *ADVANCED)
        classes = st.multiselect(
            "Only these classes", DATASETS[config.data].class_names, key="classes", bind="query-params"
        )
        if config.seconds:
            config = replace(config, epochs=_choose_most_epochs(config.epochs))
        own = [name for name in ("free_bits", "capacity", "gamma") if hasattr(settings, name)]
        return replace(config, classes=tuple(classes), settings=controls(settings, *own))


def _own(settings: LikelihoodSettings) -> list[str]:
    """What only this model can be asked: its settings besides the likelihood and the weight of the KL."""
    shared = {entry.name for entry in setting_fields(LikelihoodSettings)}
    has_components = PRIORS[getattr(settings, "prior", "standard")].has_components
    without_effect = set() if has_components else {"prior_components"}
    names = [entry.name for entry in setting_fields(settings)]
    return [name for name in names if name not in shared | WEIGHING | without_effect | {"prior"}]


def _choose_beta(settings: Any) -> Any:
    settings = controls(settings, "beta", "beta_schedule")
    extra = {"warm_up": ["warm_up"], "cyclical": ["cycles"]}.get(settings.beta_schedule, [])
    return controls(settings, *extra)


def _choose_length(config: RunConfig) -> RunConfig:
    by = st.segmented_control(
        "Train for", ["time", "epochs"], default="time", required=True, key="length", bind="query-params"
    )
    if by == "epochs":
        return controls(replace(config, seconds=0.0, epochs=10), "epochs")
    seconds = stepped_slider("seconds", "Seconds", SECONDS, config.seconds, SECONDS_RANGE)
    return replace(config, seconds=seconds)


def _choose_most_epochs(start: int) -> int:
    meaning = "The training ends after this many epochs, even if time is left"
    return st.number_input("Epochs at most", 1, 100_000, start, key="most_epochs", bind="query-params", help=meaning)


def parameters_in_words(config: RunConfig) -> str:
    """How many numbers this network learns."""
    return f"{config_parameters(config):,} parameters to learn."


def submit(config: RunConfig) -> None:
    """Hand the training to the queue and show it; a refusal is shown on the page."""
    try:
        st.query_params["run"] = jobs.submit(config, person())
    except (ValueError, OSError) as error:
        st.error(str(error))
    else:
        st.rerun()


def show_run(run_id: str) -> None:
    """A run as it learns, with what can be done about it now."""
    try:
        run = find_run(run_id)
        open_by_address([run_id])
        config, now = run.config, jobs.status_of(run)
    except ValueError as error:
        st.warning(str(error))
        return
    st.subheader(plain(title_of(run)))
    with st.container():  # whatever is offered, the live view below keeps its place, and so its state
        _offers(run, now)
    _live(run, config, run.is_over)


def _offers(run: Run, now: jobs.RunStatus) -> None:
    """What can be done with a run that nobody trains."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if run.is_ready:
            address = {"run": run.id}
            st.page_link(
                "map.py", label="Walk through its latent space", icon=":material/explore:", query_params=address
            )
        share(run)
    if not is_own(run) and not is_bundled(run):
        st.caption(READ_ONLY)
        # A link to the page one is on would leave the form as it is, and its widgets hold the address: so they are set.
        st.button("Duplicate and change", icon=":material/content_copy:", on_click=_duplicate, args=(run.config,))
    if run.is_over:
        diagnosis(run, is_beside_form=True)
    if not is_own(run):
        return
    if run.is_over and "resume" in now.may and st.button("Resume", icon=":material/play_arrow:", type="primary"):
        _ask(run, [("resume", None)])
    if now.may == ("extend",) and st.button(f"Train {MORE} more epochs", icon=":material/add:"):
        _ask(run, [("extend", MORE)])


def _duplicate(config: RunConfig) -> None:
    """Shows the form with this configuration and no run beside it."""
    fill_form(config)
    st.query_params.pop("run", None)


@st.fragment
def _live(run: Run, config: RunConfig, is_over: bool) -> None:
    """The live view; what is asked there reaches the training without a run of the whole page."""
    image_set = images_or_stop(config)
    settings = _sliders(config) if is_own(run) else None
    told = live_training(run, len(image_set.class_names), dashed_lines(config, image_set), is_over, settings)
    if told.asked:
        _ask(run, told.asked, scope="fragment")
    if told.has_ended:
        st.rerun()


def _sliders(config: RunConfig) -> dict[str, Any]:
    """Where the run's sliders begin. The browser moves them by the run's history: other data here would mount it anew."""
    declared = {entry.name: setting_of(entry) for entry in setting_fields(config.settings)}
    return {
        "beta": config.beta, "beta_schedule": getattr(config.settings, "beta_schedule", None),
        "learning_rate": config.learning_rate,
        "schedules": declared["beta_schedule"].choices if "beta_schedule" in declared else (),
    }  # fmt: skip


def _ask(run: Run, asked: list[tuple[str, Any]], scope: Literal["app", "fragment"] = "app") -> None:
    """Hand on what somebody asks of a run; a refusal is shown on the page."""
    try:
        for name, value in asked:
            jobs.ask(run.id, name, value, person())
    except (ValueError, OSError) as error:
        st.error(str(error))
    else:
        if scope == "app":
            st.rerun()
