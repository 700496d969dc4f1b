"""START HERE. The server: its pages (pages/navigation.py), its routes and what happens at start and stop.

Run by `streamlit run app.py`.
"""

import streamlit as st
from starlette.middleware import Middleware

from server import People, lifespan, routes

app = st.App("pages/navigation.py", routes=routes, middleware=[Middleware(People)], lifespan=lifespan)
