"""The dashboard's server: Streamlit behind its guard. `streamlit run` finds `app` in here."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboards.guard import Guard
from dashboards.place import PATHS, told

app = st.App(
    Path(__file__).with_name("app.py"), middleware=[Middleware(Guard, pages=PATHS, names=told().names)]
)
