"""Choose images and a model, train, and watch."""

import streamlit as st

from dashboard.ui.classroom.room import say_who_sees
from dashboard.ui.images import images_or_stop, show_samples
from dashboard.ui.session import query
from dashboard.ui.train.sweep_form import sweep_form
from dashboard.ui.train.training import (
    choose_images,
    choose_settings,
    offer_presets,
    parameters_in_words,
    show_run,
    submit,
)
from vae_core.config import RunConfig
from vae_core.datasets import load_for

st.title("Train")
st.write("Choose images and a model, press Train, and watch it learn. It goes on if you leave this page.")

form, view = st.columns([2, 5], gap="large")
with form:
    go = st.container()  # above the form, where it is always in sight
    offer_presets()
    config: RunConfig | None = None
    try:
        start = choose_images()
        samples = st.container()
        with samples:
            images_or_stop(start)
        chosen = choose_settings(start)
        with samples:
            show_samples(load_for(chosen))
        config = chosen
    except ValueError as error:
        st.error(str(error))
    if (
        go.button("Train", type="primary", width="stretch", icon=":material/play_arrow:", disabled=config is None)
        and config
    ):
        submit(config)
    say_who_sees()
    if config:
        go.caption(parameters_in_words(config))
        sweep_form(config)
with view:
    if query("run"):
        show_run(query("run"))
    else:
        st.info(
            "Nothing is training yet. Press Train: curves, reconstructions and the latent plane appear here as it learns."
        )
