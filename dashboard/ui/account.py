"""The way in and out where the server has a login (secrets.toml with an [auth] section, as Streamlit describes it)."""

import streamlit as st

from dashboard.ui.markdown import plain
from dashboard.ui.session import has_login


def offer_login() -> None:
    """A button to log in, so that one has the same runs in every browser, or to log out; nothing without such a server."""
    if not has_login():
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.user["is_logged_in"]:
            st.caption(f"You are {plain(str(st.user.get('name') or st.user.get('email')))}, in every browser.")
            st.button("Log out", icon=":material/logout:", on_click=st.logout)
        else:
            st.caption(
                "Your runs belong to this browser. Log in, and those that you train from then on are yours in every browser."
            )
            st.button("Log in", icon=":material/login:", on_click=st.login)
