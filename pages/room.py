"""A classroom: a code, the students who join with it, and a board of their runs."""

import streamlit as st

from dashboard.ui.account import offer_login
from dashboard.ui.addresses import end_page
from dashboard.ui.classroom.room import enter, learn, offer_to_join, room_from_address
from dashboard.ui.classroom.teacher import teach
from dashboard.ui.page_row import page_row
from dashboard.ui.session import person

room = room_from_address()
if room is None:
    with page_row("Classroom"):
        st.caption(
            "A teacher opens a room and gives its code to the students. Their runs appear on the teacher's board."
        )
    enter()
    offer_login()
    end_page()
if room.teacher == person():
    teach(room)
    end_page()
if person() in room.members:
    learn(room)
else:
    offer_to_join(room)
st.page_link("room.py", label="Show all my rooms", icon=":material/arrow_back:", query_params={})
