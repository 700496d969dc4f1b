"""The controls of a task on the Latent map page, and its address."""

import streamlit as st

from dashboard.classroom.rooms import Address
from dashboard.classroom.tasks import Fixed, Task, fixed_by
from dashboard.ui.classroom.task_controls import Control, control_row, fixed_controls, show_heads, state_choice
from dashboard.ui.classroom.task_values import form_key, start_value, start_values
from dashboard.ui.components.latent_map import LAYERS, check_map_control
from dashboard.ui.session import all_runs, entry_title, is_others
from vae_core.runs.library import list_entries


def compose_map_address(title: str, note: str) -> Address:
    """Shows the controls of the map; returns the address. Raises a ValueError for values that do not go together."""
    entries = {entry.run.id: entry for entry in list_entries(all_runs())[0] if entry.is_ready}
    show_heads()
    controls = {}
    asked_run = fixed_by(start_values, "run") or Fixed(start_value("run"), False)
    value, state = control_row("Run")
    # Not a student's run, which leads the list of a teacher with a room.
    first = next((run_id for run_id, entry in entries.items() if not is_others(entry.run)), "")
    start = list(entries).index(asked_run.text if asked_run.text in entries else first)
    with value:
        run: str = st.selectbox(
            "Run",
            list(entries),
            start,
            format_func=lambda run_id: entry_title(entries[run_id]),
            key=form_key("run"),
            label_visibility="collapsed",
        )
    with state:
        controls["run"] = Control(run, run, state_choice("run"))
    value, state = control_row("Layers")
    known = fixed_by(start_values, "layers") or Fixed(start_value("layers"), False)
    on = [layer for layer in LAYERS if layer in known.text.split(",")] or ([] if known.text else ["points"])
    with value:
        chosen = st.multiselect(
            "Layers",
            list(LAYERS),
            on,
            format_func=LAYERS.__getitem__,
            key=form_key("layers"),
            label_visibility="collapsed",
            placeholder="none",
        )
    with state:
        text = ",".join(layer for layer in LAYERS if layer in chosen) or "none"
        controls["layers"] = Control(chosen, text, state_choice("layers"))
    _, state = control_row("Compare with other runs")
    with state:
        controls["beside"] = Control(None, "", state_choice("beside", ("Free", "Hidden")))
    for name, each in controls.items():
        check_map_control(name, each.text)
    free = {
        name: each.text for name, each in controls.items() if each.state == "Free" and each.text not in ("", "points")
    }
    return free | Task(title, note, fixed_controls(controls)).to_address()
