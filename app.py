"""START HERE. The server: pages (pages/navigation.py), routes, start and stop.

Started by `streamlit run app.py`.
"""

import os

# Before torch is loaded. Threads that wait in a loop for each other take the cores from other programs: beside a busy
# training the principal components of MNIST took 16 s of a lesson's first visitor, and 5 s where threads sleep.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import streamlit as st
from starlette.middleware import Middleware

from dashboard.server import Guard, IndexPage, People, lifespan, person_routes, server_routes

app = st.App(
    "pages/navigation.py",
    routes=[*server_routes(), *person_routes()],
    middleware=[Middleware(Guard), Middleware(People), Middleware(IndexPage)],
    lifespan=lifespan,
)
