"""Choose images and a model, train, and watch it on one screen."""

from functools import partial

import streamlit as st

from dashboard.ui.classroom.room import say_who_sees
from dashboard.ui.controls import take_field_errors
from dashboard.ui.images import images_or_stop, show_samples
from dashboard.ui.lab.lesson_link import lesson_link
from dashboard.ui.task import MORE, has_fixed, is_hidden, show_task
from dashboard.ui.train.cockpit import (
    check_address,
    fill_form_once,
    offer_links,
    run_of_the_address,
    show_cockpit,
)
from dashboard.ui.train.settings_form import (
    NEXT_RUN,
    check_control,
    choose_images,
    choose_in_reach,
    choose_the_rest,
    offer_presets,
    parameters_in_words,
)
from dashboard.ui.train.steering import is_in_training, steer, take_up_steering
from dashboard.ui.train.sweep_form import sweep_form
from vae_core.config import RunConfig
from vae_core.datasets import load_for

# The row of choices takes one line where it fits; the cockpit takes the rest of the window (assets/js/live/view.css).
STYLE = """<style>
.stMainBlockContainer { padding: 3.75rem 1rem 0; }
.stMainBlockContainer > [data-testid="stVerticalBlock"] { gap: 0.5rem; }
.st-key-train-row { gap: 0.5rem; align-items: center; }
.st-key-train-row h1 { padding: 0; font-size: 1.35rem; }
.st-key-train-row .stNumberInput { display: flex; align-items: center; gap: 0.4rem; }
.st-key-train-row .stNumberInput label { flex: none; margin: 0; min-height: 0; }
.st-key-train-row .stNumberInput > :not(label) { flex: 1 1 0; width: auto; min-width: 0; }
.st-key-train-row .stNumberInput button { display: none; }
.st-key-train-row :is(button, a) :is(p, span), .st-key-train-row .stMarkdown p { white-space: nowrap; }
.st-key-train-row .stVerticalBlock:has(> .st-key-train-links), .st-key-train-links { margin-left: auto; }
.st-key-train-links { gap: 0.5rem; flex-wrap: nowrap; }
[class*="st-key-field-"] { position: relative; }
[class*="st-key-field-"] .stElementContainer:has([data-testid="stAlert"]) {
  position: absolute; z-index: 5; top: 100%; left: 0; width: max-content; max-width: 19rem;
}
[class*="st-key-field-"] [data-testid="stAlertContainer"] { padding: 0.5rem 0.75rem; background: light-dark(#fdeceb, #3a1a1c); }
[class*="st-key-field-"] [data-testid="stAlertContainer"] p { font-size: 0.875rem; line-height: 1.25rem; }
[class*="st-key-field-"]:has([data-testid="stAlert"]) [data-testid="stNumberInputContainer"] {
  outline: 2px solid #d0312d;
}
/* Widths follow the letter size. */
.st-key-train-row .st-key-data { min-width: 8.75rem; }
.st-key-train-row .st-key-model { min-width: 12.8rem; }
.st-key-train-row :is(.st-key-field-latent_dim, :has(> .st-key-field-latent_dim)) { min-width: 11.5rem; }
.st-key-train-row :is(.st-key-field-seconds, :has(> .st-key-field-seconds)) { min-width: 7.4rem; }
.st-key-train-row :is(.st-key-field-epochs, :has(> .st-key-field-epochs)) { min-width: 7.4rem; }
@media (pointer: coarse) {
  .st-key-train-row :is(button, [data-baseweb="select"] > div, .stNumberInput > div) { min-height: 44px; }
}
/* A phone: two choices in a line, one where the letters are large, then the links. */
@media (max-width: 640px) {
  .st-key-train-row > .stElementContainer:has(h1) { position: absolute; clip-path: inset(50%); }
  .st-key-train-row > * { flex: 1 1 9.5rem; min-width: 0 !important; }
  .st-key-train-row > :is(.st-key-field-latent_dim, :has(> .st-key-field-latent_dim)) { flex-basis: 11.5rem; }
  .st-key-train-row > :is(.st-key-field-seconds, :has(> .st-key-field-seconds)) { flex-basis: 7.4rem; }
  .st-key-train-row > :has(> .stPopover) { flex: 1 1 auto; }
  .st-key-train-row > :has(> .st-key-train-links) { flex: 0 0 auto; }
  .st-key-train-links { gap: 0.25rem; }
  .st-key-train-links > * { width: auto !important; }
  .st-key-train-links :is(button, a) { min-width: 44px; padding: 0 0.4rem; }
  .st-key-train-links :is(button, a) p { font-size: 0; }
}
/* Presentation mode: the choices in one lower line; title and links are left out (docs/layout_showing.md). */
.is-presenting .st-key-train-row { flex-wrap: nowrap; gap: 10px; font-size: 20px; }
.is-presenting .st-key-train-row > .stElementContainer:has(h1) { position: absolute; clip-path: inset(50%); }
.is-presenting .st-key-train-links, .is-presenting .st-key-train-row > :has(> .st-key-train-links) { display: none; }
.is-presenting .st-key-train-row :is(button, input, label p, [data-baseweb="select"] > div) { font-size: 20px; }
.is-presenting .st-key-train-row :is(
  button, .stSelectbox > div, .stSelectbox > div > div, .stNumberInput > div, [data-testid="stNumberInputContainer"]
) {
  min-height: 46px; height: 46px;
}
.is-presenting .st-key-train-row [data-testid="stNumberInputContainer"] div { min-height: 0; height: 44px; }
.is-presenting .st-key-train-row :is(.stSelectbox, .stNumberInput) :is(input, button) { min-height: 0; height: 44px; }
.is-presenting .st-key-train-row .st-key-data { min-width: 200px; flex: 1 1 200px; }
.is-presenting .st-key-train-row .st-key-model { min-width: 280px; flex: 2 1 280px; }
</style>"""

st.html(STYLE)
show_task(check_control)
row, below = st.container(key="train-row", horizontal=True, vertical_alignment="center"), st.container()
with below:
    run = run_of_the_address()
    check_address()
if run is not None:
    fill_form_once(run)
take_up_steering(run)
is_locked = is_in_training(run)
take_field_errors()  # those of the page's last run
config: RunConfig | None = None
with row:
    st.title("Train", width="content", anchor=False)
    start = choose_images(is_locked)
    with below:
        images_or_stop(start)
    in_reach: RunConfig | None = None
    try:
        in_reach = choose_in_reach(start, is_locked)
    except ValueError as error:
        below.error(str(error))
    has_more = not is_hidden(MORE)
    with st.popover("More settings") if has_more else st.container():
        if is_locked and has_more:
            st.caption(NEXT_RUN)
        if not has_fixed():  # known networks and sweeps would change what a task sets
            offer_presets(is_locked)
        samples = st.container()
        try:
            if in_reach is not None:
                chosen = choose_the_rest(in_reach, is_locked, partial(steer, run))
                if has_more:
                    with samples:
                        show_samples(load_for(chosen))
                        st.caption(parameters_in_words(chosen))
                config = chosen
        except ValueError as error:
            below.error(str(error))
        if config is not None and not has_fixed():
            sweep_form(config)
        if has_more:
            lesson_link("effective_beta")
    with st.container(key="train-links", horizontal=True, vertical_alignment="center", width="content"):
        offer_links(run)
errors = take_field_errors()
show_cockpit(run, config, f"Train is not possible: {errors[0]}." if errors else "")
say_who_sees()
