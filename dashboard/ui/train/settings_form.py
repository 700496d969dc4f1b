"""The settings of the Train page: the choices in reach in one row, the others behind *More settings*."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard.ui.controls import BETA_RANGE, all_settings, controls, field_error, fixed_value, label, parse_setting
from dashboard.ui.names import model_name
from dashboard.ui.own_sets import data_titles, open_set
from dashboard.ui.session import find_run, query, title_of
from dashboard.ui.start_runs import runs_to_start_from
from dashboard.ui.task import MORE, fixed, is_fixed
from dashboard.ui.train.address_check import MOST_EPOCHS, SECONDS_RANGE
from dashboard.ui.train_address import OF_THE_MACHINE, fill_form, number_text
from vae_core.config import RunConfig, config_parameters
from vae_core.models import MODELS
from vae_core.nn.likelihoods import LikelihoodSettings
from vae_core.presets import PRESETS, STARTS, quick
from vae_core.settings import setting_fields, setting_of

ADVANCED = (
    "subset",
    "hidden",
    "activation",
    "batch_size",
    "learning_rate_schedule",
    "clip",
    "patience",
    "seed",
    "device",
    "precision",
    "compile",
)
STEERED = ("learning_rate", "beta_schedule")  # besides beta: a running training takes them up at its next step
NEXT_RUN = "It cannot change while a training runs; it is for the next run."

WEIGHING = {"beta", "beta_schedule", "warm_up", "cycles", "free_bits", "capacity", "gamma"}  # of the KL


def choose_images(is_locked: bool) -> RunConfig:
    """Shows the choice of images; returns the settings that suit them as a start."""
    for name in (query("data"), str(st.session_state.get("data", ""))):  # of a link, or of a run that fills the form
        open_set(name)
    titles = data_titles()
    return quick(_choice("data", "Images", titles, "mnist", is_locked, width=140, on_change=_forget_sizes))


def _choice(name: str, title: str, titles: dict[str, str], default: str, is_locked: bool, **options: Any) -> str:
    """Shows a choice by titles, which the address holds by its code: Streamlit's own binding would write the title."""
    given = fixed_value(name, default, lambda text: _one_of(titles, text), title, titles.__getitem__)
    if given is not None:
        return given
    asked, kept = query(name), f"{name} in the address"
    if st.session_state.get(name) not in titles or asked != st.session_state.get(kept, ""):
        st.session_state[name] = asked if asked in titles else default
    chosen: str = st.selectbox(
        title,
        list(titles),
        key=name,
        format_func=titles.__getitem__,
        disabled=is_locked,
        **{"label_visibility": "collapsed"} | options,
    )
    st.session_state[kept] = _write_address(name, "" if chosen == default else chosen)
    return chosen


def _one_of(titles: dict[str, str], code: str) -> str:
    if code not in titles:
        raise ValueError(f"unknown choice {code!r}; choose from {', '.join(titles)}")
    return code


def check_control(name: str, text: str) -> None:
    """Raises a ValueError unless a task can set a control of the Train page to this value; empty: its start."""
    known = all_settings()
    if name == MORE:
        return
    if name not in known or name in OF_THE_MACHINE:
        raise ValueError(
            f"the Train page has no control {name!r}; name a setting as the command line does, such as beta"
        )
    if text:
        parse_setting(*known[name], text)


def _write_address(name: str, text: str) -> str:
    """Lets the address hold this text, none where it is empty; returns it."""
    if text and query(name) != text:
        st.query_params[name] = text
    elif not text and name in st.query_params:
        del st.query_params[name]
    return text


def _forget_sizes() -> None:
    """Other images want other networks: let these settings start again from what suits them."""
    for name in ("network", "hidden", "learning_rate", "classes", "batch_size", "subset"):
        st.session_state.pop(name, None)
    for name, starts in STARTS.items():  # kept if the visitor chose another value
        if st.session_state.get(name) in starts:
            st.session_state.pop(name)


