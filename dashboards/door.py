"""The dashboard's server: Streamlit behind guard and entrance. `streamlit run` finds `app` in here."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboards.api.routes import Api
from dashboards.entrance import Entrance
from dashboards.gate import Gate
from dashboards.guard import Guard
from dashboards.place import PATHS, told
from wire.contracts.settings import Settings
from wire.observability.metrics import offer

place = told()
offer(Settings.load(), "dashboard")
app = st.App(
    Path(__file__).with_name("app.py"),
    middleware=[
        Middleware(Guard, pages=PATHS, names=place.names),
        Middleware(Entrance, gate=Gate(place.chat, place.home), api=Api(place.lake, place.chat), pages=PATHS),
    ],
)
