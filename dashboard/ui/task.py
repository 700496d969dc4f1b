"""The task of a teacher's link on its page: title and note, controls with a lock, and what is wrong with the link."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from dashboard.classroom.rooms import Address
from dashboard.classroom.tasks import HIDE, LOCK, PARAMETERS, Fixed, Task, fixed_by, task_from_address
from dashboard.ui.markdown import plain
from dashboard.ui.session import query

ControlState = Literal["free", "locked", "hidden"]
BY_TEACHER = "Set by your teacher"
WRONG_LINK = "{words}. The link's other values are used; ask your teacher for a new link."
# Low, because on the Train page the cockpit needs the window's height.
_STYLE = "<style>.st-key-task { padding: 0.35rem 0.75rem; } .st-key-task p { line-height: 1.35; }</style>"
MORE = "more"  # a control of the Train page: all settings that are not in reach
OF_MAP = ("run", "beside", "layers")
IN_REACH = ("data", "model", "latent_dim", "seconds", "epochs", "beta", MORE)


def asked(name: str) -> list[str]:
    """Returns all values of a parameter of the page's address."""
    return list(st.query_params.get_all(name))


def fixed(name: str) -> Fixed | None:
    """Returns how the page's address sets a control; None if the visitor may choose.

    Where the address hides `more`, it sets each setting that is not in reach, to the address's start value.
    """
    known = fixed_by(asked, name)
    if known is None and name not in (*IN_REACH, *OF_MAP) and fixed_by(asked, MORE):
        return Fixed(",".join(asked(name)), True)
    return known


def is_fixed(*names: str) -> bool:
    """Tells whether the page's address sets one of these controls."""
    return any(fixed(name) for name in names)


def has_fixed() -> bool:
    """Tells whether the page's address sets any control."""
    return bool(asked(LOCK) or asked(HIDE))


def is_hidden(name: str) -> bool:
    """Tells whether the page's address leaves a control out."""
    known = fixed(name)
    return known is not None and known.is_hidden


def control_of(name: str) -> ControlState:
    """Returns what the page's address makes of a control."""
    known = fixed(name)
    return "free" if known is None else "hidden" if known.is_hidden else "locked"


def query_or_fixed(name: str) -> str:
    """Returns a parameter of the page's address, or the value that the address fixes for the control of that name."""
    known = fixed(name)
    return known.text if known and known.text else query(name)


def kept() -> Address:
    """Returns the parameters of the task, for a page that writes its whole address again."""
    return {name: texts for name in PARAMETERS if (texts := asked(name))}


def show_fixed(title: str, words: str) -> None:
    """Shows a control that the teacher set: a lock and its value, nothing to change."""
    st.markdown(
        f":material/lock: {plain(words)}", help=f"{title}: {BY_TEACHER[0].lower()}{BY_TEACHER[1:]}", width="content"
    )


def show_task(check: Callable[[str, str], None] | None = None) -> None:
    """Shows title and note of the task in the page's address, if it has one, and what is wrong with the address.

    `check` raises a ValueError for a control or a value that the page does not have; None: it has no controls to set.
    """
    task, wrong = task_from_address(asked, check or _no_control)
    if wrong:
        words = "; ".join(dict.fromkeys(wrong))
        st.error(WRONG_LINK.format(words=plain(words[0].upper() + words[1:])), icon=":material/link_off:")
    if task:
        _show(task)


def _show(task: Task) -> None:
    locked = any(not known.is_hidden for known in task.fixed.values())
    parts = [f"**{plain(task.title)}**" if task.title else "", plain(task.note)]
    parts.append(f":gray[:material/lock: {BY_TEACHER.lower()}]" if locked else "")
    st.html(_STYLE)
    with st.container(key="task", border=True):
        st.markdown(f":material/school: :gray[Given by your teacher:] {' '.join(filter(None, parts))}")


def _no_control(name: str, text: str) -> None:
    raise ValueError(f"this page has no control {name!r} to lock or hide")