def offer_presets(is_locked: bool) -> None:
    """Shows networks known from the literature, each a button that fills the form."""
    with st.expander("Start from a known network", icon=":material/account_tree:"):
        for name, preset in PRESETS.items():
            st.button(
                preset.title,
                key=f"preset-{name}",
                on_click=fill_form,
                args=(preset.config,),
                width="stretch",
                disabled=is_locked,
            )
            st.caption(f"{preset.description}; {config_parameters(preset.config):,} parameters.")


def choose_in_reach(start: RunConfig, is_locked: bool) -> RunConfig:
    """Shows the choices that a class makes most: model, latent dimensions, time."""
    titles = {name: model_name(name) for name in MODELS}
    model = _choice("model", "Model", titles, "vae", is_locked, width=205)
    config = replace(start, model=model, settings=None)
    with _field("latent_dim", 184):
        config = controls(config, "latent_dim", disabled=is_locked)
    if _is_in_epochs():
        with _field("epochs", 118):
            return controls(replace(config, seconds=0.0, epochs=10), "epochs", disabled=is_locked)
    with _field("seconds", 118):
        return replace(config, seconds=_choose_seconds(config.seconds, is_locked))


def _field(name: str, width: int) -> Any:
    """Returns a place for a field of the row; its error is below it, over the cockpit, so that nothing moves."""
    return st.container(key=f"field-{name}", width=width)


def _choose_seconds(start: float, is_locked: bool) -> float:
    given = fixed_value("seconds", start, _parse_seconds)
    if given is not None:
        return given
    options: dict[str, Any] = {"key": "seconds", "bind": "query-params", "disabled": is_locked}
    return float(
        _within(SECONDS_RANGE, "seconds", start, st.number_input("Seconds", None, None, start, 5.0, "%g", **options))
    )


def _within(bounds: tuple[float, float], name: str, start: Any, chosen: Any) -> Any:
    """Returns the chosen number; shows an error and returns the start where it is out of bounds."""
    low, high = bounds
    if low <= chosen <= high:
        return chosen
    field_error(name, f"{label(name)} is {chosen:g}; it must be at least {low:g} and at most {high:,.0f}")
    return start


def _parse_seconds(text: str) -> float:
    seconds = float(parse_setting(*all_settings()["seconds"], text))
    if not SECONDS_RANGE[0] <= seconds <= SECONDS_RANGE[1]:
        raise ValueError(f"seconds is {seconds:g}; it must be from {SECONDS_RANGE[0]:g} to {SECONDS_RANGE[1]:g}")
    return seconds


def _is_in_epochs() -> bool:
    """Tells whether the length of the training is in epochs; a task that sets one of the two decides."""
    if is_fixed("seconds", "epochs"):
        return not is_fixed("seconds")
    return bool(st.session_state.get("length", query("length")) == "epochs")


def choose_the_rest(config: RunConfig, is_locked: bool, steer: Any) -> RunConfig:
    """Shows all other settings; raises the ValueError of a configuration that cannot be.

    `steer` is called with a name after a setting that a running training takes up was changed.
    """
    if not is_fixed("seconds", "epochs", MORE):
        st.segmented_control(
            "Train for",
            ["time", "epochs"],
            default="time",
            required=True,
            key="length",
            bind="query-params",
            disabled=is_locked,
        )
    idle = config.without_effect()
    defaults: dict[str, Any] = {entry.name: entry.default for entry in setting_fields(RunConfig) if entry.name in idle}
    config = replace(config, **defaults)
    config = controls(config, *_with_effect(config, "network"), disabled=is_locked)
    assert config.settings is not None  # a configuration makes its model's own
    settings = _in_turn(config.settings, "likelihood", "scale", "sd", disabled=is_locked)
    if config.beta is not None:
        settings = _choose_schedule(settings, is_locked, steer)
    settings = _in_turn(settings, *_own(settings), disabled=is_locked)
    config = replace(config, settings=settings)
    config = controls(config, *_with_effect(config, "learning_rate"), on_change=steer, args=("learning_rate",))
    config = controls(config, *_with_effect(config, "target", *ADVANCED), disabled=is_locked)
    classes: Any = fixed_value("classes", (), lambda text: parse_setting(*all_settings()["classes"], text))
    if classes is None:
        classes = st.multiselect(
            "Only these classes",
            config.dataset.class_names,
            key="classes",
            bind="query-params",
            disabled=is_locked,
        )
    if config.seconds and not is_fixed("seconds"):
        config = replace(config, epochs=_choose_most_epochs(config.epochs, is_locked))
    config = replace(config, start_from=_choose_start(config, is_locked))
    own = [name for name in ("free_bits", "capacity", "gamma") if hasattr(settings, name)]
    return replace(config, classes=tuple(classes), settings=_in_turn(settings, *own, disabled=is_locked))


