"""A run's diagnosis on a page: findings with their numbers, and buttons that fill the Train page's form."""

from typing import Any

import streamlit as st

from dashboard.ui.controls import label
from dashboard.ui.markdown import plain
from dashboard.ui.task import is_fixed
from dashboard.ui.train_address import fill_form, train_address
from vae_core.config import RunConfig, with_changes
from vae_core.diagnosis.rules import COLLAPSED, Finding, diagnose_run
from vae_core.file_cache import cached_by_file
from vae_core.runs.run import Run, known_summary

READ = ("config.json", "summary.json", "metrics.jsonl", "latents.safetensors", "weights.safetensors")


def diagnosis(run: Run, is_beside_form: bool = False) -> None:
    """Shows the findings of a run that has ended; beside the Train page's form, buttons fill that form."""
    try:
        findings = _findings_of(run)
    except ValueError as error:
        st.caption(f"No diagnosis: {plain(str(error))}.")
        return
    wrong = sum(not finding.is_note for finding in findings)
    title, notes = _counted(wrong, "problem") if wrong else "no problem", len(findings) - wrong
    title += f", {_counted(notes, 'note')}" if notes else ""
    with st.expander(f"Diagnosis: {title}", expanded=bool(wrong), icon=":material/stethoscope:"):
        if not findings:
            st.write("""
All latent dimensions are active, and the training and validation losses agree.
Samples from the prior fall where the codes of the data are, and the loss has converged.
""")
        for index, finding in enumerate(findings):
            _show(run.config, finding, index, is_beside_form)


def in_brief(run: Run) -> tuple[str, str]:
    """Returns the most serious finding of a run that has ended: its title with an icon, and its text (empty if none)."""
    try:
        findings = sorted(_findings_of(run), key=lambda finding: finding.is_note)
    except ValueError as error:
        return "No diagnosis", str(error)
    if not findings:
        return ":material/check: No problem", ""
    return f"{_icon(findings[0])} {findings[0].title}", findings[0].explanation


def is_good(run: Run) -> bool:
    """Returns True if a run can be diagnosed and has no problem."""
    try:
        return all(finding.is_note for finding in _findings_of(run))
    except ValueError:
        return False


def has_collapsed(run: Run) -> bool:
    """Returns True if the diagnosis of a run says that its posterior collapsed."""
    if known_summary(run).active_units != 0:  # a diagnosis of each run of a class would take seconds
        return False
    try:
        return any(finding.name == COLLAPSED for finding in _findings_of(run))
    except ValueError:
        return False


@cached_by_file(*READ, entries=64)
def _findings_of(run: Run) -> list[Finding]:
    return diagnose_run(run)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _show(config: RunConfig, finding: Finding, index: int, is_beside_form: bool) -> None:
    st.markdown(f"{_icon(finding)} **{finding.title}.** {finding.explanation}")
    if not finding.changes or config.layers is not None:  # no form makes the layers of an imported network
        return
    words = ", ".join(f"{label(name)} {_word(value)}" for name, value in finding.changes.items())
    text, icon, wanted = f"Try {words}", ":material/model_training:", with_changes(config, finding.changes)
    if is_beside_form:
        # A link to the same page would leave the form as it is, because its widgets hold the address. So they are set.
        set_by_teacher = is_fixed(*finding.changes)
        st.button(
            text,
            icon=icon,
            key=f"try-{index}",
            on_click=fill_form,
            args=(wanted,),
            disabled=set_by_teacher,
            help="Your teacher has set this control." if set_by_teacher else None,
        )
    else:
        st.page_link("train.py", label=text, icon=icon, query_params=train_address(wanted))


def _icon(finding: Finding) -> str:
    return ":material/info:" if finding.is_note else ":material/warning:"


def _word(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")
