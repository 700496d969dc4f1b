"""Title, tags and notes of a run: shown, and changed by its owner, perhaps in two tabs at once."""

import streamlit as st

from dashboard.ui.markdown import error_for_page, plain
from dashboard.ui.session import check_own, is_bundled, is_own, settings_in_words
from vae_core.runs.library import NOTES_LENGTH, RUN_TITLE_LENGTH, About, RunEntry, write_about
from vae_core.runs.run import Run


def describe(entry: RunEntry) -> None:
    """Shows the run's settings, and a form for title, tags and notes if the run is the visitor's own."""
    config = entry.config
    st.markdown(plain(settings_in_words(entry)))
    st.caption(f"Data `{config.data}`, model `{config.model}`, run `{entry.run.id}`")
    if not is_own(entry.run):
        whose = "bundled with the program" if is_bundled(entry.run) else "somebody else's"
        st.caption(f"This run is {whose}: duplicate it to change it.")
        return
    title, tags, notes = _fill_fields(entry.run, entry.about)
    with st.form(f"about-{entry.run.id}", border=False):
        st.text_input("Title", key=title, max_chars=RUN_TITLE_LENGTH, placeholder="made from the settings")
        st.text_input("Tags", key=tags, placeholder="separated by commas")
        st.text_area("Notes", key=notes, max_chars=NOTES_LENGTH, height=80)
        if st.form_submit_button("Save description", icon=":material/save:"):
            _save(entry.run, (title, tags, notes))


def _fill_fields(run: Run, known: About) -> tuple[str, str, str]:
    """Lets each field hold what the run has, unless the visitor has typed something else; returns the fields' keys."""
    keys = (f"title-{run.id}", f"tags-{run.id}", f"notes-{run.id}")
    for key, text in zip(keys, (known.title, ", ".join(known.tags), known.notes), strict=True):
        if st.session_state.get(key) in (None, st.session_state.get(f"shown {key}")):
            st.session_state[key] = st.session_state[f"shown {key}"] = text
    return keys


def _save(run: Run, keys: tuple[str, str, str]) -> None:
    """Writes the fields; those that nobody typed into hold what another tab may have written since."""
    title, tags, notes = (str(st.session_state[key]).strip() for key in keys)
    words = tuple(dict.fromkeys(tag.strip() for tag in tags.split(",") if tag.strip()))
    try:
        check_own(run)
        write_about(run, About(title, words, notes))
    except (ValueError, OSError) as error:
        st.error(plain(error_for_page(error)))
    else:
        for key in keys:
            st.session_state[f"shown {key}"] = st.session_state[
                key
            ]  # the next run of the page fills it as it is stored
        st.rerun()