def _with_effect(config: RunConfig | LikelihoodSettings, *names: str) -> list[str]:
    """Returns the settings that have an effect beside the others."""
    return [name for name in names if name not in config.without_effect()]


def _in_turn(settings: Any, *names: str, **options: Any) -> Any:
    """Shows those of the controls that have an effect beside what was chosen in those before them."""
    for name in names:
        settings = controls(settings, *_with_effect(settings, name), **options)
    return settings


def _choose_start(config: RunConfig, is_locked: bool) -> str:
    """Shows the choice of the weights at the start: random ones, or those of a run with the same networks."""
    asked = query("start_from") or str(st.session_state.get("start_from", ""))
    titles = {"": "random weights", **runs_to_start_from(config)}
    # A deleted run is left out; one with other networks stays, and the training is refused with the difference.
    with suppress(ValueError):
        if asked:
            titles.setdefault(asked, title_of(find_run(asked)))
    options: dict[str, Any] = {"label_visibility": "visible", "help": setting_of(all_settings()["start_from"][0]).help}
    return _choice("start_from", label("start_from"), titles, "", is_locked, **options)


def _choose_schedule(settings: Any, is_locked: bool, steer: Any) -> Any:
    """Shows how beta changes over a training; its value is that of the cockpit's slider."""
    settings = replace(settings, beta=chosen_beta(settings.beta))
    settings = controls(settings, "beta_schedule", on_change=steer, args=("beta_schedule",))
    return _in_turn(settings, "warm_up", "cycles", disabled=is_locked)


def _choose_most_epochs(start: int, is_locked: bool) -> int:
    given = fixed_value("most_epochs", start, lambda text: int(parse_setting(*all_settings()["epochs"], text)))
    if given is not None:
        return given
    chosen = st.number_input(
        "Epochs at most",
        None,
        None,
        start,
        1,
        key="most_epochs",
        bind="query-params",
        help="The training ends after this many epochs, even if time is left",
        disabled=is_locked,
    )
    return int(_within((1, MOST_EPOCHS), "most_epochs", start, chosen))


def _own(settings: LikelihoodSettings) -> list[str]:
    """Returns the settings of this model alone, besides the likelihood and the weight of the KL."""
    shared = {entry.name for entry in setting_fields(LikelihoodSettings)}
    return [entry.name for entry in setting_fields(settings) if entry.name not in shared | WEIGHING]


def chosen_beta(default: float) -> float:
    """Returns the beta of the large slider: what filled the form, else what a new address says, else what it was.

    A task comes first; the cockpit shows it.
    """
    known_beta = fixed("beta")
    if known_beta is not None:
        return _allowed(known_beta.text, default)
    known, kept = st.session_state.get("beta"), st.session_state.get("beta kept")
    is_filled = known is not None and known != kept
    if not is_filled and (known is None or query("beta") != st.session_state.get("beta in the address")):
        known = _allowed(query("beta"), default)
    keep_beta(float(known), default)  # type: ignore[arg-type]
    return float(known)  # type: ignore[arg-type]


def keep_beta(beta: float, default: float) -> None:
    """Remembers the slider's beta for the next training, and writes it into the address where it is not the default."""
    text = _write_address("beta", "" if beta == default else number_text(beta))
    st.session_state.update({"beta": beta, "beta kept": beta, "beta in the address": text})


def _allowed(text: str, otherwise: float) -> float:
    """Returns the number that the text says, where a beta can be that."""
    try:
        number = float(text)
    except ValueError:
        return otherwise
    return number if BETA_RANGE[0] <= number <= BETA_RANGE[1] else otherwise


def parameters_in_words(config: RunConfig) -> str:
    """Returns the number of trainable parameters as text."""
    return f"{config_parameters(config):,} trainable parameters."
