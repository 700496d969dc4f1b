"""The task in an address: title and note, controls with a lock, what is wrong with the link, and how to leave it."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

import streamlit as st

from dashboard.classroom.rooms import Address
from dashboard.classroom.tasks import HIDE, LOCK, PARAMETERS, Fixed, Task, fixed_by, task_from_address
from dashboard.ui.markdown import plain
from dashboard.ui.session import query

ControlState = Literal["free", "locked", "hidden"]
BY_TEACHER = "Set by your teacher"
WRONG_LINK = "{words}. The link's other values are used; ask your teacher for a new link."
# Low, because on the Train page the cockpit needs the window's height.
_STYLE = """<style>
.st-key-task { padding: 0.35rem 0.75rem; gap: 0.25rem 1rem; flex-wrap: nowrap; }
.st-key-task p { line-height: 1.35; }
.st-key-task .stElementContainer:has(.stMarkdown) { flex: 1 1 0; width: auto; min-width: 0; }
.st-key-task :is(button, a) :is(p, span) { white-space: nowrap; }
@media (max-width: 640px) {
  .st-key-task { flex-wrap: wrap; }
  .st-key-task .stElementContainer:has(.stMarkdown) { flex-basis: 100%; }
}
</style>"""
KEPT, _LEFT = "kept task", "left task"  # in the session
WITHOUT_REMINDER = ("task", "tour")  # pages of the teacher
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


def task_title() -> str:
    """Returns the title of the task in the page's address; empty if it has none."""
    return task_from_address(asked, lambda *_: None)[0].title


class KeptTask(NamedTuple):
    """The task of this browser tab: the page of the link, and the last address of that page."""

    page: str
    address: Address


def keep_task(current: str, pages: Mapping[str, Any]) -> None:
    """Keeps a task in this browser tab until the visitor leaves it.

    `current` is the address of the page that is shown, `pages` has all pages that may have a task. Links of the
    navigation lead to such a page without its parameters; it is then opened with them. Other pages show a reminder.
    """
    known: KeptTask | None = st.session_state.get(KEPT)
    if known and known.page not in pages:
        _forget()
        known = None
    here: Address = {name: asked(name) for name in st.query_params}
    if current in pages and any(name in here for name in PARAMETERS):
        st.session_state[KEPT] = KeptTask(current, here)
    elif known and known.page == current:
        task = {name: texts for name, texts in known.address.items() if name in PARAMETERS}
        st.switch_page(pages[current], query_params=(here or known.address) | task)
    elif known and current not in WITHOUT_REMINDER:
        _remind(known, pages[known.page])


def tab_task() -> str | None:
    """Returns the task of this browser tab as text; empty once it was left, None if this session has had none."""
    known: KeptTask | None = st.session_state.get(KEPT)
    return json.dumps(known) if known else "" if st.session_state.get(_LEFT) else None


def restore_task(text: object) -> None:
    """Takes the task that the browser kept while its page was loaded again; any other text is as if the task was left."""
    if st.session_state.get(KEPT) or st.session_state.get(
        _LEFT
    ):  # a text that was sent twice, or is older than the end
        return
    try:
        page, address = json.loads(str(text))
        st.session_state[KEPT] = KeptTask(str(page), {str(name): [*map(str, texts)] for name, texts in address.items()})
    except (ValueError, TypeError, AttributeError, RecursionError):
        _forget()


def _forget() -> None:
    st.session_state.pop(KEPT, None)
    st.session_state[_LEFT] = True


def _remind(known: KeptTask, page: Any) -> None:
    """Shows on another page that there is a task, with a link back to it."""
    task, _ = task_from_address(lambda name: list(known.address.get(name, [])), lambda *_: None)
    st.html(_STYLE)
    with st.container(key="task", border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/school: :gray[Given by your teacher:] **{plain(task.title or 'a task')}**")
        st.page_link(page, label="Back to the task", icon=":material/arrow_back:", query_params=known.address)
        _offer_leave()


def _offer_leave() -> None:
    st.button("Leave the task", icon=":material/logout:", type="tertiary", key="leave task", on_click=_leave)


def _leave() -> None:
    _forget()
    for name in PARAMETERS:
        st.query_params.pop(name, None)


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
    elif wrong:  # nothing of the link can be kept
        _forget()


def _show(task: Task) -> None:
    locked = any(not known.is_hidden for known in task.fixed.values())
    parts = [f"**{plain(task.title)}**" if task.title else "", plain(task.note)]
    parts.append(f":gray[:material/lock: {BY_TEACHER.lower()}]" if locked else "")
    st.html(_STYLE)
    with st.container(key="task", border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/school: :gray[Given by your teacher:] {' '.join(filter(None, parts))}")
        _offer_leave()


def _no_control(name: str, text: str) -> None:
    raise ValueError(f"this page has no control {name!r} to lock or hide")
