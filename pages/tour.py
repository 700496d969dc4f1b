"""The tours, which run by themselves over the whole window: 90 seconds for everybody, and one of the Lab for teachers."""

import streamlit as st

from dashboard.ui.components.tour import tour
from dashboard.ui.lab.tours import LINKS, TEACHER_LINKS, digits_content, speed_of, teacher_chapters
from dashboard.ui.session import query

speed = speed_of(query("speed"))
try:
    if query("of") == "teachers":
        tour("The Lab for teachers", TEACHER_LINKS, speed, None, teacher_chapters())
    else:
        tour("Latent Lab in 90 seconds", LINKS, speed, digits_content(), None)
except ValueError as error:
    st.title("Latent Lab in 90 seconds")
    st.error(str(error))
