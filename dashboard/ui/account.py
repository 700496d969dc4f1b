"""Login and logout, where the server has a login (secrets.toml with an [auth] section, as Streamlit describes it)."""

import streamlit as st

from dashboard.ui.markdown import plain
from dashboard.ui.session import has_login


def offer_login() -> None:
    """Shows a button that logs in, for the same runs in every browser, or out; nothing if the server has no login."""
    if not has_login():
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.user["is_logged_in"]:
            st.caption(f"You are logged in as {plain(str(st.user.get('name') or st.user.get('email')))}.")
            st.button("Log out", icon=":material/logout:", on_click=st.logout)
        else:
            st.caption(
                "Your runs belong to this browser. After you log in, your new runs are available in every browser."
            )
            st.button("Log in", icon=":material/login:", on_click=st.login)
